import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  closeHead,
  closing,
  fragment,
  opening,
  type Part,
  type Sample,
  type TrackKind,
  wholeLength,
} from "./index.ts";

const video: TrackKind = { kind: "video", width: 320, height: 240, config: Uint8Array.of(1, 66, 0, 30) };
const audio: TrackKind = {
  kind: "audio",
  sampleRate: 44_100,
  channels: 1,
  config: Uint8Array.of(0x12, 0x08),
};
const shown = { delay: 0, from: 0, duration: 0 };
const join = (...parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};
const part = (track: number, time: number, ...sizes: number[]): Part => ({
  track,
  time,
  samples: sizes.map((size, n) => ({ data: new Uint8Array(size).fill(size), duration: 3600, key: n === 0 })),
});
const head = opening([video, audio], [shown, shown]);
const first = fragment(1, [part(1, 0, 50, 20), part(2, 0, 7)]);
const second = fragment(2, [part(1, 7200, 30)]);
const film = join(head.bytes, first.bytes, second.bytes);
const reader = (bytes: Uint8Array) => async (at: number, length: number) => bytes.subarray(at, at + length);

interface Box {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}
/** The boxes between two places. */
function boxes(bytes: Uint8Array, from = 0, to = bytes.length): Box[] {
  const found: Box[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = from; at < to; ) {
    const short = view.getUint32(at);
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    found.push({
      type: new TextDecoder().decode(bytes.subarray(at + 4, at + 8)),
      from: at + (short === 1 ? 16 : 8),
      to: at + size,
    });
    at += size;
  }
  assert.equal(found.at(-1)?.to, to, "the boxes fill their room");
  return found;
}
function inside(bytes: Uint8Array, path: readonly string[]): Box {
  let room: Box = { type: "", from: 0, to: bytes.length };
  for (const type of path) room = boxes(bytes, room.from, room.to).find((each) => each.type === type) as Box;
  return room;
}

describe("a film in fragments", () => {
  it("is made of whole boxes, and says where its samples lie", () => {
    assert.deepEqual(
      boxes(film).map(({ type }) => type),
      ["ftyp", "free", "moov", "moof", "mdat", "moof", "mdat"],
    );
    const start = head.bytes.length;
    assert.deepEqual(
      first.at.flat().map((at) => film[start + at]),
      [50, 20, 7],
    );
    // The run's offset counts from the beginning of its fragment.
    const run = inside(first.bytes, ["moof", "traf", "trun"]);
    assert.equal(new DataView(first.bytes.buffer).getUint32(run.from + 8), first.at[0]![0]);
  });

  it("becomes one film with an index: the head covers what was fragments, and nothing moves", () => {
    const start = head.bytes.length;
    const samples = first.at[0]!.map(
      (at, n): Sample => ({ at: start + at, size: [50, 20][n]!, duration: 3600, key: n === 0 }),
    );
    const index = closing([{ track: video, shown: { delay: 90, from: 3600, duration: 3600 }, samples }]);
    const done = join(film, index);
    done.set(closeHead(head.placeholder, film.length), head.placeholder);
    assert.deepEqual(
      boxes(done).map(({ type }) => type),
      ["ftyp", "mdat", "moov"],
    );
    const view = new DataView(done.buffer);
    const table = (type: string): Box => inside(done, ["moov", "trak", "mdia", "minf", "stbl", type]);
    assert.deepEqual(
      [0, 1].map((n) => done[view.getUint32(table("stco").from + 8 + n * 4)]),
      [50, 20],
    );
    assert.deepEqual(
      [0, 1].map((n) => view.getUint32(table("stsz").from + 12 + n * 4)),
      [50, 20],
    );
    assert.equal(view.getUint32(table("stss").from + 4), 1);
    const edits = inside(done, ["moov", "trak", "edts", "elst"]).from;
    assert.deepEqual(
      [0, 1].map((n) => [view.getBigInt64(edits + 8 + n * 20), view.getBigInt64(edits + 16 + n * 20)]),
      [
        [90n, -1n],
        [3600n, 3600n],
      ],
    );
  });

  it("that was cut off anywhere is whole up to its last complete fragment", async () => {
    const [one, two] = [head.bytes.length + first.bytes.length, film.length];
    for (let length = 0; length <= film.length; length += 1) {
      const whole = await wholeLength(reader(film.subarray(0, length)));
      assert.equal(whole, length < one ? 0 : length < two ? one : two, `cut off at ${length}`);
    }
    // Killed while the index was written.
    const index = closing([{ track: video, shown, samples: [] }]);
    assert.equal(await wholeLength(reader(join(film, index))), film.length);
  });

  it("survives any change of bytes: the answer stays within the file, and comes", async () => {
    let state = 7;
    const random = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let round = 0; round < 3000; round += 1) {
      const bytes = film.slice(0, random(film.length + 1));
      for (let n = 0; n <= random(4) && bytes.length > 0; n += 1) bytes[random(bytes.length)] = random(256);
      const whole = await wholeLength(reader(bytes));
      assert.ok(whole >= 0 && whole <= bytes.length, `${whole} of ${bytes.length}`);
    }
  });
});
