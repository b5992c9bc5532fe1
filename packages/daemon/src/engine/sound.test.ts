import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { soundFrame } from "../av/sound.ts";
import { keyOf, type SoundWant } from "../codec/want.ts";
import type { FromEngine } from "./protocol.ts";
import { openSoundLines, type SoundLines } from "./sound.ts";

type Message = Extract<FromEngine, { readonly type: "packet" | "trouble" }>;

const start = 1_700_000_000;
const mulaw: SoundWant = { codec: "pcm_mulaw", sampleRate: 8000 };
const plain: SoundWant = { codec: "pcm_s16be", sampleRate: 16_000 };

function open(gain = 1) {
  const sent: Message[] = [];
  const lines = openSoundLines(gain, (message) => sent.push(message));
  const want = (...wants: readonly SoundWant[]): void => {
    for (const one of wants) lines.want(keyOf(one), one);
  };
  return { lines, sent, want, heard: { pieces: 0 } };
}

/** Gives 20 ms of a loud noise, so many times. */
function hear(
  { lines, heard }: { readonly lines: SoundLines; readonly heard: { pieces: number } },
  count: number,
): void {
  for (let n = 0; n < count; n++) {
    using block = soundFrame(
      Int16Array.from({ length: 320 }, (_, k) => (k % 2 === 0 ? 5000 : -5000)),
      16_000,
    );
    lines.take(block.frame, start + heard.pieces++ / 50);
  }
}

const packetsOf = (sent: readonly Message[], want: SoundWant) =>
  sent.filter((message) => message.type === "packet" && message.keys.includes(keyOf(want)));

describe("the lines of the sound", () => {
  it("make what is wanted, as long as it is wanted", () => {
    const bench = open();
    const { lines, sent, want } = bench;
    using _lines = lines;
    hear(bench, 5);
    assert.deepEqual([lines.wanted, sent.length], [0, 0]);
    want(mulaw, plain);
    assert.equal(lines.wanted, 2);
    hear(bench, 10);
    const made = packetsOf(sent, mulaw).length;
    assert.ok(made >= 9 && packetsOf(sent, plain).length >= 9);
    lines.unwant(keyOf(mulaw));
    lines.unwant("nothing/8000");
    assert.equal(lines.wanted, 1);
    hear(bench, 10);
    assert.equal(packetsOf(sent, mulaw).length, made);
    assert.ok(packetsOf(sent, plain).length >= 19);
  });

  it("go on as they are when something is wanted twice", () => {
    const bench = open();
    const { lines, sent, want } = bench;
    using _lines = lines;
    want(plain);
    hear(bench, 5);
    want(plain);
    hear(bench, 5);
    const times = packetsOf(sent, plain).map((message) => (message.type === "packet" ? message.pts : 0));
    for (const [n, time] of times.entries()) assert.ok(Math.abs(time - (times[0] as number) - n / 50) < 1e-6);
  });

  it("take a new volume on at once", () => {
    const bench = open(0);
    const { lines, sent, want } = bench;
    using _lines = lines;
    want(plain);
    hear(bench, 5);
    lines.setGain(1);
    hear(bench, 5);
    const isSilent = sent.map(
      (message) => message.type === "packet" && message.data.every((byte) => byte === 0),
    );
    assert.deepEqual([isSilent[0], isSilent.at(-1)], [true, false]);
    assert.ok(isSilent.indexOf(false) <= 5);
  });

  it("report one that can not be made, once, and go on with the others", () => {
    const bench = open();
    const { lines, sent, want } = bench;
    using _lines = lines;
    const impossible: SoundWant = { codec: "aac", sampleRate: 12_345 };
    want(impossible, plain);
    hear(bench, 10);
    const troubles = sent.filter(({ type }) => type === "trouble");
    assert.deepEqual(
      troubles.map(({ keys }) => keys),
      [[keyOf(impossible)]],
    );
    assert.equal(lines.wanted, 1);
    assert.ok(packetsOf(sent, plain).length >= 9);
  });
});
