import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { paint } from "../av/fixtures/pictures.ts";
import type { Frame } from "../av/frame.ts";
import { unixNow, until } from "../sources/pace.ts";
import type { SourceContext, SourceKind } from "../sources/source.ts";
import { stopTime, type Time } from "./fixtures/time.ts";
import { keepRunning } from "./keep-running.ts";
import type { SourceState } from "./protocol.ts";

const picture = paint({ width: 64, height: 48 }, () => [100, 128, 128]);

describe("a source that is kept running", () => {
  let time: Time;
  let stop: AbortController;
  let ended: Promise<void>;
  let states: SourceState[];
  let opened: number[];
  /** A picture of the source, or since when there is none. */
  let shown: (Frame | number)[];

  beforeEach(() => {
    time = stopTime();
    stop = new AbortController();
    states = [];
    opened = [];
    shown = [];
  });
  afterEach(async () => {
    stop.abort();
    await ended;
    time[Symbol.dispose]();
  });

  const start = (run: (context: SourceContext, turn: number) => Promise<void>): void => {
    const kind: SourceKind = {
      name: "test",
      usage: "",
      accepts: async () => true,
      check: async () => {},
      show: (text) => text,
      patient: true,
      run: (_text, context) => {
        opened.push(time.passed);
        return run(context, opened.length);
      },
    };
    ended = keepRunning(
      { kind, text: "test" },
      {
        epoch: unixNow(),
        seed: 1,
        frameRate: () => 25,
        clock: () => "",
        aim: () => [0, 0],
        hasVideo: () => {},
        hasSound: () => {},
        wantsSound: () => false,
        wantsPackets: () => false,
        wantsPictures: () => "all",
        mayRunAhead: () => false,
        clockOffset: () => 0,
        takeSound: () => {},
      },
      {
        signal: stop.signal,
        state: (state) => states.push(state),
        noSignal: (since) => shown.push(since),
        take: (frame) => shown.push(frame),
        takePacket: () => {},
      },
    );
  };
  const live = async ({ take, signal }: SourceContext, seconds = Number.POSITIVE_INFINITY): Promise<void> => {
    for (const end = unixNow() + seconds; unixNow() < end; ) {
      take(picture, unixNow());
      await until(unixNow() + 0.1, signal);
    }
  };
  const never = ({ signal }: SourceContext): Promise<void> =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const isSignal = (one: Frame | number): boolean => one === picture;

  it("starts, is live once, and ends with the signal", async () => {
    start((context) => live(context));
    await time.pass(5);
    assert.deepEqual(
      states.map(({ state }) => state),
      ["starting", "live"],
    );
    const [, now] = states;
    assert.deepEqual(now?.state === "live" && [now.width, now.height], [64, 48]);
    assert.ok(shown.length >= 45 && shown.every(isSignal), `${shown.length}`);
    stop.abort();
    await ended;
    const { length } = shown;
    await time.pass(60);
    assert.equal(shown.length, length, "nothing is shown after the end");
    assert.equal(states.length, 2, "a stop is no failure");
    assert.equal(opened.length, 1);
  });

  it("is opened again with growing pauses while it fails, at most half a minute apart", async () => {
    start(async () => {
      throw new CameraError("source-unreachable", "no way to it", { at: "cam" });
    });
    await time.pass(200);
    const pauses = opened.slice(1).map((at, n) => at - opened[n]!);
    for (const [n, pause] of pauses.entries()) {
      const wanted = Math.min(0.5 * 2 ** n, 30);
      assert.ok(pause >= wanted * 0.75 - 0.1 && pause <= wanted * 1.25 + 0.1, `${pauses}`);
    }
    assert.ok(pauses.length >= 9, `${pauses}`);
    const downs = states.slice(1);
    assert.ok(downs.every((state) => state.state === "down" && state.code === "source-unreachable"));
    assert.ok(downs.every((state) => state.state === "down" && state.reason === "no way to it"));
    assert.equal(new Set(downs.map(({ since }) => since)).size, 1, "it is down since the first failure");
  });

  it("is asked ever less often while it refuses the login, and as usual when that is over", async () => {
    const refusals = 10;
    start(async (_context, turn) => {
      const code = turn <= refusals ? "source-refused" : "source-unreachable";
      throw new CameraError(code, "no");
    });
    await time.pass(12 * 3600);
    const pauses = opened.slice(1).map((at, n) => at - opened[n]!);
    for (const [n, pause] of pauses.slice(0, refusals).entries()) {
      const wanted = Math.min(30 * 2 ** n, 3600);
      assert.ok(pause >= wanted * 0.75 - 0.1 && pause <= wanted * 1.25 + 0.1, `pause ${n} of ${pause} s`);
    }
    assert.ok((pauses[refusals + 1] ?? 0) < 40, `${pauses[refusals + 1]}`);
  });

  it("counts an end as a failure, and says so", async () => {
    start((context) => live(context, 1));
    await time.pass(2);
    const down = states.find(({ state }) => state === "down");
    assert.deepEqual(down?.state === "down" && [down.code, down.reason], [
      "source-ended",
      "the source has ended",
    ]);
  });

  it("shows that there is no signal, twice a second, until there is one", async () => {
    start((context, turn) => (turn < 4 ? Promise.reject(new Error("cable out")) : live(context)));
    await time.pass(2.4);
    assert.equal(shown.length, 0, "a short failure shows nothing");
    await time.until(() => opened.length === 4, 10);
    const signals = shown.filter((one) => !isSignal(one));
    assert.ok(signals.length >= 1);
    const down = states.find(({ state }) => state === "down")!;
    assert.ok(signals.every((since) => since === down.since));
    shown.length = 0;
    await time.pass(5);
    assert.ok(shown.length > 20 && shown.every(isSignal));
    assert.equal(states.at(-1)?.state, "live");
  });

  it("shows that there is no signal while a source says nothing, and opens it anew when that lasts", async () => {
    start(async (context, turn) => (turn === 1 ? never(context) : live(context)));
    await time.pass(5);
    assert.ok(shown.length >= 4 && !shown.some(isSignal));
    assert.equal(opened.length, 1);
    await time.until(() => opened.length === 2, 15);
    const down = states.find(({ state }) => state === "down");
    assert.deepEqual(down?.state === "down" && [down.code, down.reason], [
      "engine-stalled",
      "gave no picture for 15 s",
    ]);
    await time.pass(3);
    assert.equal(states.at(-1)?.state, "live");
  });

  it("opens a source anew that falls silent after a while", async () => {
    start(async (context, turn) => {
      await live(context, 5);
      if (turn === 1) await never(context);
      await live(context);
    });
    await time.until(() => opened.length === 2, 30);
    assert.ok(opened[1]! > 19 && opened[1]! < 22, `${opened}`);
  });

  it("waits for a source that is slow by nature, and not for one that stops", async () => {
    start(async ({ take, signal }) => {
      for (let n = 0; n < 12; n++) {
        take(picture, unixNow());
        await until(unixNow() + 6, signal);
      }
      await never({ signal } as SourceContext);
    });
    await time.pass(69);
    assert.equal(shown.length, 12);
    assert.ok(shown.every(isSignal), "no flash of no signal between two pictures");
    await time.pass(16);
    assert.ok(shown.length > 12 && !isSignal(shown.at(-1)!), "15 s after the last one it is shown");
    await time.until(() => opened.length === 2, 15);
  });

  it("goes back to short pauses after a source that ran for a while", async () => {
    start((context, turn) => (turn === 6 ? live(context, 20) : Promise.reject(new Error("no"))));
    await time.until(() => opened.length === 6, 60);
    const before = time.passed;
    await time.until(() => opened.length === 7, 60);
    assert.ok(time.passed - before < 21, `${time.passed - before}`);
  });

  it("keeps its pauses when a source fails after every few pictures", async () => {
    start((context) => live(context, 1));
    await time.pass(120);
    assert.ok(opened.length < 12, `${opened.length} times within two minutes`);
  });

  it("takes a source that fails at once, without a promise, as one that fails", async () => {
    start(() => {
      throw new TypeError("not even a promise");
    });
    await time.pass(1);
    assert.equal(states.at(-1)?.state, "down");
  });

  it("stops during a pause", async () => {
    start(() => Promise.reject(new Error("no")));
    await time.pass(40);
    stop.abort();
    await ended;
    const { length } = opened;
    await time.pass(60);
    assert.equal(opened.length, length);
  });
});
