import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { needs } from "../../../../../test/peers.ts";
import type { Packet } from "../../bus/packet.ts";
import { captured, h264 } from "../fixtures/encoded.ts";
import { openStream, probe, watch } from "../fixtures/viewing.ts";
import { serveElementary } from "./index.ts";

const packet = (n: number, key = false, size = 4): Packet => ({
  data: new Uint8Array(size).fill(n),
  pts: captured + n / 25,
  key,
});

describe("bare video", () => {
  it("begins with a key frame and has everything from there on", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => serveElementary(stream, "mpeg4", res));
    assert.equal(viewing.reply.headers["content-type"], "video/mp4v-es");
    for (const next of [packet(1), packet(2), packet(3, true), packet(4)]) stream.publish(next);
    stream.end();
    assert.deepEqual([...(await viewing.body())], [3, 3, 3, 3, 4, 4, 4, 4]);
    assert.deepEqual(stream.counts, { published: 4, delivered: 2, dropped: 2 });
  });

  it("loses pictures of a slow viewer up to the next key frame, and no half ones", async () => {
    const { stream, asked } = openStream();
    await using viewing = await watch((res) => serveElementary(stream, "h264", res));
    const size = 500_000;
    stream.publish(packet(1, true, size));
    for (let n = 2; n <= 60; n++) stream.publish(packet(n, false, size));
    const { dropped } = stream.counts;
    assert.ok(dropped > 10 && dropped < 60, `${dropped} lost`);
    assert.ok(asked() >= 2, "a key frame was asked for");
    const whole = (60 - dropped) * size;
    const chunks: Buffer[] = [];
    let bytes = 0;
    while (bytes < whole) {
      const [chunk] = (await once(viewing.reply, "data")) as [Buffer];
      chunks.push(chunk);
      bytes += chunk.length;
    }
    for (const next of [packet(61), packet(62, true), packet(63)]) stream.publish(next);
    stream.end();
    viewing.reply.pause();
    const body = Buffer.concat([...chunks, await viewing.body()]);
    assert.deepEqual([...body.subarray(whole)], [62, 62, 62, 62, 63, 63, 63, 63]);
    for (let n = 0; n < 60 - dropped; n++) assert.equal(body[n * size], n + 1);
  });
});

describe("ffprobe reads bare video", { skip: needs("ffmpeg", "ffprobe") }, () => {
  it("of H.264, without a warning", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => serveElementary(stream, "h264", res));
    for (const next of h264()) stream.publish(next);
    stream.end();
    const { streams, words } = probe(await viewing.body());
    assert.equal(words, "");
    assert.deepEqual([streams[0]?.codec_name, streams[0]?.nb_read_frames], ["h264", "100"]);
  });
});
