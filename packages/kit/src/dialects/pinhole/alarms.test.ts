import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import type { Reply } from "../dialect.ts";
import { models } from "../sercomm/models.ts";
import { pinhole } from "./index.ts";

const caller = { name: "admin", level: "admin", privileges: new Set<never>() } as const;
const open = () => {
  const camera = new FakeCamera(models.RC8230);
  const ask = async (method: string, target: string): Promise<Reply> => {
    const [path = "", query = ""] = target.split("?");
    return (await pinhole.serve(
      { method, path, query, headers: {}, body: new Uint8Array(), caller },
      camera,
    )) as Reply;
  };
  return { camera, ask };
};

describe("the pages of alarms", () => {
  it("are for administrators, and only a POST changes anything", () => {
    for (const path of [
      "/pinhole/press",
      "/pinhole/alarm",
      "/pinhole/why",
      "/pinhole/clock",
      "/pinhole/alarms",
      "/pinhole/recordings",
    ]) {
      assert.equal(pinhole.level(path), "admin", path);
      assert.equal(pinhole.changesState("POST", path, ""), true);
      assert.equal(pinhole.changesState("GET", path, ""), false);
    }
    assert.equal(pinhole.level("/pinhole/toString"), undefined);
  });

  it("press an input or the heat sensor", async () => {
    const { camera, ask } = open();
    assert.equal((await ask("POST", "/pinhole/press?input=1")).body, "OK");
    assert.equal((await ask("POST", "/pinhole/press?pir=1&seconds=2.5")).body, "OK");
    assert.deepEqual(camera.alarms.presses, [
      { part: "input1", seconds: 1 },
      { part: "pir", seconds: 2.5 },
    ]);
    for (const query of [
      "",
      "input=3",
      "input=1&seconds=0",
      "input=1&seconds=x",
      "input=1&pir=1",
      "seconds=1",
    ]) {
      assert.equal((await ask("POST", `/pinhole/press?${query}`)).status, 400, query);
    }
    const { status, headers } = await ask("GET", "/pinhole/press?input=1");
    assert.deepEqual([status, headers], [405, { Allow: "POST" }]);
    assert.equal(camera.alarms.presses.length, 2);
  });

  it("set, jump and speed up the clock", async () => {
    const { camera, ask } = open();
    assert.equal((await ask("GET", "/pinhole/clock")).body, "2015-10-13 08:56:42 speed 1\r\n");
    assert.equal(
      (await ask("POST", "/pinhole/clock?set=2026-11-25+14:02&speed=60")).body,
      "2026-11-25 14:02:00 speed 60\r\n",
    );
    assert.equal((await ask("POST", "/pinhole/clock?jump=-86400")).body, "2026-11-24 14:02:00 speed 60\r\n");
    const before = camera.now();
    for (const query of [
      "",
      "set=25:00",
      "jump=1e9",
      "jump=9999999999",
      "speed=0",
      "speed=20000",
      "speed=-1",
      "set=2026-02-30+10:00",
      "x=1",
    ]) {
      assert.equal((await ask("POST", `/pinhole/clock?${query}`)).status, 400, query);
    }
    assert.equal(camera.now(), before);
  });

  it("say why", async () => {
    const { camera, ask } = open();
    const at = camera.now();
    const decision = {
      rule: "event_mt",
      outcome: "none",
      reason: "not armed: event_trigger is 0",
      kind: "motion",
      detail: "motion in window 2",
    } as const;
    camera.alarms.kept = [{ ...decision, first: at - 30, last: at, count: 12 }];
    const line =
      "2015-10-13 08:56:12 to 2015-10-13 08:56:42 (12 times) no alarm: motion in window 2: not armed: event_trigger is 0\r\n";
    assert.equal((await ask("GET", "/pinhole/why?at=08:56")).body, line);
    assert.match(
      String((await ask("GET", "/pinhole/why?at=2015-10-12+14:02")).body),
      /^nothing happened within a minute of 2015-10-12 14:02:00/,
    );
    assert.equal((await ask("GET", "/pinhole/why?at=yesterday")).status, 400);
  });

  it("rehearse an alarm, and list alarms and recordings", async () => {
    const { camera, ask } = open();
    assert.match(String((await ask("POST", "/pinhole/alarm")).body), /^alarm: /);
    assert.deepEqual(
      camera.alarms.fired.map(({ kind }) => kind),
      ["drill"],
    );
    assert.match(String((await ask("GET", "/pinhole/alarms")).body), /no alarm yet/);
    camera.alarms.listed = [
      {
        id: "20151013T075642-0001",
        at: camera.now(),
        kind: "motion",
        detail: "motion in window 2",
        rule: "event_mt",
        state: "over",
      },
    ];
    camera.alarms.recorded = [
      {
        path: "clips/20151013T075642-0001.mp4",
        type: "video/mp4",
        bytes: 12_345,
        at: camera.now(),
        seconds: 15,
        alarm: "20151013T075642-0001",
      },
    ];
    assert.equal(
      (await ask("GET", "/pinhole/alarms")).body,
      "2015-10-13 08:56:42 20151013T075642-0001 over event_mt: motion in window 2\r\n",
    );
    assert.equal(
      (await ask("GET", "/pinhole/recordings")).body,
      "2015-10-13 08:56:42 clips/20151013T075642-0001.mp4 12345 bytes 15.0 s\r\n",
    );
  });
});
