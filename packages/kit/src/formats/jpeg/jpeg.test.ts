import assert from "node:assert/strict";
import { test } from "node:test";
import { completeJpeg, completeOwnJpeg, jpegLength, readJpegSize } from "./index.ts";

const jpeg = Uint8Array.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xff, 0xdb, 0, 3, 9, 0xff, 0xc0, 0, 17, 8, 0x02, 0xd0, 0x05,
  0, 3, 1,
]);

test("the size stands in the frame header", () => {
  assert.deepEqual(readJpegSize(jpeg), { width: 1280, height: 720 });
});

test("what is no JPEG is refused with the place", () => {
  assert.throws(() => readJpegSize(Uint8Array.of()), /byte 0: no start of image/);
  assert.throws(() => readJpegSize(jpeg.subarray(0, 15)), /byte 15: no frame header/);
  assert.throws(() => readJpegSize(jpeg.subarray(0, 20)), /byte 15: the frame header is cut off/);
  assert.throws(() => readJpegSize(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 1, 0)), /a segment of 1 bytes/);
});

/** Of no tables but those given, with a scan of a few bytes. */
const whole = (tables: readonly number[], behind: readonly number[] = []): Uint8Array =>
  Uint8Array.from([
    ...[
      0xff, 0xd8, 0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9, 0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,
    ],
    ...[...tables, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 0xff, 0x00, 3, 0xff, 0xd9, ...behind],
  ]);
const ownTables = [0xff, 0xc4, 0, 3, 9];

test("a JPEG that is complete comes back as it was, in the room that was asked for", () => {
  const made = completeJpeg(whole(ownTables), { before: 10, after: 3 });
  assert.deepEqual(made, whole(ownTables));
  assert.deepEqual([made.byteOffset, made.buffer.byteLength], [10, made.length + 13]);
});

test("a JPEG that was given away is not copied where nothing is missing and there is room", () => {
  const room = { before: 10, after: 3 };
  const given = (bytes: Uint8Array, { before, after } = room): Uint8Array<ArrayBuffer> => {
    const roomy = new Uint8Array(before + bytes.length + after).subarray(before, before + bytes.length);
    roomy.set(bytes);
    return roomy;
  };
  const own = given(whole(ownTables, [0, 0]));
  const made = completeOwnJpeg(own, room);
  assert.equal(made.buffer, own.buffer);
  assert.deepEqual(made, whole(ownTables));
  for (const bytes of [
    given(whole([])),
    given(whole(ownTables), { ...room, before: 9 }),
    given(whole(ownTables), { ...room, after: 2 }),
  ]) {
    const copy = completeOwnJpeg(bytes, room);
    assert.notEqual(copy.buffer, bytes.buffer);
    assert.deepEqual(copy, completeJpeg(bytes));
    assert.deepEqual([copy.byteOffset, copy.buffer.byteLength], [10, copy.length + 13]);
  }
});

test("the length of a JPEG goes to its last end, not to that of what is embedded", () => {
  const bytes = whole(ownTables);
  assert.equal(jpegLength(whole(ownTables, [0, 0, 7])), bytes.length);
  assert.equal(jpegLength(bytes.subarray(0, -1)), undefined);
  assert.equal(jpegLength(bytes.subarray(0, 10)), undefined);
  assert.equal(jpegLength(Uint8Array.of()), undefined);
});

test("what a driver left behind the end goes, and the usual tables come where there are none", () => {
  assert.deepEqual(completeJpeg(whole(ownTables, [0, 0, 0, 0])), whole(ownTables));
  const made = completeJpeg(whole([], [0, 0]));
  // Four tables of 420 bytes together, each behind a marker, a length and its number.
  assert.equal(made.length, whole([]).length + 432 - 12 + 4 * 5 - 8);
  assert.deepEqual(readJpegSize(made), { width: 8, height: 8 });
  assert.deepEqual(completeJpeg(made), made);
});

test("a JPEG that is cut off is refused with the place", () => {
  assert.throws(() => completeJpeg(whole(ownTables).subarray(0, 30)), /byte 30: no scan/);
  assert.throws(() => completeJpeg(whole([]).subarray(0, -1).fill(0, 6, 10)), /no end of image/);
  assert.throws(() => completeJpeg(Uint8Array.of(1, 2, 3)), /byte 0: no start of image/);
});

test("damaged JPEGs give an answer or an error, never a hang", () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 2000; round++) {
    const original = round % 2 === 0 ? jpeg : whole(round % 3 === 0 ? ownTables : []);
    const damaged = original.slice(0, 1 + random(original.length));
    for (let n = 0; n < 3; n++) damaged[random(damaged.length)] = random(256);
    try {
      completeJpeg(damaged);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
    try {
      const { width, height } = readJpegSize(damaged);
      assert.ok(width <= 65_535 && height <= 65_535);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
});
