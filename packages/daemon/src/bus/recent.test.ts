import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { longestGop, type Packet } from "./packet.ts";
import { Stream } from "./stream.ts";

describe("who joins a stream that is passed through", () => {
  let asked: string[];
  let stream: Stream;
  let count: number;

  beforeEach(() => {
    asked = [];
    count = 0;
    const ask = (what: string) => () => asked.push(what);
    stream = new Stream("h264/1", { start: ask("start"), stop: ask("stop"), refresh: ask("refresh") }, 0);
    stream.read({ output: "first", write: () => true, end: () => {} });
  });
  const publish = (pictures: string, size = 4, passed = true): void => {
    for (const picture of pictures) {
      const data = new Uint8Array(size);
      stream.publish({ data, pts: 1000 + count++ / 25, key: picture === "K", ...(passed ? { passed } : {}) });
    }
  };
  const join = (): Packet[] => {
    const got: Packet[] = [];
    stream.read({ output: "second", write: (packet) => got.push(packet) > 0, end: () => {} });
    return got;
  };
  const places = (packets: readonly Packet[]): number[] =>
    packets.map(({ pts }) => Math.round((pts - 1000) * 25));

  it("gets all since the last key frame at once, however old that is", () => {
    publish(`Kppp K${"p".repeat(60)}`.replace(" ", ""));
    const got = join();
    assert.equal(got.length, 61);
    assert.equal(got[0]!.key, true);
    publish("p");
    assert.deepEqual(
      places(got),
      Array.from({ length: 62 }, (_, n) => n + 4),
    );
    assert.deepEqual(asked, ["start"], "no key frame is asked for: none would come");
  });

  it("does not disturb the others", () => {
    const first = join();
    publish("Kpp");
    join();
    publish("p");
    assert.deepEqual(places(first), [0, 1, 2, 3]);
  });

  it("waits for the next key frame after too many packets", () => {
    publish(`K${"p".repeat(longestGop.packets)}`);
    assert.deepEqual(join(), []);
    publish("K");
    assert.equal(join().length, 1);
  });

  it("waits for the next key frame after too many bytes", () => {
    publish("Kppp", longestGop.bytes / 4);
    assert.equal(join().length, 4);
    publish("p");
    assert.deepEqual(join(), []);
    publish("p");
    assert.deepEqual(join(), []);
  });

  it("gets nothing of before when an encoder has taken over", () => {
    publish("Kpp");
    publish("K", 4, false);
    assert.deepEqual(places(join()), [3]);
  });
});
