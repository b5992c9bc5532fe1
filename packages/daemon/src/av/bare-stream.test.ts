import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeG711 } from "@pinhole/kit/formats/g711";
import { encodeAacConfig } from "@pinhole/kit/formats/rtp";
import { type BareSound, bareSound, packetOf } from "./bare-stream.ts";
import { openDecoder } from "./decoder.ts";
import { openSoundEncoder, type SoundCodec, soundFrame } from "./sound.ts";

const sampleRate = 16_000;

function tone(pitch = 440): Int16Array {
  return Int16Array.from({ length: sampleRate }, (_, n) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * pitch * n) / sampleRate)),
  );
}

/** Packets of a codec, as a camera would send them. */
function packets(codec: SoundCodec): readonly Uint8Array[] {
  using encoder = openSoundEncoder({ codec, sampleRate, gain: 1 });
  using sound = soundFrame(tone(), sampleRate);
  return encoder.encode(sound.frame, 0).map(({ data }) => data);
}

function bigEndian(samples: Int16Array): Uint8Array {
  return new Uint8Array(Buffer.from(samples.buffer.slice(0)).swap16());
}

function doubled(bytes: Uint8Array, size: number): Uint8Array {
  return Uint8Array.from({ length: bytes.length * 2 }, (_, n) => {
    const sample = Math.floor(n / (2 * size));
    return bytes[sample * size + (n % size)] as number;
  });
}

const cases: readonly (readonly [sound: BareSound, sent: () => readonly Uint8Array[]])[] = [
  [{ codec: "pcm_alaw", sampleRate, channels: 1 }, () => [encodeG711(tone(), "pcm_alaw")]],
  [{ codec: "pcm_mulaw", sampleRate, channels: 1 }, () => [encodeG711(tone(), "pcm_mulaw")]],
  [{ codec: "pcm_mulaw", sampleRate, channels: 2 }, () => [doubled(encodeG711(tone(), "pcm_mulaw"), 1)]],
  [{ codec: "pcm_s16be", sampleRate, channels: 1 }, () => [bigEndian(tone())]],
  [{ codec: "pcm_s16be", sampleRate, channels: 2 }, () => [doubled(bigEndian(tone()), 2)]],
  [
    { codec: "aac", sampleRate, channels: 1, extradata: encodeAacConfig({ sampleRate, channels: 1 }) },
    () => packets("aac"),
  ],
];

describe("sound that comes without a container is heard", () => {
  for (const [sound, sent] of cases)
    it(`${sound.codec} with ${sound.channels} channels`, async () => {
      using stream = bareSound(sound, sampleRate);
      using decoder = openDecoder(stream, "the camera");
      using encoder = openSoundEncoder({ codec: "pcm_s16be", sampleRate, gain: 1 });
      let heard = 0;
      let loudest = 0;
      for (const [n, data] of sent().entries()) {
        const packet = packetOf(data, n * 1024, true);
        await decoder.decode(packet, (frame) => {
          for (const { data } of encoder.encode(frame, heard / sampleRate)) {
            const view = new DataView(data.buffer, data.byteOffset, data.length);
            for (let at = 0; at + 1 < data.length; at += 2)
              loudest = Math.max(loudest, Math.abs(view.getInt16(at)));
          }
          heard += frame.nbSamples;
        });
        packet.free();
      }
      assert.ok(heard > sampleRate * 0.8, `${heard} samples`);
      assert.ok(loudest > 10_000 && loudest < 24_000, `${loudest}`);
    });
});
