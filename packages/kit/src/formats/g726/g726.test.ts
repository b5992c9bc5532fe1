import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { needs } from "../../../../../test/peers.ts";
import { type G726Bits, openG726Decoder, openG726Encoder } from "./index.ts";

const rates: readonly G726Bits[] = [2, 3, 4, 5];

/** A second of a voice-like sound: tones that come and go, and a little noise. */
const sound = Int16Array.from({ length: 8000 }, (_, n) => {
  const tone = Math.sin((2 * Math.PI * (300 + n / 20) * n) / 8000) * (0.2 + 0.8 * Math.sin(n / 900) ** 2);
  return Math.round(9000 * tone + 300 * Math.sin(n * n));
});

/** How much louder the sound is than the difference to it, in decibels. */
function likeness(expected: Int16Array, actual: Int16Array): number {
  const power = (value: (n: number) => number) => expected.reduce((sum, _, n) => sum + value(n) ** 2, 0);
  const error = power((n) => (expected[n] as number) - (actual[n] as number));
  return 10 * Math.log10(power((n) => expected[n] as number) / Math.max(error, 1e-9));
}

function ffmpeg(args: readonly string[], input: Uint8Array): Buffer {
  const { stdout, status, stderr } = spawnSync("ffmpeg", ["-v", "error", ...args, "-"], { input });
  assert.equal(status, 0, String(stderr));
  return stdout;
}

function noise(seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: 20_000 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 16;
  });
}

const samplesOf = (bytes: Buffer): Int16Array =>
  Int16Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(2 * n));
const raw = ["-f", "s16le", "-ar", "8000", "-ac", "1"];

describe("G.726", () => {
  for (const [n, bits] of rates.entries()) {
    const least = [10, 17, 22, 26][n] as number;
    it(`sounds as it did at ${bits * 8} kbit/s`, () => {
      const bytes = openG726Encoder(bits).encode(sound);
      assert.equal(bytes.length, bits * 1000);
      const decoded = openG726Decoder(bits).decode(bytes);
      assert.equal(decoded.length, sound.length);
      const got = likeness(sound, decoded);
      assert.ok(got > least, `${got} dB`);
    });

    it(`does not depend on how the stream is cut: ${bits * 8} kbit/s`, () => {
      const whole = openG726Encoder(bits).encode(sound);
      const encoder = openG726Encoder(bits);
      const decoder = openG726Decoder(bits);
      const bytes: number[] = [];
      const samples: number[] = [];
      for (let at = 0; at < sound.length; at += 7) bytes.push(...encoder.encode(sound.subarray(at, at + 7)));
      assert.deepEqual(Uint8Array.from(bytes), whole);
      for (const byte of bytes) samples.push(...decoder.decode(Uint8Array.of(byte)));
      assert.deepEqual(Int16Array.from(samples), openG726Decoder(bits).decode(whole));
    });

    it(`is understood by FFmpeg, and understands it: ${bits * 8} kbit/s`, { skip: needs("ffmpeg") }, () => {
      const pcm = new Uint8Array(sound.buffer);
      const theirs = ffmpeg(
        [...raw, "-i", "-", "-c:a", "g726le", "-b:a", `${bits * 8}k`, "-f", "g726le"],
        pcm,
      );
      const read = ["-f", "g726le", "-code_size", String(bits), "-sample_rate", "8000", "-i", "-"];
      const expected = samplesOf(ffmpeg([...read, "-f", "s16le"], theirs));
      // FFmpeg rounds the scale factor in another place than the standard (MIX). At 40 kbit/s its zeros also forget as
      // fast as they do at the lower rates (UPB), so that the two drift apart.
      const got = likeness(expected, openG726Decoder(bits).decode(theirs));
      assert.ok(bits === 5 || got > 20, `decoding: ${got} dB`);
      const mine = openG726Encoder(bits).encode(sound);
      const heard = samplesOf(ffmpeg([...read, "-f", "s16le"], mine));
      const back = likeness(sound, heard);
      assert.ok(bits === 5 || back > least - 1, `encoding: ${back} dB`);
    });

    it(`decodes to the bit as ever: ${bits * 8} kbit/s`, () => {
      const samples = openG726Decoder(bits).decode(noise(bits));
      let hash = 0;
      for (const sample of samples) hash = (Math.imul(hash, 31) + sample) >>> 0;
      // Of samples that are equal to FFmpeg's where that is made to round and to forget as the standard says.
      assert.equal(hash, [1_839_319_994, 2_035_843_999, 215_181_029, 1_708_893_378][n]);
    });

    it(`never fails nor leaves 16 bits, whatever comes: ${bits * 8} kbit/s`, () => {
      const decoder = openG726Decoder(bits);
      const loud = decoder.decode(noise(bits));
      assert.ok(loud.some((sample) => Math.abs(sample) > 20_000));
      // The state forgets: after a while of silence the same words give silence again.
      const quiet = openG726Encoder(bits).encode(new Int16Array(80_000));
      const last = decoder.decode(quiet).subarray(-800);
      assert.ok(
        last.every((sample) => Math.abs(sample) <= 40),
        String(Math.max(...last.map(Math.abs))),
      );
    });
  }
});
