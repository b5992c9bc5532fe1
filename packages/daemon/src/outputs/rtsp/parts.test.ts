import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RtpClock } from "./clock.ts";
import { HandFed } from "./fixture.ts";
import { methodOf, methods, needsSession, type State, step } from "./machine.ts";
import { Packing, payloadType } from "./packing.ts";

describe("the states of a track", () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    SETUP: ["ready", "ready", "refused"],
    PLAY: ["refused", "playing", "playing"],
    PAUSE: ["refused", "ready", "ready"],
    TEARDOWN: ["refused", "gone", "gone"],
  };
  for (const method of ["SETUP", "PLAY", "PAUSE", "TEARDOWN"] as const) {
    it(`change with ${method} as RFC 2326 says`, () => {
      const states: readonly State[] = ["init", "ready", "playing"];
      assert.deepEqual(
        states.map((state) => step(method, state)),
        table[method],
      );
    });
  }

  it("know every method", () => {
    for (const method of methods) assert.equal(methodOf(method), method);
    assert.deepEqual(
      ["ANNOUNCE", "RECORD", "REDIRECT", "play", "", "constructor"].map(methodOf),
      [405, 405, 405, 501, 501, 501],
    );
    assert.deepEqual(methods.filter(needsSession), ["PLAY", "PAUSE", "TEARDOWN"]);
  });
});

describe("RtpClock", () => {
  it("counts the capture time, over the end of 32 bits", () => {
    const clock = new RtpClock(90_000, 2 ** 32 - 1000);
    const first = clock.next(1_700_000_000);
    assert.equal((clock.next(1_700_000_000.04) - first + 2 ** 32) % 2 ** 32, 3600);
    assert.equal((clock.at(1_700_000_001) - first + 2 ** 32) % 2 ** 32, 90_000);
    let last = clock.next(1_700_000_001);
    for (let n = 1; n < 5000; n++) {
      const next = clock.next(1_700_000_001 + n * 9);
      assert.equal((next - last + 2 ** 32) % 2 ** 32, 810_000);
      last = next;
    }
  });

  it("goes on ahead when the capture time repeats, and when the clock is set", () => {
    const clock = new RtpClock(90_000, 0);
    const first = clock.next(1000);
    assert.equal(clock.next(1000) - first, 1);
    assert.equal(clock.next(999.9) - first, 2);
    assert.equal(clock.next(1000.04) - first, 3600);
    const back = clock.next(500) - first;
    assert.ok(back > 3600 && back < 3600 + 90_000);
    assert.equal(clock.at(500) - first, back);
    assert.equal(clock.next(500.04) - first, back + 3600);
    const ahead = clock.next(9_000_000) - first;
    assert.equal(ahead, back + 7200);
    clock.restart();
    assert.equal(clock.next(9_000_100), clock.at(9_000_100));
  });
});

describe("Packing", () => {
  const track = (fed: HandFed) =>
    ({
      kind: "video",
      number: 1,
      stream: fed.stream,
      codec: "h264",
      frameRate: 25,
      width: 640,
      height: 360,
    }) as const;

  it("takes a new packet size when nobody watches, and goes on counting", () => {
    const fed = new HandFed();
    const packing = new Packing(track(fed));
    const joined = packing.join(1400);
    const large = packing.pack({
      data: Uint8Array.from([0, 0, 0, 1, 0x65, ...Array(5000).fill(1)]),
      pts: 1,
      key: true,
    });
    assert.ok(large.datagrams.every(({ length }) => length <= 1400));
    joined[Symbol.dispose]();
    joined[Symbol.dispose]();
    using _ = packing.join(500);
    const small = packing.pack({
      data: Uint8Array.from([0, 0, 0, 1, 0x65, ...Array(5000).fill(1)]),
      pts: 2,
      key: true,
    });
    assert.ok(small.datagrams.every(({ length }) => length <= 500));
    assert.equal(small.batch.sequence, (large.batch.sequence + large.datagrams.length) & 0xffff);
  });

  it("makes each form once", () => {
    const packing = new Packing(track(new HandFed()));
    using _ = packing.join(1400);
    const packet = { data: Uint8Array.of(0, 0, 0, 1, 0x65, 1, 2, 3), pts: 1, key: true };
    const parcel = packing.pack(packet);
    assert.equal(packing.pack(packet), parcel);
    const [usual, other] = [parcel.interleaved(0, 1), parcel.interleaved(6, 7)];
    assert.notDeepEqual(usual, other);
    assert.equal(parcel.interleaved(0, 1), usual);
    assert.equal(parcel.interleaved(6, 7), other);
    assert.equal(packing.report(packet), packing.report(packet));
    const [second, first] = [2, 1].map((pts) => packing.pack({ ...packet, pts }));
    assert.deepEqual([packing.pack(packet), first === parcel, second === first], [parcel, false, false]);
  });

  it("puts a report before a picture every five seconds, for all viewers", () => {
    const packing = new Packing(track(new HandFed()));
    using _ = packing.join(1400);
    const data = Uint8Array.of(0, 0, 0, 1, 0x65, 1, 2, 3);
    const parcels = Array.from({ length: 12 }, (_, n) => packing.pack({ data, pts: 100 + n, key: true }));
    const reported = parcels.flatMap(({ report }, n) => (report ? [n] : []));
    assert.deepEqual(reported, [0, 5, 10]);
    const [first] = parcels;
    const length = 4 + first!.report!.length;
    const bytes = first!.interleaved(4, 5);
    assert.deepEqual([...bytes.subarray(0, 2)], [0x24, 5]);
    assert.deepEqual([...bytes.subarray(4, length)], [...first!.report!]);
    assert.deepEqual([...bytes.subarray(length, length + 2)], [0x24, 4]);
    assert.equal(bytes.length, length + first!.batch.bytes.length);
  });

  it("uses the fixed payload types only where they fit", () => {
    const type = (
      codec: "pcm_alaw" | "pcm_mulaw" | "pcm_s16be" | "aac",
      sampleRate: number,
      channels: number,
    ) => payloadType({ kind: "audio", number: 2, stream: new HandFed().stream, codec, sampleRate, channels });
    assert.deepEqual(
      [type("pcm_mulaw", 8000, 1), type("pcm_alaw", 8000, 1), type("pcm_alaw", 16_000, 1)],
      [0, 8, 97],
    );
    assert.deepEqual(
      [
        type("pcm_s16be", 44_100, 2),
        type("pcm_s16be", 44_100, 1),
        type("pcm_s16be", 8000, 1),
        type("aac", 8000, 1),
      ],
      [10, 11, 97, 97],
    );
  });
});
