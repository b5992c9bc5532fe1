import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OcxDecoder, type OcxFrame, type OcxStatus } from "@pinhole/kit/formats/ocx";
import type { Packet } from "../../bus/packet.ts";
import { captured } from "../fixtures/encoded.ts";
import { openStream, type Viewing, watch } from "../fixtures/viewing.ts";
import { type OcxSoundCodec, serveOcx } from "./ocx.ts";

/** The markers of a JPEG of 640 x 480, filled up to `size` bytes. */
function picture(seconds: number, size = 200): Packet {
  const data = new Uint8Array(size).fill(7);
  data.set([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0x01, 0xe0, 0x02, 0x80, 1, 1, 0x11, 0]);
  return { data, pts: captured + seconds, key: true };
}

const piece = (seconds: number, ...bytes: number[]): Packet => ({
  data: Uint8Array.from(bytes),
  pts: captured + seconds,
  key: true,
});

const told = ({ header }: OcxFrame): string => `${header.kind} ${header.timestamp} ${header.audioRate}`;

async function framesOf(viewing: Viewing): Promise<OcxFrame[]> {
  return new OcxDecoder().push(await viewing.body());
}

const turn = (): Promise<void> => new Promise((sent) => setImmediate(sent));

/** Sound that is fed by hand, in a codec that can be changed. */
function openSound() {
  const { stream } = openStream();
  const sound = {
    read: (reader: Parameters<typeof stream.read>[0]) => stream.read(reader),
    codec: "pcm_mulaw" as OcxSoundCodec,
  };
  return { stream, sound };
}

const nothing = (): OcxStatus[] => [];

describe("the multiplex of the plug-ins", () => {
  it("shows pictures in one piece each, timed from the first", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => serveOcx({ video: stream, status: nothing }, res));
    assert.equal(viewing.reply.headers["content-type"], "application/octet-stream");
    const pictures = [picture(0.4), picture(0.44, 70_000), picture(1.4)];
    for (const packet of pictures) {
      stream.publish(packet);
      await turn();
    }
    stream.end();
    const frames = await framesOf(viewing);
    assert.deepEqual(
      frames.map(({ body }) => body),
      pictures.map(({ data }) => data),
    );
    assert.deepEqual(frames.map(told), ["jpeg 0 0", "jpeg 40 0", "jpeg 1000 0"]);
    const facts = { kind: "jpeg", audioRate: 0, status: false } as const;
    assert.deepEqual(frames[1]?.header, {
      ...{ ...facts, size: 70_000, width: 640, height: 480, timestamp: 40 },
      ...{ sentSize: 70_000, sliceSize: 65_535 },
    });
  });

  it("puts sound between the pictures by its time, in whatever codec it comes", async () => {
    const { stream } = openStream();
    const { stream: heard, sound } = openSound();
    await using viewing = await watch((res) => serveOcx({ video: stream, sound, status: nothing }, res));
    heard.publish(piece(-0.02, 1));
    stream.publish(picture(0));
    heard.publish(piece(0.01, 2));
    stream.publish(picture(0.04));
    heard.publish(piece(0.03, 3));
    sound.codec = "adpcm_g726";
    heard.publish(piece(0.05, 4));
    sound.codec = "pcm_alaw";
    heard.publish(piece(0.07, 5));
    sound.codec = "pcm_s16be";
    heard.publish(piece(0.09, 6, 7));
    stream.publish(picture(0.1));
    stream.end();
    const frames = await framesOf(viewing);
    assert.deepEqual(frames.map(told), [
      ...["jpeg 0 8", "g711u 10 8", "g711u 30 8", "jpeg 40 8"],
      ...["g726 50 4", "g711a 70 8", "pcm 90 16"],
    ]);
    assert.deepEqual(frames.at(-1)?.body, Uint8Array.of(7, 6), "samples stand in the order of the header");
  });

  it("says after each frame how the camera is then", async () => {
    const { stream } = openStream();
    const { stream: heard, sound } = openSound();
    let pir: "off" | "on" = "off";
    const status = (of: string): OcxStatus[] =>
      of === "picture" ? [{ item: "pir", state: pir }] : [{ item: "sound", state: "outside", level: 42 }];
    await using viewing = await watch((res) => serveOcx({ video: stream, sound, status }, res));
    stream.publish(picture(0));
    heard.publish(piece(0.01, 1));
    pir = "on";
    stream.publish(picture(0.04));
    heard.publish(piece(0.05, 1));
    stream.end();
    const frames = await framesOf(viewing);
    assert.deepEqual(
      frames.map((frame) => frame.status),
      [
        [{ item: "pir", state: "off" }],
        [{ item: "sound", state: "outside", level: 42 }],
        [{ item: "pir", state: "on" }],
      ],
    );
    assert.ok(frames.every(({ header }) => header.status));
  });

  it("loses pictures of a slow viewer before its sound, and then both", async () => {
    const { stream } = openStream();
    const { stream: heard, sound } = openSound();
    await using viewing = await watch((res) => serveOcx({ video: stream, sound, status: nothing }, res));
    let n = 0;
    const offer = (): void => {
      n++;
      stream.publish(picture(n / 25, 400_000));
      heard.publish({ data: new Uint8Array(160), pts: captured + n / 25 + 0.001, key: true });
    };
    while (stream.counts.dropped === 0) offer();
    assert.equal(heard.counts.dropped, 0);
    while (heard.counts.dropped === 0 && n < 2000) offer();
    const held = heard.counts.delivered * (160 + 48);
    assert.ok(heard.counts.dropped > 0 && held > 32_000, `${held} bytes of sound wait`);
    stream.end();
    const frames = await framesOf(viewing);
    const pictures = frames.filter(({ header }) => header.kind === "jpeg");
    assert.ok(pictures.every(({ body }) => body.length === 400_000));
    assert.ok(Math.abs(pictures.length - stream.counts.delivered) <= 1, "what was taken is sent whole");
  });
});
