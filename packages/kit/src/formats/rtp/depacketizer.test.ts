import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { joinAnnexB } from "../h264/index.ts";
import { drawJpeg } from "./fixtures/drawn-jpeg.ts";
import { seeded } from "./fixtures/seeded.ts";
import {
  openDepacketizer,
  openPacketizer,
  type PacketizerOptions,
  packetsOf,
  parseRtp,
  type RtpCodec,
  type RtpPacket,
  rtpCodecs,
} from "./index.ts";

const options = { payloadType: 96, ssrc: 1, packetSize: 300, channel: 0, sequence: 0xfffe };
const slice = (type: number, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, n) => (n === 0 ? 0x60 | type : 0x80 | (n % 100)));
const mpeg4 = Uint8Array.from([0, 0, 1, 0xb6, 0x10, ...Array<number>(700).fill(9)]);

/** A unit of each codec that needs some packets. */
function unitOf(codec: RtpCodec): Uint8Array {
  if (codec === "h264") return joinAnnexB([slice(7, 20), slice(8, 5), slice(5, 900)]);
  if (codec === "mjpeg") return drawJpeg({ subsampling: "4:2:2", width: 320, height: 64, interval: 5 });
  return codec === "mpeg4" ? mpeg4 : Uint8Array.from({ length: 700 }, (_, n) => n & 0xff);
}

function packets(
  codec: RtpCodec,
  units: readonly Uint8Array[],
  changes: Partial<PacketizerOptions> = {},
): RtpPacket[] {
  const packetizer = openPacketizer({ ...options, codec, ...changes });
  return units.flatMap((unit, n) => packetsOf(packetizer.packetize(unit, n * 3600, true)).map(parseRtp));
}

const push = (codec: RtpCodec, all: readonly RtpPacket[]) => {
  const depacketizer = openDepacketizer(codec);
  const units = all.flatMap((packet) => depacketizer.push(packet));
  return { units, counts: depacketizer.counts };
};

describe("rtp header", () => {
  it("is read with its extension, sources and padding", () => {
    const bytes = [0xb2, 0xe0, 1, 2, 0, 0, 0, 9, 0xff, 0, 0, 1, ...Array<number>(8).fill(5)];
    bytes.push(0xbe, 0xde, 0, 1, 0, 0, 0, 0, 42, 43, 0, 2);
    assert.deepEqual(parseRtp(Uint8Array.from(bytes)), {
      payloadType: 96,
      marker: true,
      sequence: 258,
      timestamp: 9,
      ssrc: 0xff000001,
      payload: Uint8Array.of(42, 43),
    });
  });

  it("is refused where it does not fit", () => {
    const bytes = Uint8Array.from([0x80, 96, ...Array<number>(10).fill(0)]);
    assert.throws(() => parseRtp(bytes.subarray(0, 11)), /11 bytes of at least 12/);
    assert.throws(() => parseRtp(bytes.with(0, 0x40)), /version 1, only 2/);
    assert.throws(() => parseRtp(bytes.with(0, 0x90)), /byte 12: the extension is cut off/);
    assert.throws(() => parseRtp(bytes.with(0, 0x81)), /byte 12: the header goes to byte 16/);
    assert.throws(() => parseRtp(bytes.with(0, 0xa0)), /byte 11: padding of 0 bytes/);
    assert.throws(() => parseRtp(bytes.with(0, 0xa0).with(11, 9)), /byte 3: the header goes to byte 12/);
  });
});

describe("depacketizer", () => {
  for (const codec of ["h264", "mpeg4", "mjpeg", "aac"] as const) {
    it(`of ${codec} drops exactly the units that miss a packet, and says so`, () => {
      const unit = unitOf(codec);
      const all = packets(codec, [unit, unit, unit, unit]);
      const perUnit = all.length / 4;
      assert.ok(perUnit >= 3);
      const whole = push(codec, all);
      assert.deepEqual(
        whole.units.map(({ gap, timestamp }) => [gap, timestamp]),
        [0, 1, 2, 3].map((n) => [false, n * 3600]),
      );
      for (let lost = 0; lost < perUnit; lost += 1) {
        const { units, counts } = push(codec, all.toSpliced(perUnit + lost, 1));
        assert.deepEqual(counts, { packets: all.length - 1, lost: 1, late: 0, dropped: 1 }, `packet ${lost}`);
        assert.deepEqual(
          units.map(({ timestamp, gap }) => [timestamp, gap]),
          [
            [0, false],
            [7200, true],
            [10_800, false],
          ],
        );
        assert.deepEqual(units[1]!.data, whole.units[2]!.data);
      }
    });
  }

  it("of the other codecs takes every packet for a unit", () => {
    for (const codec of rtpCodecs.slice(4)) {
      const { units } = push(codec, packets(codec, [unitOf(codec)]));
      assert.deepEqual(Buffer.concat(units.map(({ data }) => data)), Buffer.from(unitOf(codec)));
    }
  });

  it("leaves late packets and copies out", () => {
    const all = packets("h264", [unitOf("h264"), unitOf("h264")]);
    const twice = all.flatMap((packet) => [packet, packet]);
    const { units, counts } = push("h264", twice);
    assert.deepEqual(
      [units.length, counts],
      [2, { packets: all.length, lost: 0, late: all.length, dropped: 0 }],
    );
  });

  it("follows a sender that begins anew", () => {
    const unit = unitOf("h264");
    const first = packets("h264", [unit, unit], { sequence: 40_000 });
    const again = packets("h264", [unit, unit, unit], { sequence: 20_000 });
    assert.equal(push("h264", [...first, ...again]).units.length, 4);
    const other = packets("h264", [unit, unit], { sequence: 9, ssrc: 2 });
    assert.equal(push("h264", [...first, ...other]).units.length, 4);
  });

  it("waits for the start of a picture where it joins", () => {
    const all = packets("h264", [unitOf("h264"), joinAnnexB([slice(1, 600)])]);
    const { units } = push("h264", all.slice(2));
    assert.deepEqual(
      units.map(({ timestamp, key, gap }) => [timestamp, key, gap]),
      [[3600, false, true]],
    );
  });

  it("ends a picture at the next time stamp where the marker is never set", () => {
    const all = packets("h264", [unitOf("h264"), unitOf("h264")]).map((packet) => ({
      ...packet,
      marker: false,
    }));
    assert.deepEqual(
      push("h264", all).units.map(({ data }) => data.length),
      [unitOf("h264").length],
    );
  });

  it("drops units beyond its limit and takes the next", () => {
    const depacketizer = openDepacketizer("mpeg4", { maxUnit: 800 });
    const large = Uint8Array.from([...mpeg4, ...mpeg4]);
    const units = packets("mpeg4", [large, mpeg4]).flatMap((packet) => depacketizer.push(packet));
    assert.deepEqual(
      units.map(({ data, gap }) => [data.length, gap]),
      [[mpeg4.length, true]],
    );
    assert.equal(depacketizer.counts.dropped, 1);
  });

  it("takes more AAC units from one packet, each at its time", () => {
    const payload = Uint8Array.from([0, 32, 0, 2 << 3, 0, 1 << 3, 11, 12, 13]);
    const packet = { payloadType: 96, marker: true, sequence: 0, timestamp: 0xffff_ffff, ssrc: 0, payload };
    const { units } = push("aac", [packet]);
    assert.deepEqual(
      units.map(({ data, timestamp }) => [[...data], timestamp]),
      [
        [[11, 12], 0xffff_ffff],
        [[13], 1023],
      ],
    );
  });

  it("knows the tables of a JPEG by quality, and those that were sent before", () => {
    const [first, ...rest] = packets("mjpeg", [unitOf("mjpeg")]);
    const as = (quality: number, from: number, packet: RtpPacket, more: Partial<RtpPacket>): RtpPacket => {
      const head = packet.payload.slice(0, 12).with(5, quality);
      const payload = Uint8Array.from([...head, ...packet.payload.subarray(from)]);
      return { ...packet, ...more, payload };
    };
    const byQuality = [as(50, 12 + 132, first!, {}), ...rest.map((packet) => as(50, 12, packet, {}))];
    const [picture] = push("mjpeg", byQuality).units;
    assert.deepEqual([...picture!.data.subarray(7, 11)], [16, 11, 12, 14]);
    const sent = [as(200, 12, first!, {}), ...rest.map((packet) => as(200, 12, packet, {}))];
    const bare = Uint8Array.of(0, 0, 0, 0);
    const again = sent.map((packet, n) => {
      const payload =
        n > 0
          ? packet.payload
          : Uint8Array.from([
              ...packet.payload.subarray(0, 12),
              ...bare,
              ...packet.payload.subarray(12 + 132),
            ]);
      return { ...packet, payload, sequence: (packet.sequence + sent.length) & 0xffff, timestamp: 3600 };
    });
    const { units } = push("mjpeg", [...sent, ...again]);
    assert.equal(units.length, 2);
    assert.deepEqual(units[1]!.data, units[0]!.data);
    assert.equal(push("mjpeg", again).units.length, 0);
  });

  it("meets damaged packets with whole units or none", () => {
    const random = seeded(7);
    for (const codec of rtpCodecs) {
      const all = packets(
        codec,
        Array.from({ length: 6 }, () => unitOf(codec)),
      );
      for (let round = 0; round < 300; round += 1) {
        const depacketizer = openDepacketizer(codec, { maxUnit: 10_000 });
        for (const packet of all) {
          if (random(12) === 0) continue;
          const payload = packet.payload.slice(0, random(9) === 0 ? random(20) : undefined);
          for (let n = random(3); n > 0 && payload.length > 0; n -= 1)
            payload[random(Math.min(payload.length, 16))] = random(256);
          const sequence = random(20) === 0 ? random(65_536) : packet.sequence;
          for (const { data } of depacketizer.push({ ...packet, payload, sequence }))
            assert.ok(data.length <= 10_000);
        }
      }
    }
  });

  it("meets damaged headers and damaged JPEGs with an answer or a RangeError", () => {
    const random = seeded(8);
    const [packet] = packetsOf(
      openPacketizer({ ...options, codec: "h264" }).packetize(unitOf("h264"), 0, true),
    );
    const packetizer = openPacketizer({ ...options, codec: "mjpeg" });
    const jpeg = unitOf("mjpeg");
    for (let round = 0; round < 3000; round += 1) {
      for (const [bytes, read] of [
        [packet!, parseRtp],
        [jpeg, (damaged: Uint8Array) => packetizer.packetize(damaged, 0, true)],
      ] as const) {
        const damaged = bytes.slice(0, random(4) === 0 ? random(bytes.length) : undefined);
        for (let n = random(3); n >= 0 && damaged.length > 0; n -= 1)
          damaged[random(Math.min(700, damaged.length))] = random(256);
        try {
          read(damaged);
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error));
        }
      }
    }
  });
});
