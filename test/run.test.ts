import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { root } from "./sources.ts";

function npmTest(...filters: readonly string[]): {
  readonly status: number | null;
  readonly lastLine: string;
} {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const done = spawnSync(process.execPath, ["test/run.ts", ...filters], { cwd: root, env, encoding: "utf8" });
  return { status: done.status, lastLine: done.stdout.trimEnd().split("\n").at(-1) ?? "" };
}

test("a filter picks the test files whose path holds it", () => {
  const { status, lastLine } = npmTest("test/peers.test.ts");
  assert.equal(status, 0);
  assert.match(lastLine, /^3 passed, 0 failed, 0 skipped in \d+\.\d s$/);
});

test("a filter that fits no file fails", () => {
  assert.deepEqual(npmTest("no-such-test"), {
    status: 1,
    lastLine: 'no test file has "no-such-test" in its path',
  });
});
