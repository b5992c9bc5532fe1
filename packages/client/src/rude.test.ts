import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import type { Recorded } from "./fixtures/recorded.ts";
import { instarCalls, serverInformation } from "./fixtures/recorded-instar.ts";
import { extendedFacts, facts, sercommCalls } from "./fixtures/recorded-sercomm.ts";
import { openStandin } from "./fixtures/standin.ts";
import { CameraError, type ErrorCode, type InstarCamera, openCamera, type SercommCamera } from "./node.ts";

/** For those who never answer, and for all others on a busy machine. */
const patience = { short: 300, long: 30_000 };

const page = "<!DOCTYPE html><html><title>Please log in</title></html>";
const http = (status: string, headers: string, body: string): string =>
  `HTTP/1.0 ${status}\r\n${headers}\r\n${body}`;

interface Rudeness {
  readonly words: string;
  /** Written to the wire; undefined keeps the connection open without a word. */
  answer(socket: Socket, path: string): string | undefined;
  /** What every call then fails with. */
  readonly codes: readonly ErrorCode[];
}

const rudenesses: readonly Rudeness[] = [
  {
    words: "a login page instead of the answer",
    answer: () => http("200 OK", "Content-Type: text/html\r\n", page),
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "a login page of no type",
    answer: () => `HTTP/1.0 200 OK\n\n${page}`,
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "a redirect to a login page",
    answer: (_, path) =>
      path.startsWith("/login")
        ? http("200 OK", "Content-Type: text/html\r\n", page)
        : http("302 Found", "Location: /login.htm\r\n", ""),
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "a redirect round and round",
    answer: (_, path) => http("302 Found", `Location: ${path}\r\n`, ""),
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "401 for ever",
    answer: () => http("401 Unauthorized", 'WWW-Authenticate: Basic realm="x"\r\n', page),
    codes: ["login-refused"],
  },
  {
    words: "an answer that is cut off",
    answer: () => http("200 OK", "Content-Length: 1000\r\n", "event_trigger=1"),
    codes: ["unreachable"],
  },
  {
    words: "gzip that is none",
    answer: () => http("200 OK", "Content-Encoding: gzip\r\n", "event_trigger=1"),
    codes: ["unreachable", "reply-damaged"],
  },
  {
    words: "a letter now and then",
    answer: (socket) => {
      socket.write("HTTP/1.0 200 OK\r\n\r\n");
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
      return undefined;
    },
    codes: ["timeout"],
  },
  { words: "silence", answer: () => undefined, codes: ["timeout"] },
  { words: "a closed door", answer: () => "", codes: ["unreachable"] },
  { words: "no HTTP", answer: () => "ERR\0\r\n\r\n", codes: ["reply-damaged"] },
  {
    words: "more header than anybody reads",
    answer: () => `HTTP/1.0 200 OK\r\nX: ${"x".repeat(200_000)}`,
    codes: ["reply-damaged"],
  },
  {
    words: "Digest logins, each with a nonce that is stale",
    answer: () => {
      const challenge = `Digest realm="x", nonce="${Math.random()}", qop="auth", stale=true`;
      return http("401 Unauthorized", `WWW-Authenticate: ${challenge}\r\n`, "");
    },
    codes: ["login-refused"],
  },
  {
    words: "a redirect to another host",
    answer: () => http("302 Found", "Location: http://localhost:1/\r\n", ""),
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "the privacy mode",
    answer: () => http("406 Not Acceptable", "", ""),
    codes: ["privacy-on"],
  },
  {
    words: "an error of its own",
    answer: () => http("500 Internal Server Error", "", "no memory"),
    codes: ["camera-failed"],
  },
];

/** What it answers who asks what it is; it is rude to everything that comes later. */
const introductions: Readonly<Record<string, string>> = {
  "/util/query.cgi": facts,
  "/util/query.cgi?extension=yes": extendedFacts,
  "/param.cgi?cmd=getserverinfo": serverInformation,
};

async function everyCallFails<C extends SercommCamera | InstarCamera>(
  scheme: "sercomm" | "instar",
  calls: Readonly<Record<string, Recorded<C>>>,
  { answer, codes, words }: Rudeness,
): Promise<void> {
  let isOpen = false;
  await using standin = await openStandin(({ target }, socket) => {
    const introduction = isOpen ? undefined : introductions[target];
    return introduction === undefined ? answer(socket, target) : http("200 OK", "", introduction);
  });
  const isWaited = codes.includes("timeout");
  const timeoutMs = isWaited ? patience.short : patience.long;
  const camera = (await openCamera(`${scheme}://u:secret@${standin.host}`, { timeoutMs })) as C;
  isOpen = true;
  const tried = Object.entries(calls).filter(
    ([, { asked, hasOwnPatience }]) =>
      Object.keys(asked).length > 0 && !(isWaited && hasOwnPatience === true),
  );
  assert.ok(tried.length > 15, `${tried.length} calls`);
  const failed = await Promise.all(
    tried.map(async ([name, { run }]) => {
      try {
        return `${name} gives ${JSON.stringify(await run(camera))}`;
      } catch (error) {
        if (!(error instanceof CameraError)) return `${name} throws ${error}`;
        if (error.message.includes("secret")) return `${name} tells the password`;
        return codes.includes(error.code) ? undefined : `${name} is ${error.code}: ${error.message}`;
      }
    }),
  );
  assert.deepEqual(
    failed.filter((line) => line !== undefined),
    [],
    words,
  );
}

describe("every call fails with its own error, and in time, when it gets", { timeout: 60_000 }, () => {
  for (const rudeness of rudenesses) {
    it(rudeness.words, async () => {
      await everyCallFails("sercomm", sercommCalls, rudeness);
      await everyCallFails("instar", instarCalls, rudeness);
    });
  }
});
