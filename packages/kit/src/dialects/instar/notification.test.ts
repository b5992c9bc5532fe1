import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAlarmReport } from "./notification.ts";

test("an alarm is read as the cameras of both series tell it", () => {
  const read = (query: string, body?: string) => {
    const report = parseAlarmReport(query, body);
    return report && [report.kind, report.areas, report.objects];
  };
  assert.deepEqual(read("active=2&object=5"), ["motion", [2], ["person", "animal"]]);
  assert.deepEqual(read("&active=6"), ["audio", [], []]);
  assert.deepEqual(read("active=5&object=0"), ["pir", [], []]);
  assert.deepEqual(read("active=9"), ["motion", [3], []]);
  assert.deepEqual(read("active=99"), ["hand", [], []]);
  assert.deepEqual(read("trigger=5&object=2"), ["motion", [1, 3], ["vehicle"]]);
  assert.deepEqual(read("", "active=1"), ["motion", [1], []]);
  assert.deepEqual(read("active=nonsense"), ["unknown", [], []]);
  assert.equal(read("event=motion,1,md_window1"), undefined);
  assert.equal(read(""), undefined);
});
