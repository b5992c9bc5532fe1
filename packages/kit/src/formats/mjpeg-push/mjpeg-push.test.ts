import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  boundaryOf,
  encodePartHead,
  encodePartTail,
  encodePushEnd,
  isJpegPart,
  PushDecoder,
  type PushOptions,
  pushContentType,
} from "./index.ts";

const ascii = new TextEncoder();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const join = (...parts: readonly (Uint8Array | string)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? ascii.encode(part) : part)]));

/** A small generator of repeatable numbers below `limit`. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const first = Uint8Array.of(0xff, 0xd8, 0x0d, 0x0a, 0x2d, 0x2d, 0x42, 0xff, 0xd9);
const second = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0x01, 0xff, 0xd9);

describe("push stream, written", () => {
  it("writes a part as the manual prints it", () => {
    assert.equal(text(encodePartHead("B", 9)), "--B\r\ncontent-type:image/jpeg\r\ncontent-length: 9\r\n\r\n");
    assert.equal(text(encodePartTail()), "\r\n");
    assert.equal(text(encodePushEnd("B")), "--B--\r\n");
    assert.equal(pushContentType("B"), "multipart/x-mixed-replace;boundary=B");
  });

  it("adds headers, but never a line of their own making", () => {
    assert.match(
      text(encodePartHead("B", 1, { "x-capture-time": "now" })),
      /\r\nx-capture-time: now\r\n\r\n$/,
    );
    assert.throws(() => encodePartHead("B", 1, { a: "x\r\nb: y" }), TypeError);
  });
});

describe("push stream, read", () => {
  const stream = join(
    encodePartHead("B", first.length, { "x-capture-time": "t" }),
    first,
    encodePartTail(),
    encodePartHead("B", second.length),
    second,
    encodePartTail(),
    encodePushEnd("B"),
    "trailing words",
  );

  it("reads back what was written, wherever the chunks end", () => {
    for (const step of [1, 2, 7, 1000]) {
      const decoder = new PushDecoder();
      const parts = [];
      for (let at = 0; at < stream.length; at += step)
        parts.push(...decoder.push(stream.subarray(at, at + step)));
      assert.deepEqual(
        parts.map((part) => part.body),
        [first, second],
      );
      assert.deepEqual(parts[0]?.headers, {
        "content-type": "image/jpeg",
        "content-length": "9",
        "x-capture-time": "t",
      });
      assert.ok(decoder.ended);
      assert.deepEqual(decoder.push(stream), []);
    }
  });

  it("reads lone line feeds, a preamble, and parts that do not say their length", () => {
    const sloppy = join(
      "preamble\r\n\r\n--myboundary\nContent-Type: image/jpeg\n\n",
      first,
      "\n--myboundary\nContent-Type: image/jpeg\nContent-Length: oops\n\n",
      second,
      "--myboundary\r\n\r\n",
    );
    for (const step of [1, 5, 1000]) {
      const decoder = new PushDecoder();
      const parts = [];
      for (let at = 0; at < sloppy.length; at += step)
        parts.push(...decoder.push(sloppy.subarray(at, at + step)));
      assert.deepEqual(
        parts.map((part) => part.body),
        [first, second],
      );
    }
  });

  it("stops at its limits", () => {
    const limits = { maxBody: 100, maxHead: 64 };
    assert.throws(
      () => new PushDecoder(limits).push(encodePartHead("B", 101)),
      /part of 101 bytes, at most 100/,
    );
    assert.throws(
      () => new PushDecoder(limits).push(join("--B\r\nx: ", new Uint8Array(64).fill(0x78))),
      /no part header ends within 64 bytes/,
    );
    const between = new PushDecoder(limits);
    between.push(new Uint8Array(90));
    assert.throws(() => between.push(new Uint8Array(90)), /no picture begins within 100 bytes/);
    const empty = new PushDecoder(limits);
    assert.throws(() => empty.push(join(...Array(20).fill("--B\r\n\r\n"))), /no picture begins within 100/);
    const endless = new PushDecoder(limits);
    endless.push(join("--B\r\n\r\n", new Uint8Array(100)));
    assert.throws(() => endless.push(new Uint8Array(100)), /at most 100/);
  });

  it("leaves the room around a body that was asked for, with and without a length", () => {
    const decoder = new PushDecoder({ room: { before: 5, after: 3 } });
    const parts = decoder.push(
      join(encodePartHead("B", first.length), first, "\r\n--B\r\n\r\n", second, "--B"),
    );
    assert.deepEqual(
      parts.map(({ body }) => body),
      [first, second],
    );
    for (const { body } of parts)
      assert.deepEqual([body.byteOffset, body.buffer.byteLength], [5, body.length + 8]);
  });

  it("meets damaged streams with whole parts or an error", () => {
    const random = seeded(11);
    for (let round = 0; round < 3000; round += 1) {
      const damaged = stream.slice(0, random(stream.length + 1));
      for (let n = random(5); n >= 0; n -= 1)
        if (damaged.length > 0) damaged[random(damaged.length)] = random(256);
      const decoder = new PushDecoder({ maxBody: 4096 });
      const half = random(damaged.length + 1);
      try {
        for (const part of [
          ...decoder.push(damaged.subarray(0, half)),
          ...decoder.push(damaged.subarray(half)),
        ]) {
          assert.ok(part.body.length <= 4096);
        }
      } catch (error) {
        assert.ok(error instanceof RangeError && error.message.startsWith("push stream:"), String(error));
      }
    }
  });
});

/** A JPEG of `size` bytes or so: a thumbnail that ends before it does, tables, a scan. */
function picture(seed: number, size = 600): Uint8Array {
  const random = seeded(seed);
  const thumbnail = [0xff, 0xd8, 0xff, 0xd9, 0x0d, 0x0a, 0x2d, 0x2d];
  const scan = Array.from({ length: size }, () => random(255));
  return Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe1, 0, 2 + thumbnail.length, ...thumbnail, 0xff, 0xc4, 0, 3, 9],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, ...scan, 0xff, 0xd9],
  ]);
}

type Piece = Uint8Array | string;

/** How a camera writes picture `n`. */
type Manner = (jpeg: Uint8Array, n: number) => readonly Piece[];

const head = (size: number | string): string =>
  `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${size}\r\n\r\n`;

describe("push streams of cameras of little care", () => {
  const jpegs = [1, 2, 3, 4, 5, 6].map((seed) => picture(seed, 300 + 400 * seed));

  const manners: readonly (readonly [words: string, manner: Manner, options?: PushOptions])[] = [
    ["that say no length", (jpeg) => ["--frame\r\nContent-Type: image/jpeg\r\n\r\n", jpeg, "\r\n"]],
    ["that say a length of nothing", (jpeg) => [head(0), jpeg, "\r\n"]],
    ["that end lines with LF", (jpeg) => [head(jpeg.length).replaceAll("\r", ""), jpeg, "\n"]],
    ["that end no picture with a line", (jpeg) => [head(jpeg.length), jpeg]],
    ["that say no length and end no picture with a line", (jpeg) => ["--frame\r\n\r\n", jpeg]],
    ["that begin a picture with an empty line", (jpeg) => [head(jpeg.length), "\r\n", jpeg, "\r\n"]],
    ["that count the line's end", (jpeg) => [head(jpeg.length + 2), jpeg, "\r\n"]],
    ["that count one byte of the next boundary", (jpeg) => [head(jpeg.length + 3), jpeg, "\r\n"]],
    ["that count the boundary", (jpeg) => [head(jpeg.length + 30), jpeg, "\r\n"]],
    ["that count two pictures as one", (jpeg) => [head(2 * jpeg.length + 70), jpeg, "\r\n"]],
    ["that count too little", (jpeg) => [head(jpeg.length - 100), jpeg, "\r\n"]],
    ["that count almost nothing", (jpeg) => [head(3), jpeg, "\r\n"]],
    ["that write more after the length", (jpeg) => [head(`${jpeg.length} bytes`), jpeg, "\r\n"]],
    [
      "that end boundaries with dashes",
      (jpeg) => ["--frame--\r\nContent-Type: image/jpeg\r\n\r\n", jpeg, "\r\n"],
    ],
    ["that write boundaries twice", (jpeg) => [`--\r\n${head(jpeg.length)}`, jpeg, "\r\n"]],
    [
      "that write boundaries without dashes",
      (jpeg) => ["frame\r\nContent-Type: image/jpeg\r\n\r\n", jpeg, "\r\n"],
      { boundary: "frame" },
    ],
    ["whose boundary changes", (jpeg, n) => [`--b${n}\r\nContent-Type: image/jpeg\r\n\r\n`, jpeg, "\r\n"]],
    [
      "that send garbage in between",
      (jpeg, n) => [head(jpeg.length), jpeg, picture(90 + n).fill(7, 0, 20), "\r\n"],
    ],
    [
      "that send garbage without a line's end in between",
      (jpeg) => [head(jpeg.length).replace("--frame", "--boundary"), jpeg, "garbage"],
    ],
    [
      "that write odd header lines",
      (jpeg) => [
        "--frame\r\nno colon\r\nX-Caf\u00e9 : y:z\r\nCONTENT-LENGTH :",
        `${jpeg.length}\r\n\r\n`,
        jpeg,
        "\r\n",
      ],
    ],
    [
      "that say it is bytes",
      (jpeg) => [head(jpeg.length).replace("image/jpeg", "application/octet-stream"), jpeg],
    ],
  ];
  for (const [words, manner, options] of manners) {
    it(words, () => {
      const stream = join(...jpegs.flatMap((jpeg, n) => manner(jpeg, n)), manner(first, 9)[0] ?? "");
      for (const step of [1, 3, 100, 1460, 1_000_000]) {
        const decoder = new PushDecoder(options);
        const parts = [];
        for (let at = 0; at < stream.length; at += step)
          parts.push(...decoder.push(stream.subarray(at, at + step)));
        const whole = parts.map(({ body }, n) => body.subarray(0, jpegs[n]?.length));
        assert.deepEqual(whole, jpegs, `steps of ${step}`);
        for (const [n, { body }] of parts.entries())
          assert.ok(body.length <= (jpegs[n]?.length ?? 0) + 30, `picture ${n} has ${body.length} bytes`);
      }
    });
  }

  it("gives a picture as soon as its end is there, with a length, with a wrong one, and without any", () => {
    for (const said of [0, -100, 1]
      .map((more) => head((jpegs[0]?.length ?? 0) + more))
      .concat("--frame\r\n\r\n")) {
      const decoder = new PushDecoder();
      for (const jpeg of jpegs.slice(0, 1)) {
        const parts = [said, jpeg, "\r\n"].flatMap((piece) => decoder.push(join(piece)));
        assert.deepEqual(
          parts.map(({ body }) => body.subarray(0, jpeg.length)),
          [jpeg],
          said,
        );
      }
    }
  });

  it("finds the next picture where one was cut off", () => {
    const [first, second, third] = jpegs as [Uint8Array, Uint8Array, Uint8Array];
    for (const cut of [5, 30, 300]) {
      const decoder = new PushDecoder();
      const stream = join(
        ...[head(first.length), first.subarray(0, cut), "\r\n", head(second.length), second, "\r\n"],
        ...[head(third.length), third, "\r\n--frame\r\n"],
      );
      const bodies = [stream.subarray(0, 500), stream.subarray(500)].flatMap((chunk) => decoder.push(chunk));
      assert.deepEqual(
        bodies.map(({ body }) => body),
        [first.subarray(0, cut), second, third],
      );
    }
  });

  it("takes what is no picture by its length, or up to the next boundary", () => {
    const decoder = new PushDecoder();
    const parts = decoder.push(
      join(
        ...["--B\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n\r\nab\r\n"],
        ...["--B\r\nContent-Type: text/plain\r\n\r\nabc\r\n", "--B\r\n\r\n", second, "\r\n--B--\r\n"],
      ),
    );
    assert.deepEqual(
      parts.map(({ headers, body }) => [isJpegPart(headers), text(body)]),
      [
        [false, "\r\nab"],
        [false, "abc"],
        [true, text(second)],
      ],
    );
    assert.ok(decoder.ended);
  });

  it("is named in a content type, with and without quotes", () => {
    for (const [type, boundary] of [
      ["multipart/x-mixed-replace;boundary=cut", "cut"],
      ['Multipart/X-Mixed-Replace; charset=x; BOUNDARY = "--a b;c" ; x', "--a b;c"],
      ["multipart/x-mixed-replace; boundary=--my-boundary; y", "--my-boundary"],
      ["multipart/x-mixed-replace", undefined],
    ] as const)
      assert.equal(boundaryOf(type), boundary, type);
  });

  it("gives no more than it got, in time, whatever is damaged", () => {
    const random = seeded(23);
    const streams = manners.map(([, manner, options]) => ({
      stream: join(...jpegs.slice(0, 3).flatMap((jpeg, n) => manner(jpeg, n))),
      options,
    }));
    for (let round = 0; round < 1500; round += 1) {
      const { stream, options } = streams[round % streams.length]!;
      const damaged = stream.slice();
      for (let n = random(6); n >= 0; n -= 1) damaged[random(damaged.length)] = random(256);
      const cut = random(damaged.length);
      const chunks = [damaged.subarray(0, cut), damaged.subarray(cut + random(50))].concat(
        Array(Math.ceil(30_000 / stream.length)).fill(stream),
      );
      const decoder = new PushDecoder({ ...options, maxBody: 20_000, maxHead: 2000 });
      let size = 0;
      let last: Uint8Array | undefined;
      try {
        for (const chunk of chunks)
          for (const { body } of decoder.push(chunk)) {
            size += body.length;
            last = body;
          }
      } catch (error) {
        assert.ok(error instanceof RangeError && error.message.startsWith("push stream:"), String(error));
        continue;
      }
      assert.ok(size <= chunks.reduce((sum, { length }) => sum + length, 0), `${size} bytes`);
      if (decoder.ended) continue;
      const found = jpegs.some(
        (jpeg) => last !== undefined && text(last.subarray(0, jpeg.length)) === text(jpeg),
      );
      assert.ok(found, `round ${round}: it finds pictures again`);
    }
  });
});
