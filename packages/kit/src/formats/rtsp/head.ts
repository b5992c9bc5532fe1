import { messageLimits as limits } from "./limits.ts";
import { type Headers, type RtspReply, type RtspRequest, RtspSyntaxError } from "./message.ts";

type Start =
  | Pick<RtspRequest, "kind" | "method" | "uri" | "version">
  | Pick<RtspReply, "kind" | "version" | "status" | "reason">;

const token = /^[!#$%&'*+.^_`|~\w-]+$/;
const requestLine = /^([!#$%&'*+.^_`|~\w-]+) +([\x21-\x7e\x80-\xff]+) +([A-Za-z]+\/\d+\.\d+) *$/;
const statusLine = /^(RTSP\/\d+\.\d+) +(\d{3})(?: (.*))?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header must not have
const control = /[\x00-\x08\x0a-\x1f\x7f]/;

/** Start line, headers and length of the body. Throws an RtspSyntaxError. */
export function parseHead(bytes: Uint8Array): { start: Start; headers: Headers; bodyLength: number } {
  // A line that begins with a blank goes on with the header before it (RFC 2326, 4 and 15.1).
  const lines = latin1(bytes)
    .replaceAll(/\r?\n[ \t]+(?=\S)/g, " ")
    .split("\n")
    .map(withoutReturn);
  const headers = new Map<string, string>();
  const start = parseStart(lines[0]!);
  for (const [n, line] of lines.entries()) {
    if (n === 0 || line === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trimEnd();
    const value = line.slice(colon + 1).trim();
    if (!token.test(name) || control.test(value)) {
      throw new RtspSyntaxError(`line ${n + 1} of a message is no header ("Name: value", on one line)`, {
        cseq: headers.get("cseq"),
      });
    }
    const key = name.toLowerCase();
    const known = headers.get(key);
    headers.set(key, known === undefined ? value : `${known}, ${value}`);
  }
  return { start, headers, bodyLength: bodyLengthOf(headers) };
}

function parseStart(line: string): Start {
  const request = requestLine.exec(line);
  if (request)
    return { kind: "request", method: request[1]!, uri: request[2]!, version: request[3]!.toUpperCase() };
  const reply = statusLine.exec(line);
  if (!reply || control.test(reply[3] ?? ""))
    throw new RtspSyntaxError("this is not RTSP: a request begins with METHOD uri RTSP/1.0");
  return { kind: "reply", version: reply[1]!, status: Number(reply[2]), reason: reply[3] ?? "" };
}

function bodyLengthOf(headers: Headers): number {
  const cseq = headers.get("cseq");
  const value = headers.get("content-length") ?? "0";
  if (!/^\d{1,15}$/.test(value))
    throw new RtspSyntaxError("Content-Length has to be a whole number of bytes", { cseq });
  const length = Number(value);
  if (length > limits.body) {
    throw new RtspSyntaxError(`a body of ${length} bytes is too long: at most ${limits.body} are taken`, {
      status: 413,
      cseq,
    });
  }
  return length;
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** Bytes as characters of the same number: what is not ASCII survives until somebody knows its encoding. */
function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
