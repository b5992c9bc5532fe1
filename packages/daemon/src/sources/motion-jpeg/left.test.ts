import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { taker } from "../fixtures/taker.ts";
import { watch } from "../fixtures/watch.ts";
import { Unspoken } from "../unspoken.ts";
import { denied, head, login, type Manner, openCamera, own, part, pictures } from "./fixtures/camera.ts";

const only = (words: string): Manner => ({ head: () => words, most: 0, last: "stay" });
const typed = (type: string, more = ""): string => `HTTP/1.1 200 OK\r\n${type}${more}\r\n\r\n`;

describe("what our own reader of motion JPEG does not play", { concurrency: 4 }, () => {
  const fallsBack: readonly (readonly [words: string, manner: Manner])[] = [
    ["a single JPEG", only(typed("Content-Type: image/jpeg"))],
    ["a film", only(typed("Content-Type: video/mp4"))],
    ["what is of no type", only(typed("Server: x"))],
    ["what is packed", only(head.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n"))],
    [
      "pictures of another kind",
      { part: () => ["--cut\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\nabcd\r\n"] },
    ],
    ["what holds no pictures", { part: () => ["--cut\r\n\r\nabc\r\n"] }],
    ["one picture at a time", { most: 1 }],
    ["an answer that nobody knows", only("HTTP/1.1 406 No\r\n\r\n")],
    ["what is no HTTP", only("ICY 200 OK\r\n\r\n")],
  ];
  for (const [words, manner] of fallsBack)
    it(`leaves ${words} to FFmpeg, and its connection before that`, async () => {
      await using camera = await openCamera(manner);
      await using source = watch(own, camera.url, taker().change);
      await assert.rejects(source.failure(20_000), (error) => error instanceof Unspoken);
      await camera.idle();
    });

  const endless = `X: ${"x".repeat(1000)}\r\n`.repeat(40);
  for (const [words, manner, code] of [
    ["refuses the login", only(denied('Basic realm="x"')), "source-refused"],
    ["forbids it", only("HTTP/1.1 403 No\r\n\r\n"), "source-refused"],
    ["knows no such stream", only("HTTP/1.1 404 No\r\n\r\n"), "source-missing"],
    ["has no room", only("HTTP/1.1 503 Busy\r\n\r\n"), "source-busy"],
    ["is broken", only("HTTP/1.1 500 Oh\r\n\r\n"), "source-unreachable"],
    ["sends on to a file", only("HTTP/1.1 302 Go\r\nLocation: file:///etc/passwd\r\n\r\n"), "source-missing"],
    ["sends on to itself", only("HTTP/1.1 302 Go\r\nLocation: /video.mjpeg\r\n\r\n"), "source-unreachable"],
    ["never ends its header", only(`HTTP/1.1 200 OK\r\n${endless}`), "source-damaged"],
    ["never ends a part's header", { part: () => [`--cut\r\n${endless}`] }, "source-damaged"],
    [
      "sends a picture that is too large",
      { part: () => ["--cut\r\nContent-Length: 99999999\r\n\r\n"] },
      "source-damaged",
    ],
    [
      "sends no more pictures",
      {
        part: (p: Uint8Array, n: number) => (n < 5 ? part(p) : ["--cut\r\nContent-Length: 3\r\n\r\nabc\r\n"]),
      },
      "source-damaged",
    ],
    ["ends the stream", { most: 5 }, "source-ended"],
    [
      "ends the stream with its mark",
      { part: (p: Uint8Array, n: number) => (n < 5 ? part(p) : ["--cut--\r\n"]) },
      "source-ended",
    ],
    [
      "ends the chunks",
      {
        head: () => head.replace("1.0 200 OK", "1.1 200 OK\r\nTransfer-Encoding: chunked"),
        part: () => ["5\r\n--cut\r\n0\r\n\r\n"],
      },
      "source-ended",
    ],
    ["breaks off", { most: 5, last: "destroy" }, "source-ended"],
    [
      "breaks off in a picture",
      { part: (p: Uint8Array, n: number) => (n < 5 ? part(p) : part(p).slice(0, 1)), most: 6 },
      "source-ended",
    ],
    ["falls silent", { most: 5, last: "stay" }, "source-unreachable"],
    ["never answers", only(""), "source-unreachable"],
    ["falls silent in its header", only("HTTP/1.1 200 OK\r\nConte"), "source-unreachable"],
  ] as const satisfies readonly (readonly [string, Manner, string])[])
    it(`says so when a camera ${words}`, async () => {
      await using camera = await openCamera(manner);
      const { change } = taker();
      await using source = watch(own, login("anna:sec%72et")(camera.url), change);
      const error = await source.failure(20_000);
      assert.equal(error?.code, code, error?.message);
      assert.match(error?.message ?? "", /^[a-z][^\n]*$/);
      assert.equal(error?.at, "the camera");
      assert.ok(!/anna|secret|sec%72et/.test(`${error?.message}`), error?.message);
      assert.ok(camera.requests.length <= 8, `${camera.requests.length} requests`);
      await camera.idle();
    });

  it("says so when nobody listens", async () => {
    const camera = await openCamera();
    await camera[Symbol.asyncDispose]();
    await using source = watch(own, camera.url);
    const error = await source.failure();
    assert.equal(error?.code, "source-unreachable");
    assert.equal(error?.message, "open: connection refused");
  });

  for (const [words, manner] of [
    ["before its answer", only("")],
    ["behind its header", only(head)],
    ["in the midst of pictures", {}],
    [
      "in a picture",
      {
        part: (p: Uint8Array) => [...part(p), ...part(p).slice(0, 1), p.subarray(0, 9)],
        most: 1,
        last: "stay",
      },
    ],
  ] as const satisfies readonly (readonly [string, Manner])[])
    it(`is left at once ${words} when it is stopped`, async () => {
      await using camera = await openCamera(manner);
      await using source = watch(own, camera.url);
      for (let n = 0; n < 200 && camera.requests.length === 0; n += 1)
        await new Promise((later) => setTimeout(later, 5));
      const tookMs = await source.stop();
      assert.ok(tookMs < 300, `${tookMs} ms`);
      await camera.idle();
    });

  it("never crashes or hangs, whatever comes", async () => {
    let seed = 5417;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    const good = Buffer.concat([
      Buffer.from(head),
      ...pictures.flatMap((picture) => part(picture).map((piece) => Buffer.from(piece as string, "latin1"))),
    ]);
    for (let round = 0; round < 60; round += 1) {
      const bytes = Buffer.from(good);
      for (let n = next(8); n >= 0; n -= 1) bytes[next(round % 2 === 0 ? 200 : bytes.length)] = next(256);
      await using camera = await openCamera({
        head: () => bytes.subarray(0, 200 + next(bytes.length)).toString("latin1"),
        most: 0,
      });
      await using source = watch(own, camera.url, taker().change);
      const ended = source
        .failure(20_000)
        .catch((error: unknown) => assert.ok(error instanceof Unspoken, String(error)));
      await ended;
      await camera.idle();
    }
  });
});
