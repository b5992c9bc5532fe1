import assert from "node:assert/strict";
import { test } from "node:test";
import type { CameraError } from "@pinhole/kit/model";
import { checked, runProgram } from "./run-program.ts";

const node = { command: process.execPath, package: "nodejs" };

test("a program gets its arguments as they are, and its status and words are told", async () => {
  const args = ["-e", "console.log(process.argv[1]); process.exitCode = 3", "$(id); `id` | x"];
  const ended = await runProgram(node, args, { timeoutMs: 10_000 });
  assert.deepEqual(ended, { status: 3, stdout: "$(id); `id` | x\n", stderr: "" });
  assert.throws(() => checked(node, ended), { code: "program-failed" });
});

test("a program that is not there is named with its package", async () => {
  const missing = { command: "no-such-program-here", package: "its-package" };
  await assert.rejects(runProgram(missing, [], { timeoutMs: 1000 }), (error: CameraError) => {
    assert.equal(error.code, "program-missing");
    return /no-such-program-here is not installed; install its-package/.test(error.message);
  });
});

test("a program that takes too long or writes too much is ended", async () => {
  const hang = ["-e", "setInterval(() => {}, 1000)"];
  await assert.rejects(runProgram(node, hang, { timeoutMs: 300 }), { code: "timeout" });
  const flood = ["-e", "for (;;) require('fs').writeSync(1, 'x'.repeat(65536))"];
  await assert.rejects(runProgram(node, flood, { timeoutMs: 20_000 }), { code: "program-failed" });
});

test("an abort is told as such", async () => {
  const reason = new Error("stopped");
  const stop = new AbortController();
  const ended = runProgram(node, ["-e", "setInterval(() => {}, 1000)"], {
    timeoutMs: 20_000,
    signal: stop.signal,
  });
  stop.abort(reason);
  await assert.rejects(ended, reason);
});
