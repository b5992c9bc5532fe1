import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  encodeBye,
  encodeReceiverReport,
  encodeSenderReport,
  fromNtp,
  middleOfNtp,
  parseRtcp,
  type ReceptionReport,
  toNtp,
} from "./index.ts";

const info = {
  ssrc: 0xcafebabe,
  ntp: 1_700_000_000.25,
  rtpTimestamp: 0xfffffff0,
  packets: 70_000,
  octets: 2 ** 32 + 5,
};
const report: ReceptionReport = {
  ssrc: 0xcafebabe,
  fractionLost: 0.25,
  lost: -3,
  highestSequence: 0x1fffe,
  jitter: 90,
  lastReport: 0xabcd0123,
  delay: 1.5,
};

describe("ntp time", () => {
  it("counts seconds since 1900, and goes on after 2036", () => {
    assert.deepEqual(toNtp(0), [2_208_988_800, 0]);
    assert.deepEqual(toNtp(1_700_000_000.25), [3_908_988_800, 0x40000000]);
    assert.equal(middleOfNtp(1_700_000_000.25), (((3_908_988_800 & 0xffff) << 16) | 0x4000) >>> 0);
    for (const seconds of [0, 1_700_000_000.25, 2_085_978_495.5, 2_085_978_496.5, 3_000_000_000])
      assert.equal(fromNtp(...toNtp(seconds)), seconds);
  });
});

describe("rtcp", () => {
  it("reports as RFC 3550 draws it", () => {
    const bytes = encodeSenderReport(info, "cam");
    assert.deepEqual([...bytes.subarray(0, 8)], [0x80, 200, 0, 6, 0xca, 0xfe, 0xba, 0xbe]);
    assert.deepEqual(
      [...bytes.subarray(28)],
      [0x81, 202, 0, 3, 0xca, 0xfe, 0xba, 0xbe, 1, 3, 99, 97, 109, 0, 0, 0],
    );
    const sender = { kind: "sender-report", ...info, octets: 5, reports: [] };
    assert.deepEqual(parseRtcp(bytes), [sender, { kind: "description", ssrc: info.ssrc, cname: "cam" }]);
  });

  it("keeps names of every length in whole words", () => {
    for (const name of ["a", "ab", "abc", "abcd", "abcde", "é".repeat(127), "x".repeat(255)]) {
      const bytes = encodeSenderReport(info, name);
      assert.equal(bytes.length % 4, 0);
      assert.deepEqual(parseRtcp(bytes)[1], { kind: "description", ssrc: info.ssrc, cname: name });
    }
    assert.throws(() => encodeSenderReport(info, ""), /cname of 0 bytes, 1 to 255/);
    assert.throws(() => encodeSenderReport(info, "é".repeat(128)), /cname of 256 bytes/);
  });

  it("brings back what a receiver says", () => {
    const [read] = parseRtcp(
      encodeReceiverReport(7, [report, { ...report, fractionLost: 2, lost: 2 ** 30 }], "me"),
    );
    const worst = { ...report, fractionLost: 255 / 256, lost: 0x7fffff };
    assert.deepEqual(read, { kind: "receiver-report", ssrc: 7, reports: [report, worst] });
    assert.throws(
      () => encodeReceiverReport(7, Array<ReceptionReport>(32).fill(report), "me"),
      /32 reports, at most 31/,
    );
  });

  it("says goodbye in a compound packet that begins with a report", () => {
    assert.deepEqual(parseRtcp(encodeBye(9, "cam")), [
      { kind: "receiver-report", ssrc: 9, reports: [] },
      { kind: "description", ssrc: 9, cname: "cam" },
      { kind: "bye", sources: [9], reason: "" },
    ]);
    const reason = [0x82, 203, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 3, 101, 110, 100];
    assert.deepEqual(parseRtcp(Uint8Array.from(reason)), [{ kind: "bye", sources: [1, 2], reason: "end" }]);
  });

  it("passes over what it does not know, and stops where packets are cut off", () => {
    const app = [0x80, 204, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0];
    const bytes = [...app, ...encodeBye(9, "cam")];
    assert.deepEqual(
      parseRtcp(Uint8Array.from(bytes)).map(({ kind }) => kind),
      ["receiver-report", "description", "bye"],
    );
    assert.deepEqual(
      parseRtcp(Uint8Array.from(bytes.slice(0, -1))).map(({ kind }) => kind),
      ["receiver-report", "description"],
    );
    assert.deepEqual(parseRtcp(Uint8Array.from([0x9f, 201, 0, 1, 0, 0, 0, 1])), [
      { kind: "receiver-report", ssrc: 1, reports: [] },
    ]);
  });

  it("refuses what is none", () => {
    assert.throws(() => parseRtcp(new Uint8Array(7)), /7 bytes of at least 8/);
    assert.throws(() => parseRtcp(new Uint8Array(8)), /byte 0: version 0, only 2/);
    assert.throws(() => parseRtcp(Uint8Array.of(0x80, 96, 0, 0, 0, 0, 0, 0)), /type 96, 192 to 223/);
    assert.throws(() => parseRtcp(Uint8Array.of(0x80, 200, 1, 0, 0, 0, 0, 0)), /1028 bytes where 8 are left/);
  });

  it("takes at most 64 packets of one compound", () => {
    const many = Uint8Array.from(Array.from({ length: 1000 }, () => [0x80, 203, 0, 0]).flat());
    assert.equal(parseRtcp(many).length, 64);
  });

  it("meets damage with an answer or a RangeError", () => {
    let seed = 3;
    const random = (limit: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * limit);
    };
    const whole = Uint8Array.from([
      ...encodeReceiverReport(7, [report], "me"),
      ...encodeSenderReport(info, "camera"),
      ...encodeBye(9, "cam"),
    ]);
    for (let round = 0; round < 5000; round += 1) {
      const damaged = whole.slice(0, random(3) === 0 ? random(whole.length) : undefined);
      for (let n = random(4); n >= 0 && damaged.length > 0; n -= 1)
        damaged[random(damaged.length)] = random(256);
      try {
        assert.ok(parseRtcp(damaged).length <= 64);
      } catch (error) {
        assert.ok(error instanceof RangeError && error.message.startsWith("rtcp"), String(error));
      }
    }
  });
});
