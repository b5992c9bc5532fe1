import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AsfUnit, encodeAsfHeader, openAsfPacker } from "./index.ts";

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const facts = {
  packetSize: 1400,
  createdAt: 1444723002,
  video: { codec: "mpeg4", width: 640, height: 480, config: Uint8Array.of(0, 0, 1, 0xb0) },
} as const;

interface Payload {
  readonly track: number;
  readonly key: boolean;
  readonly number: number;
  readonly offset: number;
  readonly size: number;
  readonly timestampMs: number;
  readonly data: Uint8Array;
}

/** Reads packets by ASF 5.2, in the one form that the packer writes. */
function open(
  packets: Uint8Array,
  packetSize: number,
): { readonly sendMs: number; readonly payloads: Payload[] }[] {
  assert.equal(packets.length % packetSize, 0);
  return Array.from({ length: packets.length / packetSize }, (_, n) => {
    const packet = packets.subarray(n * packetSize, (n + 1) * packetSize);
    const view = new DataView(packet.buffer, packet.byteOffset, packetSize);
    assert.equal(hex(packet.subarray(0, 5)), "820000115d");
    const padding = view.getUint16(5, true);
    assert.equal(view.getUint8(13) >> 6, 2);
    const payloads: Payload[] = [];
    let at = 14;
    for (let count = view.getUint8(13) & 63; count > 0; count -= 1) {
      assert.equal(view.getUint8(at + 6), 8);
      const length = view.getUint16(at + 15, true);
      payloads.push({
        track: view.getUint8(at) & 127,
        key: view.getUint8(at) > 127,
        number: view.getUint8(at + 1),
        offset: view.getUint32(at + 2, true),
        size: view.getUint32(at + 7, true),
        timestampMs: view.getUint32(at + 11, true),
        data: packet.subarray(at + 17, at + 17 + length),
      });
      at += 17 + length;
    }
    assert.equal(at + padding, packetSize);
    assert.ok(packet.subarray(at).every((byte) => byte === 0));
    return { sendMs: view.getUint32(7, true), payloads };
  });
}

const unit = (track: number, size: number, timestampMs: number, key = false): AsfUnit => ({
  track,
  data: Uint8Array.from({ length: size }, (_, n) => (n * 7 + size) & 255),
  timestampMs,
  key,
});

describe("asf header", () => {
  it("says the sizes of all its objects", () => {
    const bytes = encodeAsfHeader({ ...facts, audio: { codec: "pcm_mulaw", sampleRate: 8000, channels: 1 } });
    const view = new DataView(bytes.buffer);
    assert.equal(hex(bytes.subarray(0, 16)), "3026b2758e66cf11a6d900aa0062ce6c");
    const size = Number(view.getBigUint64(16, true));
    assert.equal(bytes.length, size + 50);
    assert.equal(hex(bytes.subarray(size, size + 16)), "3626b2758e66cf11a6d900aa0062ce6c");
    let at = 30;
    for (let count = view.getUint32(24, true); count > 0; count -= 1)
      at += Number(view.getBigUint64(at + 16, true));
    assert.equal(at, size);
  });

  it("is that of a broadcast with packets of one size", () => {
    const view = new DataView(encodeAsfHeader(facts).buffer);
    const [flags, least, most] = [118, 122, 126].map((at) => view.getUint32(at, true));
    assert.deepEqual([flags, least, most], [1, 1400, 1400]);
    const created = Number(view.getBigUint64(30 + 48, true)) / 1e7 - 11_644_473_600;
    assert.ok(Math.abs(created - facts.createdAt) < 0.001, String(created));
  });

  it("describes the picture and the sound", () => {
    const text = hex(encodeAsfHeader(facts));
    const bitmap = `2c00000080020000e0010000010018004d34533200100e00${"00".repeat(16)}000001b0`;
    assert.ok(text.includes(`80020000e0010000022c00${bitmap}`), text);
    const wave = (audio: Parameters<typeof encodeAsfHeader>[0]["audio"]) =>
      hex(encodeAsfHeader({ ...facts, audio: audio! }));
    assert.ok(
      wave({ codec: "pcm_alaw", sampleRate: 8000, channels: 1 }).includes(
        "06000100401f0000401f0000010008000000",
      ),
    );
    assert.ok(
      wave({ codec: "pcm_s16le", sampleRate: 16000, channels: 2 }).includes(
        "01000200803e000000fa0000040010000000",
      ),
    );
    const aac = { codec: "aac", sampleRate: 44100, channels: 2, config: Uint8Array.of(0x12, 0x10) } as const;
    assert.ok(wave(aac).includes("ff00020044ac0000803e00000100100002001210"));
  });
});

describe("asf packer", () => {
  it("puts sound and picture into one packet and pads it", () => {
    const sound = unit(2, 160, 20, true);
    const picture = unit(1, 500, 40);
    const [packet, ...others] = open(openAsfPacker(1400).pack([sound, picture]), 1400);
    assert.equal(others.length, 0);
    assert.equal(packet?.sendMs, 20);
    assert.deepEqual(packet?.payloads, [
      { track: 2, key: true, number: 0, offset: 0, size: 160, timestampMs: 20, data: sound.data },
      { track: 1, key: false, number: 0, offset: 0, size: 500, timestampMs: 40, data: picture.data },
    ]);
  });

  it("cuts a picture over packets and counts objects per track", () => {
    const packer = openAsfPacker(1400);
    packer.pack([unit(1, 10, 0, true)]);
    const picture = unit(1, 5000, 40, true);
    const payloads = open(packer.pack([picture]), 1400).flatMap((packet) => packet.payloads);
    assert.deepEqual(Buffer.concat(payloads.map(({ data }) => data)), Buffer.from(picture.data));
    assert.deepEqual(
      payloads.map(({ number, offset, size, key }) => [number, offset, size, key]),
      [0, 1369, 2738, 4107].map((offset) => [1, offset, 5000, true]),
    );
    for (let n = 2; n < 256; n += 1) packer.pack([unit(1, 1, n)]);
    assert.equal(open(packer.pack([unit(1, 1, 300)]), 1400)[0]?.payloads[0]?.number, 0);
  });

  it("holds at most 63 payloads in a packet and writes none for nothing", () => {
    const many = Array.from({ length: 100 }, (_, n) => unit(2, 1, n, true));
    const packets = open(openAsfPacker(4000).pack(many), 4000);
    assert.deepEqual(
      packets.map(({ payloads, sendMs }) => [payloads.length, sendMs]),
      [
        [63, 0],
        [37, 63],
      ],
    );
    assert.equal(openAsfPacker(1400).pack([]).length, 0);
    assert.equal(openAsfPacker(1400).pack([unit(1, 0, 0)]).length, 0);
  });

  it("keeps every byte at any size", () => {
    for (const packetSize of [64, 100, 1400, 65_535]) {
      for (const size of [1, 33, 34, 1369, 1370, 9000]) {
        const units = [unit(1, size, 0, true), unit(2, 7, 5, true), unit(1, size, 40)];
        const payloads = open(openAsfPacker(packetSize).pack(units), packetSize).flatMap(
          (packet) => packet.payloads,
        );
        const sent = Buffer.concat(payloads.filter(({ track }) => track === 1).map(({ data }) => data));
        assert.deepEqual(
          sent,
          Buffer.concat([units[0]!.data, units[2]!.data]),
          `${size} bytes in ${packetSize}`,
        );
        assert.ok(payloads.every(({ data }) => data.length > 0));
      }
    }
  });

  it("wraps times after 32 bits and refuses sizes that packets can not have", () => {
    assert.equal(open(openAsfPacker(64).pack([unit(1, 1, 2 ** 32 + 7)]), 64)[0]?.payloads[0]?.timestampMs, 7);
    for (const size of [63, 65_536, 100.5])
      assert.throws(() => openAsfPacker(size), /packetSize: .* 64 to 65535/);
  });
});
