import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions } from "./options.ts";

const names = ["snapshot", "idle"];

test("all stands for every benchmark, nothing for none", () => {
  assert.deepEqual(parseOptions(["all"], names).benchmarks, names);
  assert.deepEqual(parseOptions(["idle"], names).benchmarks, ["idle"]);
  assert.deepEqual(parseOptions([], names).benchmarks, []);
});

test("numbers and lists are read", () => {
  const options = parseOptions(["idle", "--seconds", "2.5", "--runs=5", "--viewers", "100,300"], names);
  assert.equal(options.seconds, 2.5);
  assert.equal(options.runs, 5);
  assert.deepEqual(options.viewers, [100, 300]);
  assert.equal("minutes" in options, false);
});

test("a command is split at white space", () => {
  assert.deepEqual(parseOptions(["--camera", " node  x.ts serve "], names).camera, ["node", "x.ts", "serve"]);
});

test("what is not allowed is refused by its name", () => {
  assert.throws(
    () => parseOptions(["speed"], names),
    /no benchmark "speed": there are snapshot, idle and all/,
  );
  assert.throws(() => parseOptions(["--seconds", "0"], names), /--seconds has to be 1 to 600/);
  assert.throws(() => parseOptions(["--seconds", ""], names), /--seconds/);
  assert.throws(() => parseOptions(["--runs", "1.5"], names), /--runs has to be a whole number/);
  assert.throws(() => parseOptions(["--viewers", "100,,3"], names), /--viewers/);
  assert.throws(() => parseOptions(["--viewers", "1e9"], names), /--viewers has to be 2 to 5000/);
  assert.throws(() => parseOptions(["--camera", " "], names), /--camera has to be a command/);
  assert.throws(() => parseOptions(["--sceonds", "3"], names), /sceonds/);
});
