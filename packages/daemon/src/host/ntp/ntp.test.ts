import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { CameraError, clock, defaults, type LocalTime, type RecordOf } from "@pinhole/kit/model";
import { type Ntp, openNtp } from "./index.ts";

describe("the clock by a time server", () => {
  let set: RecordOf<typeof clock>;
  let local: LocalTime;
  let answers: (() => number)[];
  let asked: string[];
  let log: string[];
  let offset: number;
  let stop: AbortController;
  let ntp: Ntp;

  const settle = async (): Promise<void> => {
    for (let n = 0; n < 5; n++) await turn();
  };
  const pass = async (seconds: number): Promise<void> => {
    for (let left = seconds; left > 0; left -= 10) {
      mock.timers.tick(10_000);
      await settle();
    }
  };
  const fails = (code: CameraError["code"]) => () => {
    throw new CameraError(code, "it fails");
  };

  beforeEach(async () => {
    mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    set = { ...defaults(clock)[0]!, ntpServer: "time.example" };
    local = { year: 2026, month: 5, day: 5, hour: 12, minute: 0, second: 0 };
    answers = [];
    asked = [];
    log = [];
    offset = 0;
    stop = new AbortController();
  });
  afterEach(() => {
    ntp[Symbol.dispose]();
    mock.timers.reset();
  });
  const open = async (): Promise<void> => {
    ntp = openNtp({
      settings: () => set,
      local: () => local,
      offset: () => offset,
      setOffset: async (seconds) => {
        offset = seconds;
      },
      log: ({ source, message }) => log.push(`${source} ${message}`),
      signal: stop.signal,
      measure: async (server) => {
        asked.push(server);
        return { offset: (answers.shift() ?? (() => 0.004))() };
      },
    });
    await settle();
  };

  it("is right from the start, and the log says so", async () => {
    answers = [() => 90.0004];
    await open();
    assert.deepEqual([asked, offset], [["time.example"], 90]);
    assert.deepEqual(log, ["time Synchronization OK.", "time clock put forward by 90.0 s"]);
    await pass(3600);
    assert.equal(asked.length, 1);
  });

  it("asks nobody who was not chosen, and nobody when it is off", async () => {
    for (const change of [{ ntpServer: "clock.via.net" }, { ntpServer: "" }, { ntpEnabled: false }]) {
      set = { ...set, ntpServer: "time.example", ntpEnabled: true, ...change };
      await open();
      local = { ...local, hour: 6, minute: 1 };
      await pass(60);
      ntp[Symbol.dispose]();
    }
    assert.deepEqual([asked, log], [[], []]);
  });

  it("asks when another server is chosen", async () => {
    await open();
    ntp.configure();
    set = { ...set, ntpServer: "other.example" };
    ntp.configure();
    await settle();
    assert.deepEqual(asked, ["time.example", "other.example"]);
  });

  it("asks at the hour that is set, by the camera's own clock, on its day", async () => {
    set = { ...set, ntpDay: 3, ntpHour: 6, ntpMinute: 30 };
    await open();
    for (const [day, hour, minute, count] of [
      [5, 6, 29, 1],
      [5, 6, 30, 2],
      [5, 6, 31, 2],
      [6, 6, 30, 2],
      [12, 6, 30, 3],
    ] as const) {
      local = { ...local, day, hour, minute };
      await pass(50);
      assert.equal(asked.length, count, `${day} ${hour}:${minute}`);
    }
    set = { ...set, ntpDay: 0 };
    local = { ...local, day: 13 };
    await pass(20);
    assert.equal(asked.length, 4);
  });

  it("tries again ever more rarely, and complains once", async () => {
    answers = Array.from({ length: 40 }, () => fails("timeout"));
    await open();
    await pass(60);
    assert.equal(asked.length, 2);
    await pass(120);
    assert.equal(asked.length, 3);
    await pass(6 * 3600);
    assert.ok(asked.length > 8 && asked.length < 16, `${asked.length}`);
    assert.deepEqual(log, ["time Synchronization failed: it fails"]);
    answers = [];
    await pass(3600);
    assert.equal(log.at(-1), "time Synchronization OK.");
    assert.equal(offset, 0.004);
  });

  it("leaves alone who does not want to be asked, until the hour comes", async () => {
    answers = [fails("refused")];
    await open();
    await pass(7200);
    assert.equal(asked.length, 1);
    local = { ...local, hour: 6, minute: 1 };
    await pass(30);
    assert.equal(asked.length, 2);
  });

  it("stops with the camera", async () => {
    answers = [fails("timeout")];
    await open();
    stop.abort();
    await pass(600);
    assert.equal(asked.length, 1);
  });
});
