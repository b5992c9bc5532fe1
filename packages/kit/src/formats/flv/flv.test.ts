import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  aacConfig,
  aacSound,
  avcConfig,
  avcPicture,
  decodeMedia,
  decodeScript,
  encodeFlvHeader,
  encodeTag,
  encodeTagHead,
  FlvDecoder,
  type FlvTag,
  metadata,
} from "./index.ts";

const bytes = (hex: string) => Uint8Array.from(hex.trim().split(/\s+/), (pair) => Number.parseInt(pair, 16));

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A small generator of repeatable numbers below `limit`. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const header = encodeFlvHeader({ audio: true });
const picture = avcPicture([bytes("65 88 84"), bytes("65 01")], true);

describe("flv writer", () => {
  it("begins as annex E.2 says", () => {
    assert.deepEqual(header, bytes("46 4C 56 01 05 00 00 00 09 00 00 00 00"));
    assert.equal(encodeFlvHeader({ audio: false })[4], 1);
  });

  it("writes every byte of a picture's tag", () => {
    assert.deepEqual(
      encodeTag(picture, 40),
      bytes(
        "09 00 00 12 00 00 28 00 00 00 00 17 01 00 00 00 00 00 00 03 65 88 84 00 00 00 02 65 01 00 00 00 1D",
      ),
    );
    assert.equal(avcPicture([bytes("41")], false).bytes[0], 0x27);
  });

  it("writes the set-up and the sound of both codecs", () => {
    assert.deepEqual(avcConfig(bytes("01 42")).bytes, bytes("17 00 00 00 00 01 42 00 00 00 12"));
    assert.deepEqual(aacConfig(bytes("12 10")).bytes, bytes("AF 00 12 10 00 00 00 0F"));
    assert.deepEqual(aacSound(bytes("21")).bytes, bytes("AF 01 21 00 00 00 0E"));
  });

  it("says times of weeks in the extended byte and begins again after 32 bits", () => {
    const stamp = (ms: number) => encodeTagHead(picture, ms).subarray(4, 8);
    assert.deepEqual(stamp(0xffffff), bytes("FF FF FF 00"));
    assert.deepEqual(stamp(0x1000000), bytes("00 00 00 01"));
    assert.deepEqual(stamp(30 * 86_400_000), bytes("7E C8 00 9A"));
    assert.deepEqual(stamp(2 ** 32 - 1), bytes("FF FF FF FF"));
    assert.deepEqual(stamp(2 ** 32 + 5), bytes("00 00 05 00"));
  });

  it("refuses a tag whose size does not fit its 24 bits", () => {
    assert.equal(aacSound(new Uint8Array(0xffffff - 2)).bytes.length, 0xffffff + 4);
    assert.throws(
      () => aacSound(new Uint8Array(0xffffff - 1)),
      /flv: a tag of 16777216 bytes, at most 16777215 fit/,
    );
  });
});

describe("flv script", () => {
  it("reads back what it writes", () => {
    const values = { width: 1280, framerate: 12.5, stereo: true, encoder: "Küche", "": 0 };
    const body = metadata(values).bytes.slice(0, -4);
    assert.deepEqual(decodeScript(body), ["onMetaData", values]);
    assert.deepEqual(body.subarray(0, 4), bytes("02 00 0A 6F"));
    assert.throws(() => metadata({ title: "x".repeat(65_536) }), /a text of 65536 bytes/);
  });

  it("reads the types that other writers use", () => {
    const nested = bytes("03 00 01 61 0A 00 00 00 02 05 01 01 00 01 62 0C 00 00 00 01 7A 00 00 09");
    assert.deepEqual(decodeScript(nested), [{ a: [null, true], b: "z" }]);
    assert.deepEqual(decodeScript(bytes("0B 3F F0 00 00 00 00 00 00 00 00 06")), [1, null]);
  });

  it("says where a script goes wrong", () => {
    assert.throws(() => decodeScript(bytes("02 00 05 61")), /amf at byte 3: cut off, 5 bytes are due/);
    assert.throws(() => decodeScript(bytes("07")), /amf at byte 0: unknown type 7/);
    assert.throws(() => decodeScript(bytes("08 00 00 00 01 00 01 61")), /cut off/);
    const deep = Uint8Array.from(Array.from({ length: 1000 }, () => [10, 0, 0, 0, 1]).flat());
    assert.throws(() => decodeScript(deep), /more than 8 values inside each other/);
    assert.throws(() => decodeScript(bytes("0A FF FF FF FF 05")), /cut off/);
  });
});

describe("flv reader", () => {
  const stream = join(
    header,
    encodeTag(metadata({ width: 16 }), 0),
    encodeTag(picture, 0),
    encodeTag(aacSound(bytes("21 22")), 23),
    encodeTag(avcPicture([bytes("41 9A")], false), 40),
  );

  it("cuts tags wherever the chunks end", () => {
    for (const step of [1, 7, 1000]) {
      const decoder = new FlvDecoder();
      const tags: FlvTag[] = [];
      for (let at = 0; at < stream.length; at += step)
        tags.push(...decoder.push(stream.subarray(at, at + step)));
      assert.deepEqual(
        tags.map(({ kind, timestampMs, body }) => `${kind} ${timestampMs} ${body.length}`),
        ["script 0 37", "video 0 18", "audio 23 4", "video 40 11"],
      );
    }
  });

  it("opens what the writer packed", () => {
    const [, video, audio, other] = new FlvDecoder().push(stream);
    assert.ok(video && audio && other);
    const data = bytes("00 00 00 03 65 88 84 00 00 00 02 65 01");
    assert.deepEqual(decodeMedia(video), { type: "media", data, key: true, delayMs: 0 });
    assert.deepEqual(decodeMedia(audio), { type: "media", data: bytes("21 22"), key: true, delayMs: 0 });
    assert.equal(decodeMedia(other).key, false);
    const body = (hex: string, kind: "audio" | "video" = "video") => ({
      kind,
      timestampMs: 0,
      body: bytes(hex),
    });
    assert.equal(decodeMedia(body("27 01 FF FF FE")).delayMs, -2);
    assert.equal(decodeMedia(body("17 02 00 00 00")).type, "end");
    assert.equal(decodeMedia(body("AF 00 12 10", "audio")).type, "config");
    assert.throws(() => decodeMedia(body("22 01 00 00 00")), /flv video at byte 0: codec 2, only 7 is known/);
    assert.throws(() => decodeMedia(body("2F 01", "audio")), /flv audio at byte 0: codec 2, only 10/);
    assert.throws(() => decodeMedia(body("17 03 00 00 00")), /byte 1: unknown packet type 3/);
    assert.throws(() => decodeMedia(body("AF 02", "audio")), /byte 1: unknown packet type 2/);
    assert.throws(() => decodeMedia(body("17 01")), /2 bytes of at least 5/);
    assert.throws(() => decodeMedia({ kind: "script", timestampMs: 0, body: bytes("02") }), /holds no media/);
  });

  it("counts on where 32 bits end", () => {
    const times = [0xffff_ffd8, 2 ** 32, 2 ** 32 + 40, 2 ** 32 + 20];
    const tags = new FlvDecoder().push(join(header, ...times.map((ms) => encodeTag(picture, ms))));
    assert.deepEqual(
      tags.map(({ timestampMs }) => timestampMs),
      times,
    );
  });

  it("refuses what is no FLV, and tags that are too large", () => {
    assert.throws(
      () => new FlvDecoder().push(bytes("47 49 46 38 39 61 00 00 00")),
      /flv at byte 0: does not start/,
    );
    assert.throws(() => new FlvDecoder().push(header.with(8, 3)), /flv at byte 5: a header of 3 bytes/);
    assert.throws(() => new FlvDecoder().push(header.with(5, 255)), /flv at byte 5: a header of/);
    const other = encodeTag(picture, 0).with(0, 1);
    assert.throws(
      () => new FlvDecoder().push(join(header, encodeTag(picture, 0), other)),
      /flv at byte 46: unknown tag 1/,
    );
    const decoder = new FlvDecoder({ maxTag: 17 });
    assert.throws(
      () => decoder.push(join(header, encodeTag(picture, 0))),
      /byte 13: a tag of 18 bytes, at most 17/,
    );
    assert.deepEqual(new FlvDecoder().push(stream.subarray(0, 20)), []);
  });

  it("meets damaged streams with an error that names a byte or with whole tags", () => {
    const random = seeded(11);
    for (let round = 0; round < 3000; round += 1) {
      const damaged = stream.slice(0, random(stream.length + 1));
      for (let n = random(4); n >= 0 && damaged.length > 0; n -= 1)
        damaged[random(damaged.length)] = random(256);
      try {
        for (const tag of new FlvDecoder({ maxTag: 4096 }).push(damaged)) {
          assert.ok(tag.body.length <= 4096);
          if (tag.kind === "script") decodeScript(tag.body);
          else decodeMedia(tag);
        }
      } catch (error) {
        assert.ok(error instanceof RangeError && /^(flv|amf)\b.*\d/.test(error.message), String(error));
      }
    }
  });
});
