import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { describe, it } from "node:test";
import { formatAuthorization, parseChallenges } from "@pinhole/kit/formats/digest";
import { needs } from "../../../../../test/peers.ts";
import { roomAround } from "../../bus/packet.ts";
import { taker } from "../fixtures/taker.ts";
import { watch } from "../fixtures/watch.ts";
import type { Pictures } from "../source.ts";
import { denied, head, login, type Manner, openCamera, own, part, pictures } from "./fixtures/camera.ts";

const indexOf = (data: Uint8Array): number => pictures.findIndex((each) => Buffer.compare(each, data) === 0);

/** Every picture comes whole, in order and at once; returns the requests. */
async function plays(
  manner: Manner,
  { url = (text: string): string => text, isSecure = false } = {},
): Promise<readonly string[]> {
  await using camera = await openCamera(manner, isSecure);
  const { units, change, come, videos } = taker();
  await using source = watch(own, url(camera.url), change);
  await Promise.race([come(12), source.failure(20_000).then((error) => assert.fail(String(error)))]);
  await source.stop();
  await camera.idle();
  const first = indexOf(units[0]!.data);
  for (const [n, { data, key }] of units.entries()) {
    assert.equal(indexOf(data), (first + n) % pictures.length, `picture ${n}`);
    assert.ok(key);
    assert.equal(data.byteOffset, roomAround.before);
    assert.ok(data.buffer.byteLength >= data.byteOffset + data.length + roomAround.after);
  }
  assert.deepEqual(videos, [{ codec: "mjpeg", width: 64, height: 48, obstacle: undefined }]);
  const steps = units.slice(1).map(({ at }, n) => at - units[n]!.at);
  assert.ok(
    steps.every((step) => step >= 0 && step < 0.2),
    `${steps}`,
  );
  return camera.requests;
}

const chunked = (bytes: Uint8Array, size: number): Uint8Array => {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    pieces.push(Buffer.from(`${piece.length.toString(16)};x=y\r\n`), piece, Buffer.from("\r\n"));
  }
  return Buffer.concat(pieces);
};

const whole = (picture: Uint8Array): Uint8Array =>
  Buffer.concat(part(picture).map((piece) => Buffer.from(piece as string, "latin1")));

describe("motion JPEG over HTTP, by our own reader", { concurrency: 4 }, () => {
  const manners: readonly (readonly [words: string, manner: Manner])[] = [
    ["of good manners", {}],
    [
      "that ends lines with LF",
      {
        head: () => head.replaceAll("\r", ""),
        part: (p) => part(p).map((piece) => (typeof piece === "string" ? piece.replaceAll("\r", "") : piece)),
      },
    ],
    ["that says no length", { part: (p) => ["--cut\r\nContent-Type: image/jpeg\r\n\r\n", p, "\r\n"] }],
    [
      "that says a wrong length",
      { part: (p) => [`--cut\r\nContent-Length: ${p.length + 40}\r\n\r\n`, p, "\r\n"] },
    ],
    ["that says a boundary with dashes", { head: () => head.replace('"cut"', "--cut") }],
    ["that says no boundary", { head: () => head.replace('; boundary="cut"', "") }],
    [
      "that says multipart/mixed, and more behind it",
      { head: () => head.replace("x-mixed-replace", "mixed; charset=x") },
    ],
    [
      "that sends chunks",
      {
        head: () => head.replace("1.0 200 OK", "1.1 200 OK\r\nTransfer-Encoding: chunked"),
        part: (p) => [chunked(whole(p), 100)],
      },
    ],
    [
      "that sends small chunks",
      {
        head: () => head.replace("1.0 200 OK", "1.1 200 OK\r\nTransfer-Encoding: chunked"),
        part: (p) => [chunked(whole(p), 7)],
      },
    ],
    [
      "that says a length of it all",
      { head: () => head.replace("\r\n\r\n", "\r\nContent-Length: 700\r\n\r\n") },
    ],
    ["that says to wait, first", { head: () => `HTTP/1.1 102 Processing\r\n\r\n${head}` }],
    [
      "that writes odd header lines",
      {
        head: () => head.replace("\r\n\r\n", "\r\nX-Cafe: \xe9 a\x01b\r\n\r\n"),
      },
    ],
    [
      "that sends what is no picture in between",
      { part: (p) => ["--cut\r\nContent-Type: text/plain\r\n\r\nhello\r\n", ...part(p)] },
    ],
    ["that leaves the first boundary out", { part: (p, n) => (n === 0 ? part(p).slice(1) : part(p)) }],
  ];
  for (const [words, manner] of manners)
    it(`plays a camera ${words}`, async () => void (await plays(manner)));

  it("plays over TLS, whatever the certificate", async () => {
    await plays({}, { isSecure: true });
  });

  it("finds a host at any of its addresses", async () => {
    await plays({}, { url: (text) => text.replace("127.0.0.1", "localhost") });
  });

  it("logs in with Basic when it is asked to, and not before", async () => {
    const wanted = `Basic ${btoa("us er:p:w")}`;
    const requests = await plays(
      { head: (request) => (request.includes(wanted) ? head : denied('Basic realm="x"')) },
      { url: login("us%20er:p%3Aw") },
    );
    assert.equal(requests.length, 2);
    assert.doesNotMatch(requests[0] ?? "", /authorization/i);
  });

  it("logs in with Digest where both are offered", async () => {
    const challenge = 'Digest realm="cam", nonce="n1", qop="auth", algorithm=MD5';
    const requests = await plays(
      {
        head: (request) => {
          const sent = /^authorization: (Digest .*)\r$/im.exec(request)?.[1];
          if (sent === undefined) return denied('Basic realm="cam"', challenge);
          const [asked] = parseChallenges(challenge);
          const cnonce = /cnonce="([^"]+)"/.exec(sent)?.[1] ?? "";
          const right = formatAuthorization(
            asked!,
            { method: "GET", uri: "/video.mjpeg?a=b", user: "anna", password: "secret", cnonce, count: 1 },
            (_, text) => createHash("md5").update(text).digest("hex"),
          );
          return sent === right ? head : denied(challenge);
        },
      },
      { url: (text) => `${login("anna:secret")(text)}?a=b#c` },
    );
    assert.equal(requests.length, 2);
  });

  it("follows to another address, and takes the login along to the same host only", async () => {
    const asking: Manner = {
      head: (request) => (/authorization/i.test(request) ? head : denied('Basic realm="x"')),
    };
    await using there = await openCamera(asking);
    const sent = (to: string): Manner => ({ head: () => `HTTP/1.1 302 Go\r\nLocation: ${to}\r\n\r\n` });
    await using same = await openCamera(sent(there.url));
    const { change, come } = taker();
    await using source = watch(own, login("anna:secret")(same.url), change);
    await Promise.race([come(3), source.failure(20_000).then((error) => assert.fail(String(error)))]);
    await source.stop();
    const { length } = there.requests;
    await using away = await openCamera(sent(there.url.replace("127.0.0.1", "localhost")));
    await using fooled = watch(own, login("anna:secret")(away.url));
    assert.equal((await fooled.failure())?.code, "source-refused");
    assert.ok(there.requests.length > length);
    assert.ok(there.requests.slice(length).every((request) => !/authorization/i.test(request)));
  });

  it("decodes pictures while they are wanted", async () => {
    await using camera = await openCamera();
    let wanted: Pictures = "none";
    const { change, come, units } = taker(() => wanted);
    await using source = watch(own, camera.url, change);
    await come(5);
    assert.equal(source.shown.length, 0);
    wanted = "all";
    const shown = await source.pictures(8);
    assert.deepEqual([shown[0]?.width, shown[0]?.height], [64, 48]);
    assert.ok(
      shown.every(({ at, arrived }) => units.some((unit) => unit.at === at) && arrived - at < 0.1),
      "at the times of its packets",
    );
    wanted = "none";
    const { length } = source.shown;
    await come(units.length + 5);
    assert.equal(source.shown.length, length);
    wanted = "few";
    const began = units.length;
    const some = await source.pictures(length + 3);
    assert.ok(some.at(-1)!.at - some.at(-3)!.at > 0.3, "a few a second");
    assert.ok(units.length - began > 10);
  });

  it("shows pictures where nobody takes packets, and those that not every viewer can take", async () => {
    await using camera = await openCamera();
    await using source = watch(own, camera.url);
    await source.pictures(5);
    const cut = { part: (p: Uint8Array) => part(p.subarray(0, -2)) };
    await using broken = await openCamera(cut);
    const { change, units } = taker();
    await using decoded = watch(own, broken.url, change);
    await decoded.pictures(5);
    assert.equal(units.length, 0);
  });
});

describe("motion JPEG of ffmpeg", { skip: needs("ffmpeg") }, () => {
  for (const [words, options] of [
    ["in chunks", []],
    ["without chunks", ["-chunked_post", "0"]],
  ] as const)
    it(`is played as it is encoded, ${words}`, async () => {
      const { port } = await openCamera().then(async (camera) => {
        await camera[Symbol.asyncDispose]();
        return camera;
      });
      const url = `http://127.0.0.1:${port}/`;
      const moving =
        "-re -f lavfi -i testsrc2=s=320x240:r=25 -c:v mjpeg -huffman default -q:v 5 -pix_fmt yuvj420p";
      const type = ["-content_type", "multipart/x-mixed-replace;boundary=ffmpeg"];
      const server = spawn(
        "ffmpeg",
        ["-v", "error", ...moving.split(" "), "-f", "mpjpeg", ...type, ...options, "-listen", "1", url],
        { stdio: "ignore" },
      );
      const ended = once(server, "exit");
      try {
        const { units, change, come, videos } = taker(() => "all");
        for (let n = 0; units.length < 20; n += 1) {
          await using source = watch(own, url, change);
          const failed = source.failure(20_000);
          const error = await Promise.race([come(20), failed.catch((thrown: unknown) => thrown)]);
          if (units.length >= 20) {
            assert.deepEqual([source.shown.at(-1)?.width, source.shown.at(-1)?.height], [320, 240]);
            failed.catch(() => {});
            continue;
          }
          assert.ok(n < 200, String(error));
          await new Promise((later) => setTimeout(later, 20));
        }
        assert.deepEqual(videos.at(-1), { codec: "mjpeg", width: 320, height: 240, obstacle: undefined });
        for (const { data } of units)
          assert.deepEqual([data[0], data[1], data.at(-2), data.at(-1)], [0xff, 0xd8, 0xff, 0xd9]);
        const steps = units.slice(5).map(({ at }, n) => at - units[n + 4]!.at);
        assert.ok(Math.max(...steps) < 0.2, `${steps}`);
      } finally {
        server.kill("SIGKILL");
        await ended;
      }
    });
});
