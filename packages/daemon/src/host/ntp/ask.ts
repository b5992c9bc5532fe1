import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { encodeSntpRequest, parseSntpReply, type SntpReply } from "@pinhole/kit/formats/sntp";
import { CameraError, messageOf } from "@pinhole/kit/model";

export interface TimeServer {
  readonly host: string;
  readonly port: number;
}

/** How a server's clock differs from the machine's, in seconds, and how long the way to it and back took. */
export interface Sample {
  readonly offset: number;
  readonly delay: number;
}

export interface AskOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/** Seconds there and back beyond which a reply says too little about the time. */
const longestWay = 2;

/** Seconds by which a server's own clock may be off. */
const mostUncertain = 2;

/** Replies that are looked at: somebody may send many that answer nothing. */
const maxReplies = 100;

/** Asks a time server once (RFC 4330). Throws CameraError when it gives no time that can be used. */
export async function askTime({ host, port }: TimeServer, options: AskOptions): Promise<Sample> {
  const { timeoutMs = 5000 } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  const { promise, resolve, reject } = Promise.withResolvers<Sample>();
  const onAbort = (): void => {
    const late = new CameraError("timeout", `${host} did not answer within ${timeoutMs / 1000} s`, {
      at: host,
    });
    reject(options.signal.aborted ? options.signal.reason : late);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  // A look-up that comes too late finds nobody.
  exchange({ host, port }, { signal, resolve, reject });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

interface Outcome {
  readonly signal: AbortSignal;
  resolve(sample: Sample): void;
  reject(reason: unknown): void;
}

async function exchange({ host, port }: TimeServer, { signal, resolve, reject }: Outcome): Promise<void> {
  const unreachable = (error: unknown): CameraError =>
    new CameraError("unreachable", `${host} can not be reached: ${messageOf(error)}`, {
      at: host,
      cause: error,
    });
  const found = await lookup(host).catch((error: unknown) => reject(unreachable(error)));
  if (!found || signal.aborted) return;
  const socket = createSocket(found.family === 6 ? "udp6" : "udp4");
  const done = (): void => {
    signal.removeEventListener("abort", done);
    socket.close();
  };
  signal.addEventListener("abort", done, { once: true });
  const cookie = randomBytes(8);
  let asked = 0;
  let replies = 0;
  socket.on("error", (error) => {
    reject(unreachable(error));
    done();
  });
  // The socket is connected, so that only the server's own packets come in.
  socket.on("message", (bytes) => {
    const arrived = performance.now();
    if (++replies > maxReplies) return;
    let reply: SntpReply;
    try {
      reply = parseSntpReply(bytes);
    } catch {
      return;
    }
    // Not an answer to this question: sent before it, or by somebody who has not seen it.
    if (!cookie.equals(reply.origin) || reply.mode !== 4) return;
    const problem = problemOf(reply);
    if (problem === undefined) {
      const way = (arrived - asked) / 1000;
      const sample = sampleOf(reply, { asked: (performance.timeOrigin + asked) / 1000 + clockStep(), way });
      if (sample.delay >= -0.001 && sample.delay <= longestWay) resolve(sample);
      else reject(new CameraError("refused", `${host} took ${sample.delay.toFixed(1)} s`, { at: host }));
    } else reject(new CameraError("refused", `${host} ${problem}`, { at: host }));
    done();
  });
  socket.connect(port, found.address, () => {
    asked = performance.now();
    socket.send(encodeSntpRequest(cookie));
  });
}

/** Seconds by which the machine's clock was set since the process began to count. */
function clockStep(): number {
  return (Date.now() - (performance.timeOrigin + performance.now())) / 1000;
}

/** Why a reply gives no time. */
export function problemOf({
  leap,
  version,
  stratum,
  kiss,
  uncertainty,
  received,
  sent,
}: SntpReply): string | undefined {
  if (stratum === 0) return `does not want to be asked (${kiss === "" ? "no reason given" : kiss})`;
  if (stratum > 15 || leap === 3) return "does not know the time itself";
  if (version < 1 || version > 4) return `speaks version ${version}`;
  if (!(uncertainty >= 0 && uncertainty <= mostUncertain)) return `is unsure by ${uncertainty.toFixed(1)} s`;
  if (sent < received || sent - received > longestWay) return "contradicts itself";
  const year = new Date(sent * 1000).getUTCFullYear();
  return year < earliestYear || year > latestYear ? `says that it is the year ${year}` : undefined;
}

// Years that date.cgi can show, from that in which this was written.
const earliestYear = 2024;
const latestYear = 2099;

/** The usual reckoning: the server's clock stood between both of its times while half of the way was behind us. */
function sampleOf({ received, sent }: SntpReply, { asked, way }: { asked: number; way: number }): Sample {
  const offset = (received - asked + (sent - (asked + way))) / 2;
  return { offset, delay: way - (sent - received) };
}
