import { Agent, type IncomingMessage, request } from "node:http";

/** A server of the benchmark on 127.0.0.1. */
export interface Target {
  readonly port: number;
  readonly path: string;
  /** The value of the Authorization header. */
  readonly authorization?: string;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

export function openAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 64, scheduling: "fifo" });
}

/** One GET to its last byte; fails after `timeoutMs` without a sign of life. */
export function get(
  target: Target,
  options: { readonly agent?: Agent; readonly timeoutMs?: number } = {},
): Promise<Answer> {
  const { port, path, authorization } = target;
  const { agent = false, timeoutMs: timeout = 10_000 } = options;
  const headers = authorization === undefined ? {} : { authorization };
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, path, headers, agent, timeout }, (answer) => {
      collect(answer).then(resolve, reject);
    });
    call.once("timeout", () => call.destroy(new Error(`no answer from port ${port} for ${timeout} ms`)));
    call.once("error", reject).end();
  });
}

async function collect(answer: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const type = answer.headers["content-type"] ?? "";
  return { status: answer.statusCode ?? 0, type, body: Buffer.concat(chunks) };
}

/** Asks again every few milliseconds until an answer is to the liking; the answer. */
export async function until(
  target: Target,
  options: {
    readonly isGood: (answer: Answer) => boolean;
    readonly everyMs: number;
    readonly withinMs: number;
    /** Throws when there is no use in asking on. */
    readonly check: () => void;
  },
): Promise<Answer> {
  const { isGood, everyMs, withinMs, check } = options;
  const end = performance.now() + withinMs;
  let last = "nothing listens";
  while (performance.now() < end) {
    check();
    try {
      const answer = await get(target, { timeoutMs: withinMs });
      if (isGood(answer)) return answer;
      last = `status ${answer.status}, ${answer.body.length} bytes`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`no good answer on ${target.path} within ${withinMs} ms (${last})`);
}

/** Whether it is a whole JPEG. */
export function isJpeg({ status, body }: Answer): boolean {
  return (
    status === 200 &&
    body.length > 4 &&
    body.readUInt16BE(0) === 0xffd8 &&
    body.readUInt16BE(body.length - 2) === 0xffd9
  );
}
