import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  encodeAvcConfig,
  findParameterSets,
  formatParameterSets,
  joinAnnexB,
  joinLengthPrefixed,
  type ParameterSets,
  parseAvcConfig,
  parseParameterSets,
  parseSps,
  profileLevelId,
  splitAnnexB,
  splitLengthPrefixed,
} from "./index.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const plain = (nalus: readonly Uint8Array[]): number[][] => nalus.map((nalu) => [...nalu]);

/** A small generator of repeatable numbers below `limit`. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

// What x264 wrote for 320x180 at 15 pictures a second with pixels of 4:3, and for 1920x1080 interlaced with scaling lists.
const main: ParameterSets = {
  sps: [hex("674d400ceca0a0cfcf8708000003000800000300f078a14cb0")],
  pps: [hex("68ebe3cb20")],
};
const high: ParameterSets = {
  sps: [hex("67640028acd94078044fde0220000003002000000643e2c5b2c0")],
  pps: [hex("68fba3cb3002c0")],
};

describe("annex b", () => {
  it("is cut at start codes of 3 and 4 bytes, without copies", () => {
    const stream = hex("000001 6742 0000 000001 68ce 000000 000001 06 000001 65 88 00 03 00");
    const nalus = splitAnnexB(stream);
    assert.deepEqual(plain(nalus), [[0x67, 0x42], [0x68, 0xce], [0x06], [0x65, 0x88, 0, 3]]);
    assert.ok(nalus.every((nalu) => nalu.buffer === stream.buffer));
  });

  it("has no units where there is no start code or nothing between two", () => {
    assert.deepEqual(splitAnnexB(new Uint8Array(0)), []);
    assert.deepEqual(splitAnnexB(hex("6742000001")), []);
    assert.deepEqual(splitAnnexB(hex("000001000001 00000001")), []);
    assert.deepEqual(plain(splitAnnexB(hex("ff000001 09"))), [[9]]);
  });

  it("comes back from both ways of joining", () => {
    const nalus = [hex("67420a"), hex("68ce"), new Uint8Array(70_000).fill(0x41)];
    assert.deepEqual(plain(splitAnnexB(joinAnnexB(nalus))), plain(nalus));
    assert.deepEqual(plain(splitLengthPrefixed(joinLengthPrefixed(nalus))), plain(nalus));
    assert.deepEqual(plain(splitLengthPrefixed(hex("0002 6742 0001 68"), 2)), [[0x67, 0x42], [0x68]]);
  });

  it("tells where a length does not fit", () => {
    assert.throws(() => splitLengthPrefixed(hex("000000")), /byte 0: the length is cut off/);
    assert.throws(() => splitLengthPrefixed(hex("0000000541")), /byte 4: a unit of 5 bytes where 1 are left/);
    assert.throws(() => splitLengthPrefixed(hex("ffffffff41")), /a unit of 4294967295 bytes/);
    assert.throws(() => splitLengthPrefixed(hex("41"), 5), /lengthSize is 5, 1 to 4 are allowed/);
  });
});

describe("parameter sets", () => {
  it("are found among the units of a key picture", () => {
    assert.deepEqual(findParameterSets([hex("09f0"), ...main.sps, ...main.pps, hex("6588")]), main);
    assert.equal(findParameterSets([hex("09f0"), ...main.sps, hex("6588")]), undefined);
  });

  it("are told in the SDP as RFC 6184 writes them", () => {
    assert.equal(profileLevelId(high.sps[0]!), "640028");
    assert.throws(() => profileLevelId(hex("68ce")), /2 bytes of type 8 are no sequence parameter set/);
    const text = formatParameterSets(main);
    assert.equal(
      text,
      `${Buffer.from(main.sps[0]!).toString("base64")},${Buffer.from(main.pps[0]!).toString("base64")}`,
    );
    assert.deepEqual(parseParameterSets(text), main);
    assert.deepEqual(parseParameterSets(" Z0IACpY= ,, "), { sps: [hex("6742000a96")], pps: [] });
    assert.throws(() => parseParameterSets("Z0IA,a*b"), /parameter set 2 is no base64/);
    assert.throws(() => parseParameterSets("Z0IAA"), /parameter set 1 is no base64/);
    assert.throws(() => parseParameterSets("aa,".repeat(33)), /33 parameter sets, at most 32/);
  });

  it("say size, shape and rate of the pictures", () => {
    assert.deepEqual(parseSps(main.sps[0]!), {
      profile: 77,
      constraints: 64,
      level: 12,
      width: 320,
      height: 180,
      pixelAspect: [4, 3],
      frameRate: 15,
      chromaFormat: 1,
      lumaDepth: 8,
      chromaDepth: 8,
    });
    assert.deepEqual(parseSps(high.sps[0]!), {
      profile: 100,
      constraints: 0,
      level: 40,
      width: 1920,
      height: 1080,
      pixelAspect: [1, 1],
      frameRate: 25,
      chromaFormat: 1,
      lumaDepth: 8,
      chromaDepth: 8,
    });
  });

  it("are refused where they are no set or cut off", () => {
    assert.throws(() => parseSps(hex("68ce")), /type 8 is not an SPS/);
    assert.throws(() => parseSps(main.sps[0]!.subarray(0, 7)), /byte 7: the parameter set is cut off/);
    assert.throws(() => parseSps(hex("6742000a 0000000000000000")), /more than 32 zeros/);
  });
});

describe("AVCDecoderConfigurationRecord", () => {
  it("holds the sets, and the colours of a high profile", () => {
    const [sps, pps] = [main.sps[0]!, main.pps[0]!];
    const expected = [1, ...sps.subarray(1, 4), 0xff, 0xe1, 0, sps.length, ...sps, 1, 0, pps.length, ...pps];
    assert.deepEqual([...encodeAvcConfig(main)], expected);
    assert.deepEqual([...encodeAvcConfig(high).subarray(-4)], [0xfd, 0xf8, 0xf8, 0]);
    for (const sets of [main, high]) {
      const { lengthSize, ...read } = parseAvcConfig(encodeAvcConfig(sets));
      assert.equal(lengthSize, 4);
      assert.deepEqual(
        { sps: plain(read.sps), pps: plain(read.pps) },
        { sps: plain(sets.sps), pps: plain(sets.pps) },
      );
    }
  });

  it("is refused with the place", () => {
    const config = encodeAvcConfig(main);
    assert.throws(() => encodeAvcConfig({ sps: [], pps: main.pps }), /no sequence parameter set/);
    assert.throws(() => encodeAvcConfig({ sps: main.sps, pps: [] }), /1 SPS and 0 PPS/);
    assert.throws(() => parseAvcConfig(hex("02")), /version 2, only 1 is known/);
    assert.throws(() => parseAvcConfig(config.subarray(0, 6)), /6 bytes of at least 7/);
    assert.throws(() => parseAvcConfig(config.subarray(0, 12)), /byte 6: a set is cut off/);
    assert.throws(() => parseAvcConfig(config.with(8, 0x68)), /byte 8: type 8, not 7/);
  });
});

it("damaged H.264 gives an answer or an error, never a hang", () => {
  const random = seeded(5);
  const inputs = [main.sps[0]!, high.sps[0]!, encodeAvcConfig(high), joinAnnexB([...main.sps, ...main.pps])];
  const readers = [
    parseSps,
    parseAvcConfig,
    splitAnnexB,
    (bytes: Uint8Array) => splitLengthPrefixed(bytes, 2),
  ];
  for (let round = 0; round < 4000; round += 1) {
    const input = inputs[random(inputs.length)]!;
    const damaged = input.slice(0, 1 + random(input.length));
    for (let n = random(4); n >= 0; n -= 1) damaged[random(damaged.length)] = random(256);
    for (const read of readers) {
      try {
        read(damaged);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }
  }
});
