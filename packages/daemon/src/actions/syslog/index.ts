import { createSocket } from "node:dgram";
import type { Socket } from "node:net";
import { type CameraEvent, logging, messageOf } from "@pinhole/kit/model";
import type { CameraFacts, Context, Reveal } from "../action.ts";
import { backOff } from "../back-off.ts";
import type { Clock } from "../clock.ts";
import { addressOf } from "../wire/address.ts";
import { connect, secure } from "../wire/connect.ts";
import { rfc3164, rfc5424 } from "./line.ts";

export interface SyslogOptions {
  readonly settings: Reveal;
  readonly camera: CameraFacts;
  readonly authorities: readonly string[] | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  random(): number;
  /** For what goes wrong with it: must not come back as an event for syslog. */
  complain(message: string): void;
}

export interface Syslog extends AsyncDisposable {
  add(event: CameraEvent): void;
  /** Settings have changed. */
  resume(): void;
}

/** Lines that wait while the server is away; then the oldest are lost, and counted. */
const mostLines = 1000;

/** Sends the camera's log to a syslog server: the lines that are severe enough, in order. */
export function openSyslog(options: SyslogOptions): Syslog {
  const waiting: CameraEvent[] = [];
  const stop = new AbortController();
  const end = (): void => stop.abort(options.signal.reason);
  options.signal.addEventListener("abort", end, { once: true });
  let lost = 0;
  let failures = 0;
  let pause: Disposable | undefined;
  let running: Promise<void> | undefined;
  let stream: { readonly key: string; readonly socket: Socket } | undefined;

  const close = (): void => {
    stream?.socket.destroy();
    stream = undefined;
  };
  const context = (): Context => ({
    ...{ signal: stop.signal, settings: options.settings, camera: options.camera },
    ...{ authorities: options.authorities, now: () => options.clock.now() },
    ...{ stage: () => {}, has: () => false, complete: () => {}, log: () => {} },
  });
  const send = async (event: CameraEvent): Promise<void> => {
    const { syslogHost: host, syslogPort: port, ...set } = options.settings(logging)[0]!;
    const line =
      set.syslogFormat === "rfc5424"
        ? rfc5424(event, options.camera, process.pid)
        : rfc3164(event, options.camera);
    const bytes = Buffer.from(line);
    if (set.syslogTransport === "udp") return datagram(bytes, { host, port }, context());
    const key = JSON.stringify([host, port, set.syslogTransport, set.syslogVerify]);
    if (stream?.key !== key || !stream.socket.writable) {
      close();
      const plain = await connect(host, port, context());
      const verify = set.syslogVerify;
      const socket = set.syslogTransport === "tls" ? await secure(plain, { host, verify }, context()) : plain;
      // Nothing is expected from the other side but its end.
      socket.resume();
      stream = { key, socket };
    }
    // Octet counting (RFC 6587, 3.4.1): a line may hold anything.
    const { socket } = stream;
    await new Promise<void>((resolve, reject) => {
      socket.write(Buffer.concat([Buffer.from(`${bytes.length} `), bytes]), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  };
  const pump = async (): Promise<void> => {
    while (!pause && !stop.signal.aborted) {
      const [event] = waiting;
      if (!event) return;
      try {
        await send(event);
        // It may have been pushed out meanwhile.
        if (waiting[0] === event) waiting.shift();
        if (failures >= 1) options.complain(`syslog is back, ${lost} lines were lost`);
        failures = 0;
        lost = 0;
      } catch (error) {
        if (stop.signal.aborted) return;
        close();
        failures += 1;
        if (failures === 1) options.complain(`syslog: ${messageOf(error)}; its lines wait`);
        pause = options.clock.after(backOff(failures, "", options.random), () => {
          pause = undefined;
          wake();
        });
      }
    }
  };
  const wake = (): void => {
    running ??= pump().finally(() => {
      running = undefined;
      if (waiting.length > 0 && !pause && !stop.signal.aborted) wake();
    });
  };
  return {
    add: (event) => {
      const { enabled, syslogEnabled, syslogHost, level } = options.settings(logging)[0]!;
      if (!enabled || !syslogEnabled || syslogHost === "" || event.severity > level) return;
      waiting.push(event);
      if (waiting.length > mostLines) {
        waiting.shift();
        lost += 1;
      }
      wake();
    },
    resume: () => {
      pause?.[Symbol.dispose]();
      pause = undefined;
      const { syslogEnabled, enabled } = options.settings(logging)[0]!;
      if (!syslogEnabled || !enabled) waiting.length = 0;
      if (waiting.length > 0) wake();
    },
    [Symbol.asyncDispose]: async () => {
      options.signal.removeEventListener("abort", end);
      pause?.[Symbol.dispose]();
      stop.abort(new Error("the log is closed"));
      close();
      await running;
    },
  };
}

async function datagram(
  bytes: Buffer,
  { host, port }: { readonly host: string; readonly port: number },
  context: Context,
): Promise<void> {
  const { address, family } = await addressOf(host, context);
  const socket = createSocket(family === 6 ? "udp6" : "udp4");
  const sent = Promise.withResolvers<void>();
  socket.once("error", sent.reject);
  socket.send(bytes, port, address, (error) => (error ? sent.reject(error) : sent.resolve()));
  try {
    await sent.promise;
  } finally {
    socket.close();
  }
}
