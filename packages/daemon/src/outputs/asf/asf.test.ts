import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { needs } from "../../../../../test/peers.ts";
import type { Packet } from "../../bus/packet.ts";
import { aac, captured, mpeg4, pcm } from "../fixtures/encoded.ts";
import { openStream, probe, publish, watch } from "../fixtures/viewing.ts";
import { type AsfMedia, serveAsf } from "./index.ts";

const config = [0, 0, 1, 0xb0, 1, 0, 0, 1, 0xb5, 9, 0, 0, 1, 0, 0, 0, 1, 0x20, 0, 0x84];
const shape = { width: 320, height: 240 };
const packetSize = 1400;

const key = (n: number, level = 1, size = 20): Packet => ({
  data: Uint8Array.from([...config.with(4, level), 0, 0, 1, 0xb6, ...Array(size).fill(n + 1)]),
  pts: captured + n / 25,
  key: true,
});
const other = (n: number, size = 10): Packet => ({
  data: Uint8Array.from([0, 0, 1, 0xb6, ...Array(size).fill(n + 1)]),
  pts: captured + n / 25,
  key: false,
});

/** The time of each packet, in milliseconds. */
function packetsOf(body: Buffer): number[] {
  const head = Number(body.readBigUInt64LE(16)) + 50;
  assert.equal((body.length - head) % packetSize, 0);
  return Array.from({ length: (body.length - head) / packetSize }, (_, n) => {
    assert.equal(body.readUInt32BE(head + n * packetSize), 0x82000011);
    return body.readUInt32LE(head + n * packetSize + 7);
  });
}

describe("asf output", () => {
  it("begins with a header and a key frame at 0", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => serveAsf({ video: { stream, ...shape } }, res));
    assert.equal(viewing.reply.headers["content-type"], "video/x-ms-asf");
    const bare = { ...other(8), key: true };
    for (const packet of [other(7), bare, other(9), key(10), other(11, 3000)]) stream.publish(packet);
    stream.end();
    const body = await viewing.body();
    assert.deepEqual(packetsOf(body), [0, 40, 40, 40]);
    assert.ok(body.includes(Buffer.from(config)));
  });

  it("goes on behind the same header when the encoder is set up anew", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => serveAsf({ video: { stream, ...shape } }, res));
    for (const packet of [key(0), key(1), key(2, 5), other(3)]) stream.publish(packet);
    stream.end();
    assert.deepEqual(packetsOf(await viewing.body()), [0, 40, 80, 120]);
  });

  it("loses pictures of a slow viewer up to the next key frame", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => serveAsf({ video: { stream, ...shape } }, res));
    stream.publish(key(0));
    for (let n = 1; n <= 100; n += 1) stream.publish(other(n, 100_000));
    const { dropped } = stream.counts;
    assert.ok(dropped > 10 && dropped < 100, `${dropped} lost`);
    stream.end();
    assert.equal(packetsOf(await viewing.body()).at(-1), (100 - dropped) * 40);
  });

  it("lets sound wait for a picture, but not long", async () => {
    const [video, audio] = [openStream().stream, openStream().stream];
    const sound = { stream: audio, codec: "pcm_alaw", sampleRate: 8000, channels: 1 } as const;
    await using viewing = await watch((res) =>
      serveAsf({ video: { stream: video, ...shape }, audio: sound }, res),
    );
    video.publish(key(0));
    for (let n = 0; n < 40; n += 1) {
      audio.publish({ data: new Uint8Array(160), pts: captured + n / 50, key: true });
    }
    video.end();
    assert.deepEqual(packetsOf(await viewing.body()), [0, 0, 140, 220, 360, 440, 580]);
  });

  it("answers HEAD with the head alone", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => serveAsf({ video: { stream, ...shape } }, res), "HEAD");
    assert.equal(viewing.reply.headers["content-type"], "video/x-ms-asf");
    assert.equal(stream.readers.size, 0);
  });
});

describe("ffprobe reads the asf", { skip: needs("ffmpeg", "ffprobe") }, () => {
  const codecs = {
    pcm_alaw: "pcm_alaw",
    pcm_mulaw: "pcm_mulaw",
    pcm_s16be: "pcm_s16le",
    aac: "aac",
  } as const;
  for (const [codec, name] of Object.entries(codecs) as [keyof typeof codecs, string][]) {
    it(`with ${codec}, without a warning`, { timeout: 20_000 }, async () => {
      const [video, audio] = [openStream().stream, openStream().stream];
      const sampleRate = codec === "aac" ? 44_100 : 8000;
      const media: AsfMedia = {
        video: { stream: video, ...shape },
        audio: { stream: audio, codec, sampleRate, channels: 1 },
      };
      await using viewing = await watch((res) => serveAsf(media, res));
      const sounds = codec === "aac" ? aac() : pcm(codec);
      publish([video, mpeg4()], [audio, sounds]);
      video.end();
      const { streams, words } = probe(await viewing.body());
      assert.equal(words, "");
      const [pictures, sounding] = streams;
      assert.deepEqual(
        ["codec_name", "codec_tag_string", "width", "nb_read_frames"].map((fact) => pictures?.[fact]),
        ["mpeg4", "M4S2", 320, "100"],
      );
      assert.deepEqual([sounding?.codec_name, sounding?.sample_rate], [name, String(sampleRate)]);
      const heard = Number(sounding?.nb_read_frames);
      assert.ok(heard > sounds.length - 12 && heard <= sounds.length, `${heard} of ${sounds.length}`);
    });
  }
});
