import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { type Calls, callsOf, type Recorded } from "./fixtures/recorded.ts";
import { instarCalls, serverInformation } from "./fixtures/recorded-instar.ts";
import { extendedFacts, facts, sercommCalls } from "./fixtures/recorded-sercomm.ts";
import { type Answer, type Asked, openStandin } from "./fixtures/standin.ts";
import { type InstarCamera, openCamera, type SercommCamera } from "./node.ts";

type Bytes = Uint8Array<ArrayBufferLike>;

/** A way in which cameras send what they answer. */
interface Manner {
  readonly words: string;
  /** Of texts, which are recorded with LF. */
  readonly lines?: (text: string) => string;
  /** The whole answer on the wire; undefined where it was written to the socket. */
  wire(body: Bytes, asked: Asked, socket: Socket): Bytes | undefined;
}

const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);
const whole = (head: string, body: Bytes): Bytes => Buffer.concat([bytesOf(head), body]);
const bare = (body: Bytes): Bytes => whole("HTTP/1.0 200 OK\n\n", body);
const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
const isLoggedIn = ({ head }: Asked, scheme: string): boolean =>
  new RegExp(`^authorization: ${scheme} `, "im").test(head);
const unauthorized = (challenge: string): Bytes =>
  bytesOf(`HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: ${challenge}\r\n\r\n<html>401</html>`);

const manners: readonly Manner[] = [
  { words: "by HTTP/1.0 without length and type, lines end with LF", wire: bare },
  {
    words: "by HTTP/1.1 with a length, lines end with CRLF, the last one too",
    lines: (text) => crlf(text === "" ? "" : text.replace(/\n?$/, "\n")),
    wire: (body) =>
      whole(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`, body),
  },
  {
    words: "with blank lines around",
    lines: (text) => (text === "" ? "" : `\r\n${crlf(text)}\r\n\r\n`),
    wire: bare,
  },
  {
    words: "in chunks",
    wire: (body) => {
      const middle = body.length >> 1;
      const chunks = [body.subarray(0, middle), body.subarray(middle)].filter(({ length }) => length > 0);
      return Buffer.concat([
        bytesOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ...chunks.flatMap((part) => [bytesOf(`${part.length.toString(16)}\r\n`), part, bytesOf("\r\n")]),
        bytesOf("0\r\n\r\n"),
      ]);
    },
  },
  {
    words: "packed by gzip",
    wire: (body) => whole("HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzipSync(body)),
  },
  {
    words: "a few bytes at a time",
    wire: (body, _asked, socket) => {
      const all = bare(body);
      socket.setNoDelay(true);
      const step = Math.max(7, Math.ceil(all.length / 40));
      const next = (at: number): void => {
        if (at >= all.length) socket.end();
        else socket.write(all.subarray(at, at + step), () => setImmediate(next, at + step));
      };
      next(0);
      return undefined;
    },
  },
  {
    words: "after asking for a Basic login",
    wire: (body, asked) => (isLoggedIn(asked, "Basic") ? bare(body) : unauthorized('Basic realm="x"')),
  },
  {
    words: "after asking for a Digest login",
    wire: (body, asked) =>
      isLoggedIn(asked, "Digest") ? bare(body) : unauthorized('Digest realm="x", nonce="abc", qop="auth"'),
  },
  {
    words: "after sending us on to another path",
    wire: (body, { target }) =>
      target.startsWith("/moved")
        ? bare(body)
        : bytesOf(`HTTP/1.0 302 Found\r\nLocation: /moved${target}\r\n\r\n`),
  },
];

/** A camera that answers as `answers` say, and 404 otherwise; `said` are the requests that were answered in full. */
function playing({ lines = (text) => text, wire }: Manner): {
  answers: Readonly<Record<string, string | Uint8Array>>;
  readonly said: Asked[];
  readonly answer: Answer;
} {
  const state = {
    answers: {},
    said: [] as Asked[],
    answer: (asked: Asked, socket: Socket): Bytes | string | undefined => {
      const target = asked.target.replace(/^\/moved/, "");
      const key = `${asked.method} ${target}`;
      const known: Readonly<Record<string, string | Uint8Array>> = {
        "GET /util/query.cgi": facts,
        "GET /util/query.cgi?extension=yes": extendedFacts,
        "GET /param.cgi?cmd=getserverinfo": serverInformation,
        ...state.answers,
      };
      const body = known[key];
      if (body === undefined) return "HTTP/1.0 404 Not Found\r\n\r\n";
      const sent = wire(typeof body === "string" ? bytesOf(lines(body)) : body, asked, socket);
      if (sent === undefined || Buffer.from(sent).toString("latin1", 9, 12) === "200")
        state.said.push({ ...asked, target });
      return sent;
    },
  };
  return state;
}

async function everyCall<C extends SercommCamera | InstarCamera>(
  scheme: "sercomm" | "instar",
  calls: Readonly<Record<string, Recorded<C>>>,
  manner: Manner,
): Promise<void> {
  const played = playing(manner);
  await using standin = await openStandin(played.answer);
  const camera = (await openCamera(`${scheme}://user:secret@${standin.host}`)) as C;
  assert.deepEqual(callsOf(camera), Object.keys(calls).sort(), "each call has its row");
  for (const [name, { run, asked, gives, sent, isPoured }] of Object.entries(calls)) {
    if (isPoured && manner.words.includes("sending us on")) continue;
    played.answers = asked;
    played.said.length = 0;
    const given = await run(camera).catch((error: unknown) => assert.fail(`${name}: ${error}`));
    const requests = played.said.map(({ method, target }) => `${method} ${target}`);
    assert.deepEqual([name, requests], [name, Object.keys(asked)]);
    assert.deepEqual([name, given], [name, gives]);
    sent?.(played.said.map(({ body }) => body));
  }
}

describe("every call asks and reads what the vendor prints, when it is answered", { concurrency: 2 }, () => {
  for (const manner of manners) {
    it(`${manner.words}, by a Sercomm camera`, () =>
      everyCall("sercomm", sercommCalls satisfies Calls<SercommCamera>, manner));
    it(`${manner.words}, by an INSTAR camera`, () =>
      everyCall("instar", instarCalls satisfies Calls<InstarCamera>, manner));
  }
});
