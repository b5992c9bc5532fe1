import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { joinAnnexB } from "../h264/index.ts";
import { drawJpeg } from "./fixtures/drawn-jpeg.ts";
import {
  encodeAacConfig,
  mpeg4Config,
  openPacketizer,
  type PacketizerOptions,
  packetsOf,
  parseAacConfig,
  parseRtp,
  payloadOctets,
  withChannel,
} from "./index.ts";

const options: PacketizerOptions = {
  codec: "h264",
  payloadType: 96,
  ssrc: 0xdeadbeef,
  packetSize: 400,
  channel: 2,
  sequence: 0xffff,
};

const nalu = (type: number, size: number, importance = 3): Uint8Array => {
  const bytes = Uint8Array.from({ length: size }, (_, n) => 1 + (n % 255));
  bytes[0] = (importance << 5) | type;
  return bytes;
};

const payloadsOf = (unit: Uint8Array, changes: Partial<PacketizerOptions> = {}) =>
  packetsOf(openPacketizer({ ...options, ...changes }).packetize(unit, 0, true)).map(parseRtp);

const size = (packets: readonly { readonly payload: Uint8Array }[]) =>
  packets.map(({ payload }) => payload.length);

describe("a batch", () => {
  const packetizer = openPacketizer(options);
  const batch = packetizer.packetize(joinAnnexB([nalu(1, 1000)]), 2 ** 32 + 7, false);

  it("has every packet behind its interleaved header", () => {
    assert.deepEqual(batch.offsets, [0, 404, 808]);
    assert.equal(batch.bytes.length, 808 + 4 + 12 + 2 + 999 - 2 * 386);
    assert.deepEqual([...batch.bytes.subarray(404, 408)], [0x24, 2, 400 >> 8, 400 & 0xff]);
    assert.deepEqual([batch.timestamp, batch.sequence, batch.key], [7, 0xffff, false]);
    assert.equal(payloadOctets(batch), 999 + 3 * 2);
  });

  it("counts sequence numbers on, over their end", () => {
    const heads = packetsOf(batch).map(parseRtp);
    assert.deepEqual(
      heads.map(({ sequence, timestamp, ssrc, payloadType, marker }) => [
        sequence,
        timestamp,
        ssrc,
        payloadType,
        marker,
      ]),
      [
        [0xffff, 7, 0xdeadbeef, 96, false],
        [0, 7, 0xdeadbeef, 96, false],
        [1, 7, 0xdeadbeef, 96, true],
      ],
    );
    assert.throws(() => packetizer.packetize(new Uint8Array(9), 0, false), /no H.264 NAL unit in 9 bytes/);
    assert.equal(packetizer.packetize(joinAnnexB([nalu(1, 9)]), 0, false).sequence, 2);
  });

  it("is copied for another channel, once", () => {
    const other = withChannel(batch, 6);
    assert.equal(withChannel(batch, 2), batch);
    assert.deepEqual(
      other.offsets.map((offset) => other.bytes[offset + 1]),
      [6, 6, 6],
    );
    assert.deepEqual(packetsOf(other), packetsOf(batch));
    assert.equal(batch.bytes[1], 2);
  });

  it("is refused where an option is out of range", () => {
    for (const [name, value] of Object.entries({
      payloadType: 128,
      ssrc: -1,
      packetSize: 255,
      channel: 256,
      sequence: 65_536,
      channels: 0,
      bitsPerSample: 1.5,
    })) {
      assert.throws(
        () => openPacketizer({ ...options, [name]: value }),
        new RegExp(`^RangeError: rtp ${name} is ${value}, \\d+ to \\d+ are allowed$`),
      );
    }
    assert.throws(
      () => openPacketizer({ ...options, codec: "vp8" as "h264" }),
      /codec is vp8, allowed are h264/,
    );
  });
});

describe("h264", () => {
  it("joins small neighbours, cuts large units and leaves delimiters out", () => {
    const unit = joinAnnexB([nalu(9, 2), nalu(7, 20), nalu(8, 5), nalu(6, 30, 0), nalu(5, 1000, 2)]);
    const packets = payloadsOf(unit);
    assert.deepEqual(size(packets), [1 + 22 + 7 + 32, 388, 388, 2 + 999 - 772]);
    const [sets, first, middle, last] = packets.map(({ payload }) => payload);
    assert.deepEqual([...sets!.subarray(0, 5)], [0x60 | 24, 0, 20, 0x67, 2]);
    assert.deepEqual([...first!.subarray(0, 3)], [0x40 | 28, 0x80 | 5, 2]);
    assert.deepEqual([...middle!.subarray(0, 2)], [0x40 | 28, 5]);
    assert.deepEqual([...last!.subarray(0, 2)], [0x40 | 28, 0x40 | 5]);
    assert.deepEqual(
      packets.map(({ marker }) => marker),
      [false, false, false, true],
    );
  });

  it("puts what follows into the same packet when it is small", () => {
    assert.deepEqual(size(payloadsOf(joinAnnexB([nalu(7, 20), nalu(8, 5), nalu(5, 300)]))), [332]);
  });

  it("fills packets to the last byte, and not beyond", () => {
    assert.deepEqual(size(payloadsOf(joinAnnexB([nalu(1, 388)]))), [388]);
    assert.deepEqual(size(payloadsOf(joinAnnexB([nalu(1, 389)]))), [388, 4]);
    assert.deepEqual(size(payloadsOf(joinAnnexB([nalu(1, 200), nalu(1, 183)]))), [388]);
    assert.deepEqual(size(payloadsOf(joinAnnexB([nalu(1, 200), nalu(1, 184)]))), [200, 184]);
  });

  it("leaves out units whose type RTP uses itself", () => {
    assert.deepEqual(size(payloadsOf(joinAnnexB([nalu(28, 50), nalu(0, 50), nalu(1, 60)]))), [60]);
  });
});

describe("mpeg4", () => {
  const config = [0, 0, 1, 0xb0, 1, 0, 0, 1, 0xb5, 9, 0, 0, 1, 0, 0, 0, 1, 0x20, 0, 0xc8];
  const picture = [0, 0, 1, 0xb6, 0x10, ...Array<number>(800).fill(7)];

  it("is cut anywhere, with the marker at the end of the picture", () => {
    const packets = payloadsOf(Uint8Array.from([...config, ...picture]), { codec: "mpeg4" });
    assert.deepEqual(size(packets), [388, 388, 49]);
    assert.deepEqual(
      packets.map(({ marker }) => marker),
      [false, false, true],
    );
    assert.throws(() => payloadsOf(new Uint8Array(0), { codec: "mpeg4" }), /no MPEG-4 picture/);
  });

  it("has its configuration before key pictures", () => {
    assert.deepEqual([...mpeg4Config(Uint8Array.from([...config, ...picture]))!], config);
    assert.deepEqual([...mpeg4Config(Uint8Array.from([...config, 0, 0, 1, 0xb3, 0, ...picture]))!], config);
    assert.deepEqual([...mpeg4Config(Uint8Array.from(config))!], config);
    assert.equal(mpeg4Config(Uint8Array.from(picture)), undefined);
    assert.equal(mpeg4Config(new Uint8Array(3)), undefined);
  });
});

describe("mjpeg", () => {
  const draw = { subsampling: "4:2:0", width: 636, height: 480, interval: 0 } as const;

  it("has its tables in the first packet and its place in each", () => {
    const packets = payloadsOf(drawJpeg(draw), { codec: "mjpeg" });
    const [first, second] = packets.map(({ payload }) => payload);
    assert.deepEqual([...first!.subarray(0, 13)], [0, 0, 0, 0, 1, 255, 80, 60, 0, 0, 0, 128, 4]);
    const offset = 388 - 8 - 4 - 128;
    assert.deepEqual([...second!.subarray(0, 8)], [0, 0, offset >> 8, offset & 0xff, 1, 255, 80, 60]);
  });

  it("tells its subsampling and restart intervals", () => {
    const jpeg = drawJpeg({ ...draw, subsampling: "4:2:2", interval: 300 });
    for (const { payload } of payloadsOf(jpeg, { codec: "mjpeg" })) {
      assert.equal(payload[4], 64);
      assert.deepEqual([...payload.subarray(8, 12)], [300 >> 8, 300 & 0xff, 0xff, 0xff]);
    }
  });

  it("goes up to 2040 pixels", () => {
    assert.doesNotThrow(() => payloadsOf(drawJpeg({ ...draw, width: 2040, height: 8 }), { codec: "mjpeg" }));
    assert.throws(
      () => payloadsOf(drawJpeg({ ...draw, width: 2041, height: 8 }), { codec: "mjpeg" }),
      /2041x8 pixels, RTP carries 1x1 to 2040x2040/,
    );
  });

  it("is refused where RTP cannot carry it", () => {
    const jpeg = drawJpeg(draw);
    const at = (marker: number, from = 0): number =>
      jpeg.findIndex((_, n) => n >= from && jpeg[n] === 0xff && jpeg[n + 1] === marker);
    const frame = at(0xc0);
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [new Uint8Array(0), /byte 0: no start of image/],
      [jpeg.subarray(0, 2), /byte 2: no coded picture/],
      [jpeg.with(2, 0), /byte 2: no marker/],
      [jpeg.subarray(0, 40), /marker db with a segment of 67 bytes/],
      [jpeg.with(frame + 1, 0xc2), /marker c2: RTP carries baseline JPEG only/],
      [jpeg.with(frame + 4, 12), /samples of 12 bits, RTP carries 8/],
      [jpeg.with(frame + 9, 1), /a scan of 3 components, RTP carries all in one/],
      [jpeg.with(frame + 11, 0x11), /sampling factors 11 11 11, RTP carries 22 11 11/],
      [jpeg.with(frame + 12, 3), /a quantisation table is missing/],
      [jpeg.with(frame + 18, 0), /three quantisation tables, RTP carries two/],
      [jpeg.with(at(0xdb) + 4, 0x10), /quantisation tables of 8 bits only/],
      [jpeg.with(at(0xc4) + 6, 2).with(at(0xc4) + 7, 4), /Huffman tables of its own/],
      [jpeg.with(at(0xda) + 5, 2), /a scan in another order than the frame/],
      [jpeg.with(jpeg.length - 1, 0xda), /marker da in the scan, RTP carries one scan/],
      [jpeg.subarray(0, at(0xda) + 14), /an empty scan/],
    ];
    for (const [damaged, expected] of cases)
      assert.throws(() => payloadsOf(damaged, { codec: "mjpeg" }), expected, String(expected));
  });

  it("does without an end, and without the usual Huffman tables", () => {
    const jpeg = drawJpeg(draw);
    const tables = jpeg.findIndex((_, n) => jpeg[n] === 0xff && jpeg[n + 1] === 0xc4);
    const scan = jpeg.findIndex((_, n) => jpeg[n] === 0xff && jpeg[n + 1] === 0xda);
    const bare = Uint8Array.from([...jpeg.subarray(0, tables), ...jpeg.subarray(scan, -2)]);
    assert.deepEqual(payloadsOf(bare, { codec: "mjpeg" }), payloadsOf(jpeg, { codec: "mjpeg" }));
  });
});

describe("sound", () => {
  it("tells the size of AAC units and puts the size of the whole before each fragment", () => {
    const [whole] = payloadsOf(new Uint8Array(300), { codec: "aac" });
    assert.deepEqual([...whole!.payload.subarray(0, 4)], [0, 16, (300 << 3) >> 8, (300 << 3) & 0xff]);
    const cut = payloadsOf(new Uint8Array(500), { codec: "aac" });
    assert.deepEqual(size(cut), [388, 500 - 384 + 4]);
    assert.deepEqual(
      cut.map(({ marker }) => marker),
      [false, true],
    );
    assert.deepEqual(cut[1]!.payload.subarray(0, 4), cut[0]!.payload.subarray(0, 4));
    assert.throws(() => payloadsOf(new Uint8Array(8192), { codec: "aac" }), /8192 bytes, 1 to 8191/);
    assert.throws(() => payloadsOf(new Uint8Array(0), { codec: "aac" }), /0 bytes, 1 to 8191/);
  });

  it("is cut between samples, and its time goes on", () => {
    const times = (bytes: number, changes: Partial<PacketizerOptions>) =>
      payloadsOf(new Uint8Array(bytes), changes).map(({ payload, timestamp, marker }) => [
        payload.length,
        timestamp,
        marker,
      ]);
    assert.deepEqual(times(160, { codec: "pcm_alaw" }), [[160, 0, false]]);
    assert.deepEqual(times(400, { codec: "pcm_mulaw", channels: 3 }), [
      [387, 0, false],
      [13, 129, false],
    ]);
    assert.deepEqual(times(640, { codec: "pcm_s16be", channels: 2, packetSize: 401 }), [
      [388, 0, false],
      [252, 97, false],
    ]);
    assert.deepEqual(times(400, { codec: "adpcm_g726", bitsPerSample: 2 }), [
      [388, 0, false],
      [12, 1552, false],
    ]);
    assert.deepEqual(times(400, { codec: "adpcm_g726", bitsPerSample: 5 }), [
      [385, 0, false],
      [15, 616, false],
    ]);
    assert.throws(() => times(0, { codec: "pcm_alaw" }), /no sound in 0 bytes/);
  });

  it("has a configuration of 2 bytes, or of 5 at unusual rates", () => {
    assert.deepEqual([...encodeAacConfig({ sampleRate: 16_000, channels: 1 })], [0x14, 0x08]);
    assert.deepEqual([...encodeAacConfig({ sampleRate: 44_100, channels: 2 })], [0x12, 0x10]);
    for (const sampleRate of [7350, 8000, 48_000, 96_000, 12_345, 0xffffff])
      for (const channels of [1, 6])
        assert.deepEqual(parseAacConfig(encodeAacConfig({ sampleRate, channels })), { sampleRate, channels });
    assert.throws(() => encodeAacConfig({ sampleRate: 0, channels: 1 }), /sampleRate is 0, 1 to 16777215/);
    assert.throws(() => encodeAacConfig({ sampleRate: 8000, channels: 7 }), /channels is 7, 1 to 6/);
    assert.throws(() => parseAacConfig(Uint8Array.of(0x2c, 0x08)), /object type 5, only 2/);
    assert.throws(() => parseAacConfig(Uint8Array.of(0x14)), /cut off after 1 bytes/);
    assert.throws(() => parseAacConfig(Uint8Array.of(0x17, 0x08)), /sample rate index 14/);
    assert.throws(() => parseAacConfig(Uint8Array.of(0x14, 0x00)), /channel configuration 0/);
  });
});
