import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { decodeMedia, decodeScript, FlvDecoder, type FlvTag } from "@pinhole/kit/formats/flv";
import { naluType, parseAvcConfig, splitLengthPrefixed } from "@pinhole/kit/formats/h264";
import { needs } from "../../../../../test/peers.ts";
import type { Packet } from "../../bus/packet.ts";
import { aac, captured, h264 } from "../fixtures/encoded.ts";
import { openStream, probe, publish, type Viewing, watch } from "../fixtures/viewing.ts";
import { openFlv } from "./index.ts";

const start = [0, 0, 0, 1];
// As x264 writes them for 1280x720 at 25 pictures a second.
const sps = [...Buffer.from("6742c01fda014016ec05a810100a000003000200000300651e306540", "hex")];
const pps = [0x68, 0xce, 0x06, 0xf2];

const key = (n: number, size = 20, level = 0x1f): Packet => ({
  data: Uint8Array.from([
    ...start,
    9,
    0xf0,
    ...start,
    ...sps.with(3, level),
    ...start,
    ...pps,
    ...start,
    0x65,
    ...Array(size).fill(n + 1),
  ]),
  pts: captured + n / 25,
  key: true,
});
const other = (n: number, size = 10): Packet => ({
  data: Uint8Array.from([...start, 9, 0xf0, ...start, 0x41, ...Array(size).fill(n + 1)]),
  pts: captured + n / 25,
  key: false,
});
const sound = (seconds: number): Packet => ({
  data: Uint8Array.of(0x21, 0x22),
  pts: captured + seconds,
  key: true,
});

async function tagsOf(viewing: Viewing): Promise<FlvTag[]> {
  return new FlvDecoder().push(await viewing.body());
}

const told = ({ kind, timestampMs, body }: FlvTag): string => {
  if (kind === "script") return `script ${timestampMs}`;
  const { type, key: isKey } = decodeMedia({ kind, timestampMs, body });
  return `${kind} ${timestampMs}${isKey && kind === "video" ? " key" : ""}${type === "config" ? " config" : ""}`;
};

describe("flv output", () => {
  it("begins with a key frame at 0, whenever the viewer comes", async () => {
    const { stream } = openStream();
    const flv = openFlv();
    await using viewing = await watch((res) => flv.serve({ video: stream }, res));
    assert.equal(viewing.reply.headers["content-type"], "video/x-flv");
    for (const packet of [other(100), other(101), key(102), other(103)]) stream.publish(packet);
    stream.end();
    const tags = await tagsOf(viewing);
    assert.deepEqual(tags.map(told), ["script 0", "video 0 key config", "video 0 key", "video 40"]);
    assert.deepEqual(decodeScript(tags[0]!.body), [
      "onMetaData",
      { width: 1280, height: 720, framerate: 25, videocodecid: 7, duration: 0 },
    ]);
    const config = parseAvcConfig(decodeMedia(tags[1]!).data);
    assert.deepEqual([config.sps.length, config.pps.length, config.lengthSize], [1, 1, 4]);
    const nalus = splitLengthPrefixed(decodeMedia(tags[2]!).data);
    assert.deepEqual(nalus.map(naluType), [7, 8, 5]);
  });

  it("puts sound and picture in the order of their time, sound after the first picture", async () => {
    const [video, audio] = [openStream().stream, openStream().stream];
    const media = { video, audio: { stream: audio, sampleRate: 16_000, channels: 1 } };
    await using viewing = await watch((res) => openFlv().serve(media, res));
    audio.publish(sound(-0.05));
    video.publish(key(0));
    audio.publish(sound(0.014));
    for (const packet of [other(1), other(2)]) video.publish(packet);
    for (const packet of [sound(0.078), sound(0.142)]) audio.publish(packet);
    video.end();
    const tags = await tagsOf(viewing);
    const set = ["script 0", "video 0 key config", "audio 0 config"];
    assert.deepEqual(tags.map(told), [...set, "video 0 key", "audio 14", "video 40", "audio 78", "video 80"]);
    assert.deepEqual(decodeMedia(tags[2]!).data, Uint8Array.of(0x14, 0x08));
    const [, facts] = decodeScript(tags[0]!.body) as [string, Record<string, unknown>];
    assert.deepEqual([facts.audiocodecid, facts.audiosamplerate, facts.stereo], [10, 16_000, false]);
  });

  it("goes on without the sound when that is switched off", async () => {
    const [video, audio] = [openStream().stream, openStream().stream];
    const media = { video, audio: { stream: audio, sampleRate: 16_000, channels: 1 } };
    await using viewing = await watch((res) => openFlv().serve(media, res));
    video.publish(key(0));
    audio.publish(sound(0.02));
    audio.end();
    assert.equal(audio.readers.size, 0, "and nobody hears it");
    for (let n = 1; n <= 20; n++) video.publish(other(n));
    video.end();
    assert.equal(video.readers.size, 0);
    assert.equal((await tagsOf(viewing)).filter(({ kind }) => kind === "video").length, 1 + 21);
  });

  it("sets decoders up anew where the encoder changes, and only there", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => openFlv().serve({ video: stream }, res));
    for (const packet of [key(0), key(1), key(2, 20, 0x28), other(3)]) stream.publish(packet);
    stream.end();
    const set = (ms: number) => ["script 0", `video ${ms} key config`, `video ${ms} key`];
    assert.deepEqual((await tagsOf(viewing)).map(told), [...set(0), "video 40 key", ...set(80), "video 120"]);
  });

  it("loses pictures of a slow viewer up to the next key frame and asks for one", async () => {
    const { stream, asked } = openStream();
    await using viewing = await watch((res) => openFlv().serve({ video: stream }, res));
    const before = asked();
    stream.publish(key(0));
    for (let n = 1; n <= 100; n += 1) stream.publish(other(n, 100_000));
    const { dropped } = stream.counts;
    assert.ok(dropped > 10 && dropped < 100, `${dropped} lost`);
    const asks = asked() - before;
    assert.ok(asks > 0 && asks <= 4, `${asks} key frames were asked for within 4 s`);
    const decoder = new FlvDecoder();
    const tags: FlvTag[] = [];
    // Everything up to the loss arrives; then the viewer has room again.
    while (tags.length < 2 + 101 - dropped)
      tags.push(...decoder.push((await once(viewing.reply, "data"))[0]));
    viewing.reply.pause();
    for (const packet of [other(200), other(201), key(202), other(203)]) stream.publish(packet);
    assert.equal(stream.counts.dropped, dropped + 2);
    stream.end();
    tags.push(...decoder.push(await viewing.body()));
    assert.deepEqual(tags.slice(-3).map(told), [
      `video ${(100 - dropped) * 40}`,
      "video 8080 key",
      "video 8120",
    ]);
  });

  it("survives pictures that are no H.264, and starts at the first that is", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => openFlv().serve({ video: stream }, res));
    const bare = Uint8Array.from([...start, 0x65, 1]);
    const broken = Uint8Array.from([...start, 0x67, 100, 0, 31, 0xff, ...start, ...pps, ...start, 0x65, 1]);
    for (const data of [new Uint8Array(0), bare, broken]) stream.publish({ data, pts: captured, key: true });
    for (const packet of [other(1), key(2), { ...key(3), data: bare }, other(4), key(5)])
      stream.publish(packet);
    stream.end();
    assert.deepEqual((await tagsOf(viewing)).slice(2).map(told), ["video 0 key", "video 120 key"]);
  });

  it("shares the bodies of the tags between viewers and leaves with them", async () => {
    const { stream } = openStream();
    const flv = openFlv();
    await using first = await watch((res) => flv.serve({ video: stream }, res));
    for (const packet of [key(0), other(20)]) stream.publish(packet);
    await using second = await watch((res) => flv.serve({ video: stream }, res));
    assert.equal(stream.readers.size, 2);
    for (const packet of [key(25), other(26)]) stream.publish(packet);
    stream.end();
    const shown = [await tagsOf(first), await tagsOf(second)];
    assert.deepEqual(
      shown.map((tags) => told(tags.at(-1)!)),
      ["video 1040", "video 40"],
    );
    assert.deepEqual(shown[0]?.at(-1)?.body, shown[1]?.at(-1)?.body);
  });

  it("answers HEAD with the head alone", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => openFlv().serve({ video: stream }, res), "HEAD");
    assert.equal(viewing.reply.headers["content-type"], "video/x-flv");
    assert.equal((await viewing.body()).length, 0);
    assert.equal(stream.readers.size, 0);
  });
});

describe("ffprobe reads the flv", { skip: needs("ffmpeg", "ffprobe") }, () => {
  it("with sound, without a warning", { timeout: 20_000 }, async () => {
    const [video, audio] = [openStream().stream, openStream().stream];
    const media = { video, audio: { stream: audio, sampleRate: 44_100, channels: 1 } };
    await using viewing = await watch((res) => openFlv().serve(media, res));
    const sounds = aac();
    publish([video, h264()], [audio, sounds]);
    video.end();
    const { streams, words } = probe(await viewing.body());
    assert.equal(words, "");
    const [pictures, sounding] = streams;
    assert.deepEqual([pictures?.codec_name, pictures?.width, pictures?.nb_read_frames], ["h264", 320, "100"]);
    assert.deepEqual([sounding?.codec_name, sounding?.sample_rate], ["aac", "44100"]);
    const heard = Number(sounding?.nb_read_frames);
    assert.ok(heard > sounds.length - 6 && heard <= sounds.length, `${heard} of ${sounds.length}`);
  });
});
