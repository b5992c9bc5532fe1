import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { needs } from "../../../../../test/peers.ts";
import { decodeG711, encodeG711, type G711Law } from "./index.ts";

const laws: readonly G711Law[] = ["pcm_alaw", "pcm_mulaw"];
const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const everySample = Int16Array.from({ length: 65_536 }, (_, n) => n - 32_768);

describe("G.711", () => {
  it("has the levels of the standard", () => {
    const alaw = decodeG711(Uint8Array.of(0xd5, 0x55, 0xd4, 0x80, 0xaa, 0x2a), "pcm_alaw");
    assert.deepEqual([...alaw], [8, -8, 24, 5504, 32_256, -32_256]);
    const mulaw = decodeG711(Uint8Array.of(0xff, 0x7f, 0xfe, 0x80, 0x00), "pcm_mulaw");
    assert.deepEqual([...mulaw], [0, 0, 8, 32_124, -32_124]);
  });

  for (const law of laws) {
    it(`gives back what it was given: ${law}`, () => {
      const again = encodeG711(decodeG711(everyByte, law), law);
      // µ-law has two zeros, and the negative one is not used.
      const expected = law === "pcm_mulaw" ? everyByte.with(0x7f, 0xff) : everyByte;
      assert.deepEqual(again, expected);
    });

    it(`is never off by more than half a step, which grows with the sample: ${law}`, () => {
      const decoded = decodeG711(encodeG711(everySample, law), law);
      for (const [n, sample] of everySample.entries()) {
        const error = Math.abs((decoded[n] as number) - sample);
        assert.ok(error <= Math.max(8, (Math.abs(sample) + 132) / 32), `${sample} becomes ${decoded[n]}`);
        assert.ok(n === 0 || (decoded[n] as number) >= (decoded[n - 1] as number), `${sample} turns back`);
      }
    });

    it(`decodes as FFmpeg does, and is decoded by it: ${law}`, { skip: needs("ffmpeg") }, () => {
      const format = law === "pcm_alaw" ? "alaw" : "mulaw";
      const args = ["-v", "error", "-f", format, "-ar", "8000", "-ac", "1", "-i", "-", "-f", "s16le", "-"];
      const pcm = spawnSync("ffmpeg", args, { input: everyByte }).stdout;
      const theirs = Array.from({ length: 256 }, (_, byte) => pcm.readInt16LE(2 * byte));
      assert.deepEqual([...decodeG711(everyByte, law)], theirs);
    });
  }

  it("makes nothing of nothing", () => {
    assert.equal(decodeG711(new Uint8Array(0), "pcm_alaw").length, 0);
    assert.equal(encodeG711(new Int16Array(0), "pcm_mulaw").length, 0);
  });
});
