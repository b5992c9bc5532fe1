import assert from "node:assert/strict";
import { test } from "node:test";
import { type AttemptRecord, defaults } from "@pinhole/kit/model";
import { deliveriesEn } from "../words/en-alarms.ts";
import { shownTargets, targetGroups } from "./targets.ts";

const names = deliveriesEn.names;
const settings = Object.fromEntries(targetGroups.map((group) => [group.name, defaults(group)]));
const attempt = (target: string, outcome: AttemptRecord["outcome"], message = ""): AttemptRecord => ({
  ...{ at: 5, job: "J", target, alarm: "A", outcome, attempt: 1, code: "" },
  ...{ message, seconds: 1, bytes: 2, stages: [] },
});

test("a fresh camera shows where alarms could go, and that nothing is set up", () => {
  const shown = shownTargets({ settings, summary: [], attempts: [], names });
  assert.deepEqual(
    shown.map(({ name, health }) => `${name} ${health}`),
    ["mail off", "ftp off", "share off"],
  );
});

test("the health of a target is that of its newest attempt, and of what waits", () => {
  const ftpServer = [{ ...defaults(targetGroups[1]!)[0], enabled: true, host: "10.0.0.1" }];
  const set = { ...settings, ftpServer };
  const health = (attempts: readonly AttemptRecord[], waiting = 0, failures = 0): unknown => {
    const summary = [{ name: "ftp", waiting, failures, waitSeconds: 0, reason: "refused" }];
    const shown = shownTargets({ settings: set, summary, attempts, names });
    return shown.find(({ name }) => name === "ftp")?.health;
  };
  assert.equal(health([]), "new");
  assert.equal(health([attempt("ftp", "delivered")]), "good");
  assert.equal(health([attempt("ftp", "retry"), attempt("ftp", "delivered")]), "bad");
  assert.equal(health([], 1), "waits");
  assert.equal(health([attempt("ftp", "delivered")], 1, 2), "bad");
});

test("a target that no table names is shown by its own name", () => {
  const [other] = shownTargets({
    ...{ settings, summary: [], names },
    attempts: [attempt("<b>x</b>", "failed", "no way")],
  }).filter(({ name }) => name.startsWith("<"));
  assert.deepEqual([other?.kind, other?.health, other?.reason], [undefined, "off", "no way"]);
});
