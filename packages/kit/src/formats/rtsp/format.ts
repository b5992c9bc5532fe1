import { reasonOf } from "./status.ts";

/** Name and value in the order in which they are written; a name may come more than once. */
export type HeaderLines = readonly (readonly [name: string, value: string | number])[];

export interface ReplyParts {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly headers?: HeaderLines;
  readonly body?: Uint8Array | undefined;
}

export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  readonly headers?: HeaderLines;
  readonly body?: Uint8Array | undefined;
}

/** The bytes of a reply; Content-Length is added where there is a body. Throws a RangeError at a line break in a header. */
export function formatReply({
  status,
  reason = reasonOf(status),
  headers = [],
  body,
}: ReplyParts): Uint8Array<ArrayBuffer> {
  return assemble(`RTSP/1.0 ${status} ${reason}`, headers, body);
}

/** The bytes of a request, as `formatReply`. */
export function formatRequest({ method, uri, headers = [], body }: RequestParts): Uint8Array<ArrayBuffer> {
  return assemble(`${method} ${uri} RTSP/1.0`, headers, body);
}

function assemble(start: string, headers: HeaderLines, body?: Uint8Array): Uint8Array<ArrayBuffer> {
  const all: HeaderLines = body?.length ? [...headers, ["Content-Length", body.length]] : headers;
  const lines = [start, ...all.map(([name, value]) => `${name}: ${value}`)];
  const broken = lines.find((line) => /[\r\n\0]/.test(line));
  if (broken !== undefined) throw new RangeError(`a line break in ${JSON.stringify(broken.slice(0, 80))}`);
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  if (!body?.length) return head;
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}
