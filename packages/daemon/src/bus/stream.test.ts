import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import type { Packet } from "./packet.ts";
import { type Reader, Stream } from "./stream.ts";

const lingerMs = 4000;

const packet = (n: number, key = false): Packet => ({ data: new Uint8Array(4), pts: 1000 + n / 25, key });

function open(linger = lingerMs) {
  const asked: string[] = [];
  const stream = new Stream(
    "h264/1",
    {
      start: () => asked.push("start"),
      stop: () => asked.push("stop"),
      refresh: () => asked.push("refresh"),
    },
    linger,
  );
  return { stream, asked };
}

function reader(takes: (packet: Packet) => boolean = () => true) {
  const got: Packet[] = [];
  const heard = { ends: 0 };
  const read: Reader = {
    output: "test",
    write: (next) => {
      if (!takes(next)) return false;
      got.push(next);
      return true;
    },
    end: () => {
      heard.ends++;
    },
  };
  return { read, got, heard };
}

describe("a stream", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("that nobody may read sends who comes away again, and starts nothing", async () => {
    let isOn = false;
    const asked: string[] = [];
    const supply = {
      start: () => asked.push("start"),
      stop: () => {},
      refresh: () => {},
      allows: () => isOn,
    };
    const stream = new Stream("h264/1", supply, lingerMs);
    const [early, gone] = [reader(), reader()];
    stream.read(early.read);
    stream.read(gone.read)[Symbol.dispose]();
    assert.equal(early.heard.ends, 0, "not before it has its place");
    await Promise.resolve();
    stream.publish(packet(0, true));
    assert.deepEqual([early.heard.ends, gone.heard.ends, early.got.length, asked.length], [1, 0, 0, 0]);
    isOn = true;
    const late = reader();
    stream.read(late.read);
    stream.publish(packet(1, true));
    assert.deepEqual([late.got.length, asked], [1, ["start"]]);
  });

  it("starts with the first reader and stops a while after the last", () => {
    const { stream, asked } = open();
    const first = stream.read(reader().read);
    const second = stream.read(reader().read);
    assert.deepEqual(asked, ["start", "refresh"]);
    first[Symbol.dispose]();
    mock.timers.tick(lingerMs * 2);
    assert.deepEqual(asked, ["start", "refresh"]);
    second[Symbol.dispose]();
    stream.publish(packet(1, true));
    mock.timers.tick(lingerMs - 1);
    assert.equal(asked.length, 2);
    assert.ok(stream.newest);
    mock.timers.tick(1);
    assert.deepEqual(asked, ["start", "refresh", "stop"]);
    assert.equal(stream.newest, undefined);
    stream.read(reader().read);
    assert.equal(asked.at(-1), "start");
  });

  it("goes on for who comes back in time, from a key frame", () => {
    const { stream, asked } = open();
    stream.read(reader().read)[Symbol.dispose]();
    mock.timers.tick(lingerMs - 1);
    stream.read(reader().read);
    mock.timers.tick(lingerMs * 2);
    assert.deepEqual(asked, ["start", "refresh"]);
  });

  it("lets who joins soon after a key frame begin with it, and asks for another one later", () => {
    const { stream, asked } = open();
    stream.read(reader().read);
    stream.publish(packet(0));
    assert.deepEqual(stream.recent, []);
    const sent = [packet(1, true), packet(2), packet(3)];
    for (const next of sent) stream.publish(next);
    const soon = reader();
    stream.read(soon.read);
    assert.deepEqual(soon.got, sent);
    stream.publish(packet(4));
    assert.equal(soon.got.length, 4);
    assert.deepEqual(asked, ["start"]);
    for (let n = 5; n < 9; n++) stream.publish(packet(n));
    const late = reader();
    stream.read(late.read);
    assert.deepEqual(late.got, []);
    assert.deepEqual(asked, ["start", "refresh"]);
    assert.deepEqual(stream.counts, { published: 9, delivered: 17, dropped: 0 });
  });

  it("gives nobody what it was told to forget", () => {
    const { stream, asked } = open();
    stream.read(reader().read);
    stream.publish(packet(1, true));
    stream.forget();
    const late = reader();
    stream.read(late.read);
    stream.publish(packet(2));
    assert.deepEqual(late.got.length, 1);
    assert.equal(asked.at(-1), "refresh");
    assert.deepEqual(stream.recent, []);
  });

  it("keeps nothing over a stop or a clock that was set back", () => {
    const { stream } = open(0);
    const reading = stream.read(reader().read);
    for (const next of [packet(100, true), packet(0)]) stream.publish(next);
    assert.deepEqual(stream.recent, []);
    stream.publish(packet(1, true));
    assert.equal(stream.recent.length, 1);
    reading[Symbol.dispose]();
    assert.deepEqual(stream.recent, []);
  });

  it("stops at once without a linger, and a reading that is disposed of twice counts once", () => {
    const { stream, asked } = open(0);
    const [one, other] = [stream.read(reader().read), stream.read(reader().read)];
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    assert.deepEqual(asked, ["start", "refresh"]);
    other[Symbol.dispose]();
    other[Symbol.dispose]();
    assert.deepEqual(asked, ["start", "refresh", "stop"]);
  });

  it("counts what a slow reader loses and gives the others everything", () => {
    const { stream } = open();
    const [fast, slow] = [reader(), reader(({ pts }) => pts < 1000.4)];
    stream.read(slow.read);
    stream.read(fast.read);
    for (let n = 0; n < 50; n++) stream.publish(packet(n, n === 0));
    assert.equal(fast.got.length, 50);
    assert.equal(slow.got.length, 10);
    assert.equal(fast.got[3], slow.got[3], "one packet for all, not a copy");
    assert.deepEqual(stream.counts, { published: 50, delivered: 60, dropped: 40 });
  });

  it("asks for a key frame after a loss, but not so often that the others suffer", () => {
    const { stream, asked } = open();
    stream.read(reader(() => false).read);
    for (let n = 0; n < 250; n++) stream.publish(packet(n, n % 100 === 0));
    const refreshes = asked.filter((what) => what === "refresh").length;
    assert.ok(refreshes >= 5 && refreshes <= 10, `${refreshes} key frames were asked for within 10 s`);
    assert.deepEqual(asked.slice(0, 2), ["start", "refresh"]);
  });

  it("asks for none when only key frames are lost: the next packet decodes by itself", () => {
    const { stream, asked } = open();
    stream.read(reader(() => false).read);
    for (let n = 0; n < 100; n++) stream.publish(packet(n, true));
    assert.deepEqual(asked, ["start"]);
  });

  it("forgets what was still on its way when it stopped", () => {
    const { stream } = open(0);
    stream.read(reader().read)[Symbol.dispose]();
    stream.publish(packet(0, true));
    assert.equal(stream.newest, undefined);
    const late = reader();
    stream.read(late.read);
    assert.deepEqual(late.got, []);
  });

  it("survives a reader that leaves while a packet is handed round", () => {
    const { stream, asked } = open(0);
    const last = reader();
    const reading = stream.read({
      output: "test",
      write: () => {
        reading[Symbol.dispose]();
        return true;
      },
      end: () => {},
    });
    const other = stream.read(last.read);
    stream.publish(packet(0, true));
    stream.publish(packet(1));
    assert.equal(last.got.length, 2);
    other[Symbol.dispose]();
    assert.equal(asked.at(-1), "stop");
  });

  it("loses only the reader that throws, and tells who that was", () => {
    const failures: string[] = [];
    const stream = new Stream(
      "h264/1",
      {
        start: () => {},
        stop: () => failures.push("stop"),
        refresh: () => failures.push("refresh"),
        failed: (output, error) => failures.push(`${output}: ${(error as Error).message}`),
      },
      0,
    );
    const fault = (words: string) => (): never => {
      throw new TypeError(words);
    };
    const [before, after] = [reader(), reader()];
    const bad: Reader = { output: "bad", write: fault("a bug"), end: fault("and another") };
    stream.read(before.read);
    const reading = stream.read(bad);
    stream.read(after.read);
    for (let n = 0; n < 3; n++) stream.publish(packet(n, n === 0));
    assert.deepEqual(
      [before, after].map(({ got }) => got.length),
      [3, 3],
    );
    assert.deepEqual(failures, ["refresh", "refresh", "bad: a bug", "bad: and another"]);
    assert.deepEqual(stream.counts, { published: 3, delivered: 6, dropped: 0 });
    reading[Symbol.dispose]();
    assert.equal(stream.readers.size, 2);
    // One that throws at what it begins with leaves as well.
    stream.read(bad);
    assert.equal(stream.readers.size, 2);
    stream.read({ ...before.read, end: fault("at the end") });
    stream.end();
    assert.deepEqual([before.heard.ends, after.heard.ends], [1, 1]);
  });

  it("leaves what a reader throws to the top of the program where nobody else hears of it", (test) => {
    const { stream } = open();
    const later: (() => void)[] = [];
    test.mock.method(globalThis, "queueMicrotask", (call: () => void) => later.push(call));
    const write = (): never => {
      throw new TypeError("a bug");
    };
    stream.read({ output: "bad", write, end: () => {} });
    stream.publish(packet(0, true));
    assert.equal(later.length, 1);
    assert.throws(later[0]!, /a bug/);
  });

  it("sends every reader away at its end", () => {
    const { stream } = open();
    const readers = [reader(), reader()];
    const readings = readers.map(({ read }) => stream.read(read));
    stream.end();
    assert.deepEqual(
      readers.map(({ heard }) => heard.ends),
      [1, 1],
    );
    for (const reading of readings) reading[Symbol.dispose]();
    assert.equal(stream.readers.size, 0);
  });
});
