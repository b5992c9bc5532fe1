import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Alarm } from "@pinhole/kit/model";
import { openAlarmStore } from "./alarm-store.ts";
import { openDatabase } from "./database.ts";
import { openJournal } from "./journal.ts";

function open() {
  const folder = mkdtempSync(join(tmpdir(), "pinhole-store-"));
  const path = join(folder, "camera.db");
  let database = openDatabase(path);
  return {
    store: () => openAlarmStore(database),
    journal: (most = 100) => openJournal(database, most),
    /** As after a restart. */
    again: () => {
      database.close();
      database = openDatabase(path);
    },
    [Symbol.dispose]: () => {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
const alarm = (n: number): Alarm => ({
  id: `20261125T120000-000${n}`,
  rule: "event_mt",
  trigger: { at: 1000 + n, kind: "motion", places: [2], detail: "motion in window 2" },
});
const file = (path: string) => ({ path, type: "video/mp4", bytes: 10, at: 1000 });

describe("the alarms on disk", () => {
  it("remember what is to be delivered, stage by stage, until it is taken over", () => {
    using folder = open();
    const store = folder.store();
    assert.equal(store.newest(), 0);
    store.begin(alarm(1), 5000, ["mail", "ftp"]);
    assert.deepEqual(store.due(10), []);
    store.reach(alarm(1).id, "begin", [file("a.jpg")]);
    folder.again();
    const after = folder.store();
    assert.equal(after.newest(), 1);
    assert.deepEqual(after.running(), [alarm(1)]);
    const due = after.due(10);
    assert.deepEqual(
      due.map(({ action, stage, files }) => [action, stage, files.length]),
      [
        ["ftp", "begin", 1],
        ["mail", "begin", 1],
      ],
    );
    after.delivered(due[0]!);
    after.reach(alarm(1).id, "end", []);
    after.finish(alarm(1).id);
    assert.deepEqual(
      after.due(10).map(({ action, stage }) => `${stage} ${action}`),
      ["begin mail", "end ftp", "end mail"],
    );
    assert.deepEqual(after.running(), []);
    assert.deepEqual(
      after.alarms(10).map(({ id, state, at }) => [id, state, at]),
      [[alarm(1).id, "over", 5000]],
    );
  });

  it("are all or nothing: one that is there already changes nothing", () => {
    using folder = open();
    const store = folder.store();
    store.begin(alarm(1), 5000, []);
    assert.throws(() => store.begin(alarm(1), 6000, ["mail"]));
    store.reach(alarm(1).id, "begin", []);
    assert.deepEqual(store.due(10), []);
  });

  it("are forgotten when they are old and delivered; what can not be delivered is given up in the end", () => {
    using folder = open();
    const store = folder.store();
    for (let n = 1; n <= 9; n += 1) {
      store.begin(alarm(n), 5000 + n, n === 2 ? ["mail"] : []);
      store.reach(alarm(n).id, "begin", [file(`${n}.jpg`)]);
      store.reach(alarm(n).id, "end", []);
      if (n !== 1) store.finish(alarm(n).id);
    }
    assert.equal(store.prune(3, 100), 0);
    assert.deepEqual(
      store.alarms(10).map(({ id }) => Number(id.at(-1))),
      [9, 8, 7, 2, 1],
    );
    assert.equal(store.prune(3, 5), 2);
    assert.deepEqual(
      store.alarms(10).map(({ id }) => Number(id.at(-1))),
      [9, 8, 7, 1],
    );
  });

  it("list recordings, and which may go: the oldest first, but none that waits for its delivery", () => {
    using folder = open();
    const store = folder.store();
    store.begin(alarm(1), 5000, ["mail"]);
    store.reach(alarm(1).id, "end", []);
    const recording = (path: string, of = "") => ({
      path,
      type: "video/mp4",
      bytes: 100,
      at: 5000,
      seconds: 15,
      alarm: of,
    });
    store.addRecording(recording("clips/1.mp4", alarm(1).id), "clips");
    store.addRecording(recording("clips/2.mp4", "gone"), "clips");
    store.addRecording(recording("sdcard/3.mp4"), "sdcard");
    assert.deepEqual(
      store.recordings(2).map(({ path }) => path),
      ["sdcard/3.mp4", "clips/2.mp4"],
    );
    assert.deepEqual(
      store.oldest("clips", 10).map(({ path }) => path),
      ["clips/2.mp4"],
    );
    for (const delivery of store.due(10)) store.delivered(delivery);
    for (const stage of ["begin"] as const)
      store.delivered({ alarm: alarm(1), action: "mail", stage, files: [] });
    assert.deepEqual(
      store.oldest("clips", 10).map(({ path }) => path),
      ["clips/1.mp4", "clips/2.mp4"],
    );
    assert.deepEqual([store.bytes("clips"), store.bytes("sdcard")], [200, 100]);
    store.forgetRecording("clips/1.mp4");
    assert.equal(store.bytes("clips"), 100);
  });
});

describe("the log on disk", () => {
  it("is there after a restart, in order, and keeps the newest", () => {
    using folder = open();
    const line = (n: number) =>
      ({ at: 1000 - n, source: "system", severity: 5, message: `line ${n}` }) as const;
    const decision = {
      number: 1,
      kind: "motion",
      rule: "event_mt",
      outcome: "none",
      reason: "not armed",
      detail: "motion",
      first: 1,
      last: 1,
      count: 1,
    } as const;
    folder.journal().write([line(1), line(2)], [decision]);
    folder.again();
    folder.journal().write([line(3)], [{ ...decision, last: 9, count: 7 }]);
    const journal = folder.journal();
    assert.deepEqual(journal.events(2), [line(2), line(3)]);
    assert.deepEqual(journal.decisions(5), [{ ...decision, last: 9, count: 7 }]);
    const small = folder.journal(10);
    for (let n = 4; n < 50; n += 1) small.write([line(n)], [{ ...decision, number: n }]);
    assert.deepEqual(
      small.events(100).map(({ message }) => message),
      Array.from({ length: 10 }, (_, n) => `line ${n + 40}`),
    );
    assert.equal(small.decisions(100).length, 10);
    assert.throws(() => small.write([{ ...line(99), message: null as never }], []));
    assert.equal(small.events(1)[0]!.message, "line 49");
  });
});
