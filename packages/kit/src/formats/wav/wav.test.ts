import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeWavHeader, isWavHeader, wavHeaderBytes } from "./index.ts";

const format = { sampleRate: 8000, channels: 1 };

describe("a WAV header", () => {
  it("says how long the file and the sound are", () => {
    const header = encodeWavHeader({ sampleRate: 44_100, channels: 2 }, 1000);
    const view = new DataView(header.buffer);
    assert.equal(header.length, wavHeaderBytes);
    assert.equal(new TextDecoder("latin1").decode(header.subarray(0, 4)), "RIFF");
    assert.equal(view.getUint32(4, true), 1036);
    assert.equal(view.getUint16(22, true), 2);
    assert.equal(view.getUint32(24, true), 44_100);
    assert.equal(view.getUint32(28, true), 176_400);
    assert.equal(view.getUint32(40, true), 1000);
    assert.throws(() => encodeWavHeader(format, 2 ** 32), TypeError);
  });

  it("is known again whatever the length, and not in another format or in part", () => {
    for (const length of [0, 1, 0xffff_ff00]) assert.ok(isWavHeader(encodeWavHeader(format, length), format));
    assert.ok(!isWavHeader(encodeWavHeader({ ...format, channels: 2 }, 0), format));
    assert.ok(!isWavHeader(encodeWavHeader({ ...format, sampleRate: 16_000 }, 0), format));
    assert.ok(!isWavHeader(encodeWavHeader(format, 0).subarray(0, 43), format));
    assert.ok(!isWavHeader(new Uint8Array(0), format));
  });
});
