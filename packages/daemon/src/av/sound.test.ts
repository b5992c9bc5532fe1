import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openSoundEncoder, type SoundCodec, type SoundEncoderOptions, soundFrame } from "./sound.ts";

const inputRate = 16_000;
/** Samples of one piece of input: 20 ms. */
const piece = inputRate / 50;
const start = 1_700_000_000.123;

interface Heard {
  readonly data: Uint8Array;
  readonly pts: number;
}

/** Encodes pieces of a tone; `at` is when the n-th of them was captured. */
function encode(
  options: Pick<SoundEncoderOptions, "codec" | "sampleRate"> & { readonly gain?: number },
  pieces: number,
  at = (n: number): number => start + n / 50,
): Heard[] {
  using encoder = openSoundEncoder({ gain: 1, ...options });
  return Array.from({ length: pieces }, (_, n) => n).flatMap((n) => {
    const tone = Int16Array.from(
      { length: piece },
      (_, k) => 8000 * Math.sin((2 * Math.PI * 440 * (n * piece + k)) / inputRate),
    );
    using block = soundFrame(tone, inputRate);
    return [...encoder.encode(block.frame, at(n))];
  });
}

/** The loudest 16-bit sample, in network order. */
const loudest = ({ data }: Heard): number => {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / 2 }, (_, n) => Math.abs(view.getInt16(n * 2))).reduce(
    (most, value) => Math.max(most, value),
    0,
  );
};

describe("a sound encoder", () => {
  const bytesIn20Ms: readonly (readonly [SoundCodec, number, number])[] = [
    ["pcm_alaw", 8000, 160],
    ["pcm_mulaw", 8000, 160],
    ["adpcm_g726", 8000, 80],
    ["pcm_s16be", 8000, 320],
    ["pcm_s16be", 5512, 220],
    ["pcm_s16be", 48_000, 1920],
  ];
  for (const [codec, sampleRate, bytes] of bytesIn20Ms) {
    it(`makes packets of 20 ms of ${codec} at ${sampleRate} Hz, without end and in time`, () => {
      const packets = encode({ codec, sampleRate }, 100);
      assert.ok(packets.length >= 97 && packets.length <= 100, `${packets.length} packets`);
      for (const [n, { data, pts }] of packets.entries()) {
        assert.equal(data.length, bytes);
        const samples = Math.round(sampleRate / 50);
        assert.ok(Math.abs(pts - start - (n * samples) / sampleRate) < 1e-4, `packet ${n} at ${pts - start}`);
      }
    });
  }

  for (const sampleRate of [8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000]) {
    it(`makes bare AAC of 1024 samples at ${sampleRate} Hz, whose first packet is what precedes the sound`, () => {
      const packets = encode({ codec: "aac", sampleRate }, 100);
      const each = 1024 / sampleRate;
      assert.ok(Math.abs((packets[0]?.pts ?? 0) - (start - each)) < 1e-3);
      for (const [n, { data, pts }] of packets.entries()) {
        assert.ok(data.length > 0 && data.length < 1536);
        assert.notEqual((data[0] ?? 0) * 16 + ((data[1] ?? 0) >> 4), 0xfff, "no ADTS header");
        assert.ok(Math.abs(pts - start - (n - 1) * each) < 1e-3, `packet ${n} at ${pts - start}`);
      }
    });
  }

  it("keeps to the rhythm while the input's times tremble, and lays it anew after a gap or a jump", () => {
    const tremble = (n: number): number => start + n / 50 + (n % 2 === 0 ? 0.01 : -0.01);
    const steady = encode({ codec: "pcm_s16be", sampleRate: 16_000 }, 50, tremble);
    for (const [n, { pts }] of steady.entries())
      assert.ok(Math.abs(pts - (steady[0]?.pts ?? 0) - n / 50) < 1e-6);

    for (const jump of [0.5, -0.3, 3600]) {
      const jumping = encode(
        { codec: "pcm_s16be", sampleRate: 16_000 },
        50,
        (n) => start + n / 50 + (n < 25 ? 0 : jump),
      );
      const after = jumping.filter(({ pts }) => Math.abs(pts - start - 0.5 - jump) < 0.021);
      assert.ok(after.length >= 1, `${jump} s`);
      assert.ok(Math.abs((jumping.at(-1)?.pts ?? 0) - (start + 49 / 50 + jump)) < 0.021);
    }
  });

  it("follows a clock that goes wrong slowly, never far behind it", () => {
    // A second in an hour is lost.
    const drift = (n: number): number => start + (n / 50) * (1 + 1 / 3600);
    const packets = encode({ codec: "pcm_mulaw", sampleRate: 8000 }, 10_000, drift);
    const offs = packets.map(({ pts }, n) => Math.abs(pts - drift(n)));
    assert.ok(
      offs.slice(-500).every((off) => off < 0.1),
      `${Math.max(...offs.slice(-500))} s`,
    );
  });

  it("makes the sound louder by its gain, and silent by 0", () => {
    const level = (gain: number): number =>
      Math.max(...encode({ codec: "pcm_s16be", sampleRate: 16_000, gain }, 10).map(loudest));
    assert.ok(Math.abs(level(1) - 8000) < 20);
    assert.ok(Math.abs(level(2) - 16_000) < 40);
    assert.ok(level(100) <= 32_768);
    assert.equal(level(0), 0);
  });

  it("is asked for other input in between, and goes on", () => {
    using encoder = openSoundEncoder({ codec: "pcm_s16be", sampleRate: 16_000, gain: 1 });
    const packets: Heard[] = [];
    let at = start;
    for (const rate of [16_000, 44_100, 8000]) {
      for (let n = 0; n < 20; n++) {
        using block = soundFrame(new Int16Array(rate / 50).fill(1000), rate);
        packets.push(...encoder.encode(block.frame, at));
        at += 1 / 50;
      }
    }
    assert.ok(packets.length >= 57 && packets.length <= 60, `${packets.length} packets`);
    assert.ok(loudest(packets.at(-1) as Heard) > 900);
  });
});
