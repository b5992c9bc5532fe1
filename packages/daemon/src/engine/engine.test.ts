import assert from "node:assert/strict";
import { once } from "node:events";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { resting } from "@pinhole/kit/model";
import type { Packet } from "../bus/packet.ts";
import { type Engine, type EngineOptions, openEngine } from "./engine.ts";
import { plain, withChannel } from "./fixtures/settings.ts";
import type { SourceState } from "./protocol.ts";

const own = new URL("./worker.ts", import.meta.url);
const stand = new URL("./fixtures/thread.ts", import.meta.url);

const looking = ([pan, tilt]: readonly [number, number]) => ({ pan: resting(pan), tilt: resting(tilt) });

interface Heard {
  readonly crashes: string[];
  readonly sources: SourceState[];
  readonly troubles: string[];
  readonly wanted: boolean[];
}

function open(
  change: Partial<EngineOptions> = {},
  thread = stand,
): { readonly engine: Engine; readonly heard: Heard } {
  const heard: Heard = { crashes: [], sources: [], troubles: [], wanted: [] };
  const engine = openEngine(
    {
      source: "test",
      epoch: 1000,
      seed: 1,
      settings: plain,
      sound: "source",
      allows: () => true,
      onSoundWanted: (wanted) => heard.wanted.push(wanted),
      signal: new AbortController().signal,
      onSource: (state) => heard.sources.push(state),
      onBrightness: () => {},
      onMotion: () => {},
      onPassage: () => {},
      onTrouble: (keys, reason) => heard.troubles.push(`${keys}: ${reason}`),
      onReaderFailed: (key, output, error) => heard.troubles.push(`${key} ${output}: ${error}`),
      onCrash: (reason) => heard.crashes.push(reason),
      ...change,
    },
    thread,
  );
  return { engine, heard };
}

/** A reader that keeps what it gets; `next` waits for a packet. */
function reader() {
  const got: Packet[] = [];
  const arrivals = new EventTarget();
  return {
    got,
    read: {
      output: "test",
      write: (packet: Packet) => {
        got.push(packet);
        arrivals.dispatchEvent(new Event("packet"));
        return true;
      },
      end: () => {},
    },
    next: async (): Promise<Packet> => {
      if (got.length === 0) await once(arrivals, "packet", { signal: AbortSignal.timeout(15000) });
      return got.shift()!;
    },
    words: async function (this: { next(): Promise<Packet> }): Promise<string> {
      return Buffer.from((await this.next()).data).toString();
    },
  };
}

/** Lets the engine's thread and its messages go on until `done`. */
async function settle(done: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!done()) {
    if (performance.now() > end) throw new Error("not within 5 s");
    await turn();
  }
}

describe("the engine", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "setInterval"] }));
  afterEach(() => mock.timers.reset());

  it("asks its thread for what is read, and gives one stream for one want", async () => {
    const { engine, heard } = open();
    await using _engine = engine;
    const stream = engine.stream({ codec: "h264", channel: 1 });
    assert.equal(engine.stream({ codec: "h264", channel: 1 }), stream);
    assert.notEqual(engine.stream({ codec: "h264", channel: 2 }), stream);
    const one = reader();
    const reading = stream.read(one.read);
    assert.equal(await one.words(), "want at 4");
    const other = reader();
    stream.read(other.read)[Symbol.dispose]();
    assert.equal(await one.words(), "refresh at 4");
    reading[Symbol.dispose]();
    stream.read(one.read);
    assert.equal(await one.words(), "refresh at 4");
    await settle(() => engine.picturesIn === 10);
    assert.deepEqual(heard, { crashes: [], sources: [], troubles: [], wanted: [] });
  });

  it("holds what comes before its time, and forgets what was handed on before something is drawn over it", async () => {
    for (const isMasked of [false, true]) {
      const { engine } = open({ source: "passing" });
      await using _engine = engine;
      const one = reader();
      engine.stream({ codec: "h264", channel: 1 }).read(one.read);
      await settle(() => engine.picturesIn === 10);
      assert.equal(one.got.length, 0);
      const held = async (): Promise<void> => {
        const due = performance.now() + 15;
        await settle(() => performance.now() > due);
        mock.timers.tick(15);
      };
      if (!isMasked) {
        await held();
        assert.equal(await one.words(), "ahead");
      }
      const masks = plain.masks.map((mask) => ({ ...mask, enabled: isMasked }));
      engine.configure({ ...plain, masks });
      if (!isMasked) assert.equal(await one.words(), "under way");
      assert.equal(await one.words(), "encoded");
      await held();
      // The want is told again, as after every change.
      assert.deepEqual(one.got.length, isMasked ? 0 : 1);
    }
  });

  it("looks for motion from the first who watches for it to the last, also with a new thread", async () => {
    const heard: number[] = [];
    const { engine } = open({ onMotion: ({ levels }) => heard.push(levels[0]) });
    await using _engine = engine;
    assert.ok(!engine.motion);
    const [one, other] = [engine.watchMotion(), engine.watchMotion()];
    await settle(() => heard.length === 1);
    assert.deepEqual((engine as Engine).motion?.levels, [1, 0, 0, 0]);
    engine.aim(looking([1, -1]));
    await settle(() => engine.restarts === 1);
    engine.aim(looking([0, 0]));
    mock.timers.tick(1000);
    await settle(() => heard.length === 2);
    one[Symbol.dispose]();
    one[Symbol.dispose]();
    other[Symbol.dispose]();
    await settle(() => heard.length === 3);
    assert.deepEqual(heard, [1, 1, 0]);
  });

  it("stops still pictures at once, and channels a while after their last reader", async () => {
    const { engine } = open();
    await using _engine = engine;
    const [still, channel] = [reader(), reader()];
    const wants = [
      { codec: "mjpeg", width: 320, height: 240, quality: 70 },
      { codec: "mjpeg", channel: 1 },
    ] as const;
    const readings = [engine.stream(wants[0]).read(still.read), engine.stream(wants[1]).read(channel.read)];
    await still.next();
    await channel.next();
    for (const reading of readings) reading[Symbol.dispose]();
    engine.stream(wants[0]).read(still.read);
    engine.stream(wants[1]).read(channel.read);
    assert.equal(await channel.words(), "refresh at 4");
    assert.equal(await still.words(), "unwant at 4");
    assert.equal(await still.words(), "want at 4");
  });

  it("passes settings on, and asks again for what failed under the old ones", async () => {
    const { engine } = open();
    await using _engine = engine;
    const one = reader();
    engine.stream({ codec: "mjpeg", channel: 1 }).read(one.read);
    await one.next();
    engine.configure({ ...plain, video: { ...plain.video, exposure: 6 } });
    assert.equal(await one.words(), "exposure 6");
    assert.equal(await one.words(), "want at 4");
  });

  for (const [what, corner, reason] of [
    ["throws", [1, 1], "aimed at the wrong corner"],
    ["exits", [1, -1], "it stopped"],
  ] as const) {
    it(`starts a thread anew that ${what}, with its wants and its newest settings`, async () => {
      const { engine, heard } = open();
      await using _engine = engine;
      const one = reader();
      engine.stream({ codec: "mjpeg", channel: 1 }).read(one.read);
      await one.next();
      await settle(() => engine.picturesIn === 10);
      engine.configure({ ...plain, video: { ...plain.video, exposure: 7 } });
      await one.next();
      await one.next();
      engine.aim(looking(corner));
      await settle(() => heard.crashes.length === 1);
      assert.deepEqual(heard.crashes, [reason]);
      const down = heard.sources.at(-1);
      assert.deepEqual(down?.state === "down" && [down.code, down.reason], [
        "engine-crashed",
        `the video engine failed: ${reason}`,
      ]);
      // While there is no thread, all of these are kept for the next one.
      engine.aim(looking([0, 0]));
      const two = reader();
      engine.stream({ codec: "h264", channel: 1 }).read(two.read);
      mock.timers.tick(250);
      assert.equal(await one.words(), "want at 7");
      assert.equal(await two.words(), "want at 7");
      await settle(() => engine.picturesIn === 20);
      assert.equal(engine.restarts, 1);
    });
  }

  it("ends and replaces a thread that hangs", async () => {
    const { engine, heard } = open();
    await using _engine = engine;
    const one = reader();
    engine.stream({ codec: "mjpeg", channel: 1 }).read(one.read);
    await one.next();
    engine.aim(looking([-1, -1]));
    const beats = engine.picturesIn;
    for (let look = 0; heard.crashes.length === 0 && look < 100; look++) {
      mock.timers.tick(1000);
      for (let n = 0; n < 50; n++) await turn();
    }
    assert.match(heard.crashes[0] ?? "", /no sign of life for 10 s/);
    engine.aim(looking([0, 0]));
    mock.timers.tick(250);
    assert.equal(await one.words(), "want at 4");
    assert.ok(engine.picturesIn >= beats);
    assert.equal(engine.restarts, 1);
  });

  it("does not take a machine that was asleep for a thread that hangs", async () => {
    let beats = 0;
    const { engine, heard } = open({ onBrightness: () => beats++ });
    await using _engine = engine;
    for (let look = 0; look < 10; look++) {
      const before = beats;
      await settle(() => beats > before);
      mock.timers.tick(9000);
    }
    assert.deepEqual(heard.crashes, []);
  });

  it("tries a thread that can not even start less and less often", async () => {
    const { engine, heard } = open({ source: "broken" });
    await using _engine = engine;
    for (const pauseMs of [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]) {
      const { length } = heard.crashes;
      await settle(() => heard.crashes.length > length);
      assert.equal(heard.crashes.at(-1), "broken from the start");
      mock.timers.tick(pauseMs - 1);
      await turn();
      assert.equal(engine.restarts, length + 1);
      mock.timers.tick(1);
    }
  });

  it("stops with its signal, for good, also while its thread is down", async () => {
    const stop = new AbortController();
    const { engine, heard } = open({ signal: stop.signal, source: "broken" });
    await settle(() => heard.crashes.length === 1);
    stop.abort();
    mock.timers.tick(60_000);
    await engine[Symbol.asyncDispose]();
    assert.equal(engine.restarts, 1);
    const late = open({ signal: stop.signal });
    mock.timers.tick(60_000);
    await late.engine[Symbol.asyncDispose]();
    assert.deepEqual(late.heard.crashes, []);
  });
});

describe("the engine with its own thread", () => {
  it("shows the built-in scene, follows the settings, and leaves nothing behind", {
    timeout: 20_000,
  }, async () => {
    const { engine, heard } = open({ source: "scene", epoch: Date.now() / 1000 }, own);
    await using _engine = engine;
    const [picture, film] = [reader(), reader()];
    const channel = engine.stream({ codec: "mjpeg", channel: 1 });
    channel.read(picture.read);
    engine.stream({ codec: "h264", channel: 1 }).read(film.read);
    const first = await picture.next();
    assert.deepEqual(readJpegSize(first.data), { width: 640, height: 480 });
    assert.ok(Math.abs(first.pts - Date.now() / 1000) < 2);
    assert.equal((await film.next()).key, true);
    engine.configure(withChannel("mjpeg", { resolution: "160x120" }));
    let last = first;
    while (readJpegSize(last.data).width !== 160) {
      const next = await picture.next();
      assert.ok(next.pts >= last.pts, "times do not go back");
      last = next;
    }
    assert.deepEqual(
      heard.sources.map(({ state }) => state),
      ["starting", "live"],
    );
    await engine[Symbol.asyncDispose]();
    const { published } = channel.counts;
    await turn();
    assert.equal(channel.counts.published, published);
    assert.deepEqual([heard.crashes, heard.troubles], [[], []]);
  });
});

it("soundKnown waits until the source has said whether it has sound, has failed, or the time is up", async () => {
  const { engine, heard } = open();
  assert.equal(engine.hasSound, undefined);
  const want = { codec: "pcm_mulaw", sampleRate: 8000 } as const;
  await engine.soundKnown(want, 0.01);
  assert.equal(engine.hasSound, undefined);
  const known = engine.soundKnown(want, 60);
  assert.deepEqual([heard.wanted[0], engine.stream(want).readers.size], [true, 1]);
  engine.aim(looking([0.5, 0.5]));
  await known;
  assert.equal(engine.hasSound, true);
  assert.equal(engine.stream(want).readers.size, 0);
  await engine.soundKnown(want, 60);
  await engine[Symbol.asyncDispose]();
  const broken = open({ source: "broken" });
  await broken.engine.soundKnown(want, 60);
  assert.equal(broken.engine.hasSound, undefined);
  await broken.engine[Symbol.asyncDispose]();
  for (const [origin, has] of [
    ["microphone", true],
    ["none", false],
  ] as const) {
    const { engine: other } = open({ sound: origin });
    assert.equal(other.hasSound, has);
    await other[Symbol.asyncDispose]();
  }
});
