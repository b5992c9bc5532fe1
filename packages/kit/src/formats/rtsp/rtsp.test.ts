import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  formatReply,
  formatRequest,
  messageLimits,
  parseCseq,
  parseUri,
  type RtspMessage,
  RtspParser,
  RtspSyntaxError,
} from "./index.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const text = (data: Uint8Array): string => String.fromCharCode(...data);

function readAll(data: Uint8Array, step = data.length): RtspMessage[] {
  const parser = new RtspParser();
  const messages: RtspMessage[] = [];
  for (let at = 0; at < data.length; at += step) {
    parser.push(data.slice(at, at + step));
    for (let message = parser.next(); message; message = parser.next()) {
      if (message.kind === "frame") messages.push({ ...message, payload: message.payload.slice() });
      else messages.push({ ...message, body: message.body.slice() });
    }
  }
  assert.equal(parser.midway, false);
  return messages;
}

const failure = (data: string | Uint8Array, step?: number): RtspSyntaxError => {
  try {
    readAll(typeof data === "string" ? bytes(data) : data, step);
  } catch (error) {
    assert.ok(error instanceof RtspSyntaxError, String(error));
    return error;
  }
  return assert.fail("was taken");
};

const mixed = bytes(
  "\r\n\r\nSET_PARAMETER rtsp://a/b RTSP/1.0\r\nCSeq: 7\r\ncontent-LENGTH:5\r\n\r\nab\r\nc" +
    "$\x01\x00\x03\x0a$\x0a" +
    "OPTIONS * RTSP/1.0\nCSeq:8\nX: 1\nx:  2 \n\n" +
    "RTSP/1.0 404 Not Found\r\nCSeq: 9\r\n\r\n" +
    "$\x00\x00\x00",
);

describe("RtspParser", () => {
  for (const step of [1, 2, 3, 7, 1000]) {
    it(`takes requests, replies and frames, ${step} bytes at a time`, () => {
      const [set, first, options, reply, empty, ...more] = readAll(mixed, step);
      assert.ok(set?.kind === "request" && options?.kind === "request" && reply?.kind === "reply");
      assert.ok(first?.kind === "frame" && empty?.kind === "frame");
      assert.deepEqual(
        [set.method, set.uri, set.version, text(set.body)],
        ["SET_PARAMETER", "rtsp://a/b", "RTSP/1.0", "ab\r\nc"],
      );
      assert.deepEqual(
        [...set.headers],
        [
          ["cseq", "7"],
          ["content-length", "5"],
        ],
      );
      assert.deepEqual([first.channel, text(first.payload)], [1, "\x0a$\x0a"]);
      assert.deepEqual([options.uri, options.headers.get("x")], ["*", "1, 2"]);
      assert.deepEqual([reply.status, reply.reason, reply.headers.get("cseq")], [404, "Not Found", "9"]);
      assert.equal(empty.payload.length, 0);
      assert.equal(more.length, 0);
    });
  }

  it("gives the payloads of a whole chunk as views of it", () => {
    const parser = new RtspParser();
    const chunk = bytes("$\x02\x00\x02ab");
    parser.push(chunk);
    const frame = parser.next();
    assert.ok(frame?.kind === "frame");
    assert.equal(frame.payload.buffer, chunk.buffer);
  });

  it("reads a header that goes on in the next line, after a blank", () => {
    const parser = new RtspParser();
    parser.push(
      bytes("DESCRIBE * RTSP/1.0\r\nAccept: application/sdp,\r\n\t application/x\nCSeq: 2\r\n\r\n"),
    );
    const request = parser.next();
    assert.ok(request?.kind === "request");
    assert.equal(request.headers.get("accept"), "application/sdp, application/x");
    assert.equal(request.headers.get("cseq"), "2");
  });

  it("says whether a message is under way", () => {
    const parser = new RtspParser();
    assert.equal(parser.midway, false);
    parser.push(bytes("OPTIONS * RTSP/1.0\r\nContent-Length: 1\r\n\r\n"));
    assert.equal(parser.next(), undefined);
    assert.equal(parser.midway, true);
    parser.push(bytes("x"));
    assert.ok(parser.next());
    assert.equal(parser.midway, false);
  });

  const head = "OPTIONS * RTSP/1.0\r\nCSeq: 3\r\n";
  for (const [what, data, status, words] of [
    ["HTTP without a version", "GET /\r\n\r\n", 400, /not RTSP/],
    ["binary", "\x16\x03\x01\x00\xf4\x01\n\n", 400, /not RTSP/],
    ["a line of blanks", `${head}X: a\r\n \r\n\r\n`, 400, /line 4 .* no header/],
    ["a header without a colon", `${head}nonsense\r\n\r\n`, 400, /no header/],
    ["a control character", `${head}X: a\x00b\r\n\r\n`, 400, /no header/],
    ["a lonely carriage return", `${head}X: a\rY: b\r\n\r\n`, 400, /no header/],
    ["a negative length", `${head}Content-Length: -1\r\n\r\n`, 400, /Content-Length/],
    ["a length in words", `${head}Content-Length: ten\r\n\r\n`, 400, /Content-Length/],
    ["two lengths", `${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400, /Content-Length/],
    ["a huge length", `${head}Content-Length: 65537\r\n\r\n`, 413, /65537 bytes is too long: at most 65536/],
    ["an absurd length", `${head}Content-Length: 99999999999999999999\r\n\r\n`, 400, /Content-Length/],
  ] as const) {
    it(`refuses ${what}`, () => {
      for (const step of [1, 1000]) {
        const error = failure(data, step);
        assert.equal(error.status, status);
        assert.match(error.message, words);
        if (data.startsWith(head)) assert.equal(error.cseq, "3");
      }
    });
  }

  it("bounds lines, headers, head and empty lines before they are complete", () => {
    const line = "X: ".padEnd(messageLimits.line, "x");
    assert.equal(readAll(bytes(`OPTIONS * RTSP/1.0\n${line}\n\n`)).length, 1);
    assert.match(failure(`OPTIONS * RTSP/1.0\n${line}xx`).message, /line 2 .* longer than 8192/);
    assert.match(failure("a".repeat(9000)).message, /line 1 .* longer/);
    const headers = (count: number): string => `OPTIONS * RTSP/1.0\n${"X: y\n".repeat(count)}\n`;
    assert.equal(readAll(bytes(headers(messageLimits.headers))).length, 1);
    assert.match(failure(headers(messageLimits.headers + 1)).message, /more than 64 header lines/);
    assert.match(failure(headers(10_000)).message, /more than 64 header lines/);
    const wide = `X: ${"x".repeat(6000)}\n`;
    assert.match(failure(`OPTIONS * RTSP/1.0\n${wide}${wide}${wide}\n`).message, /head .* longer than 16384/);
    assert.match(failure("\r\n".repeat(20)).message, /empty lines/);
  });

  it("fails again after it has failed", () => {
    const parser = new RtspParser();
    parser.push(bytes("nonsense\n\n"));
    assert.throws(() => parser.next(), RtspSyntaxError);
    parser.push(bytes("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"));
    assert.throws(() => parser.next(), RtspSyntaxError);
  });

  it("takes or refuses mutated bytes, the same whatever their pieces", () => {
    let seed = 20_481;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    const outcome = (data: Uint8Array, step: number): string => {
      const parser = new RtspParser();
      const seen: string[] = [];
      try {
        for (let at = 0; at < data.length; at += step) {
          parser.push(data.slice(at, at + step));
          for (let message = parser.next(); message; message = parser.next()) {
            seen.push(
              message.kind === "frame"
                ? `$${text(message.payload)}`
                : JSON.stringify([...message.headers, text(message.body)]),
            );
          }
        }
      } catch (error) {
        assert.ok(error instanceof RtspSyntaxError, String(error));
        seen.push(error.message);
      }
      return seen.join("\n");
    };
    for (let round = 0; round < 3000; round++) {
      const data = mixed.slice();
      for (let n = random(4) + 1; n > 0; n--)
        data[random(data.length)] = random(3) ? random(256) : [10, 13, 36, 58][random(4)]!;
      assert.equal(outcome(data, 1 + random(9)), outcome(data, data.length));
    }
  });
});

describe("formatReply and formatRequest", () => {
  it("write what the parser reads", () => {
    const request = formatRequest({
      method: "DESCRIBE",
      uri: "rtsp://a/b",
      headers: [["CSeq", 1]],
      body: bytes("äb"),
    });
    const reply = formatReply({
      status: 401,
      headers: [
        ["WWW-Authenticate", "Basic"],
        ["WWW-Authenticate", "Digest"],
      ],
    });
    const [first, second] = readAll(Uint8Array.from([...request, ...reply]));
    assert.ok(first?.kind === "request" && second?.kind === "reply");
    assert.deepEqual([first.method, first.uri, text(first.body)], ["DESCRIBE", "rtsp://a/b", "äb"]);
    assert.deepEqual(
      [second.status, second.reason, second.headers.get("www-authenticate")],
      [401, "Unauthorized", "Basic, Digest"],
    );
  });

  it("let no line break through", () => {
    assert.throws(() => formatReply({ status: 200, headers: [["X", "a\r\nY: b"]] }), RangeError);
    assert.throws(() => formatRequest({ method: "PLAY", uri: "rtsp://a/\nb" }), RangeError);
  });
});

it("parseUri finds path, query and track", () => {
  const at = (uri: string) => {
    const { path, query, track } = parseUri(uri);
    return [path, query, track];
  };
  assert.deepEqual(at("rtsp://h:554/img/media.sav"), ["/img/media.sav", "", undefined]);
  assert.deepEqual(at("RTSP://h/img/media.sav/"), ["/img/media.sav", "", undefined]);
  assert.deepEqual(at("rtsps://u:p@[::1]/a%20b/trackID=1"), ["/a b", "", 1]);
  assert.deepEqual(at("rtsp://h/a?x=1&y=/z/trackid=12/"), ["/a", "x=1&y=/z", 12]);
  assert.deepEqual(at("rtsp://h/a/?x=1"), ["/a", "x=1", undefined]);
  assert.deepEqual(at("rtsp://h"), ["/", "", undefined]);
  assert.deepEqual(at("rtsp://h/trackID=2"), ["/", "", 2]);
  assert.deepEqual(at("*"), ["*", "", undefined]);
  assert.equal(parseUri("rtsp://h/a/trackID=1").base, "rtsp://h/a");
  for (const bad of ["http://h/a", "rtsp://h/%ff", "rtsp://h/%00", "a", "rtsp:/a", "rtsp://h/a#b"]) {
    assert.throws(() => parseUri(bad), RangeError, bad);
  }
});

it("parseCseq takes whole numbers only", () => {
  assert.equal(parseCseq("12"), 12);
  for (const bad of [undefined, "", "-1", "1.5", "x", "12345678901"]) assert.equal(parseCseq(bad), undefined);
});
