import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { emptyFolder, faultyDisk } from "./fixtures/small-camera.ts";
import { openRecord } from "./record.ts";

const start = { serial: "", boots: 0, cleanStop: true };

test("a record starts with its defaults and is there after a new start", async (t) => {
  const path = join(await emptyFolder(t), "new", "state.json");
  {
    await using state = await openRecord(path, start);
    assert.deepEqual(state.get(), start);
    await state.set({ serial: "S1", boots: 1 });
    await state.set({ boots: 2 });
    assert.throws(() => Object.assign(state.get(), { boots: 7 }), TypeError);
  }
  await using state = await openRecord(path, { ...start, reason: "power" });
  assert.deepEqual(state.get(), { serial: "S1", boots: 2, cleanStop: true, reason: "power" });
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test("values keep the type of their default", async (t) => {
  const path = join(await emptyFolder(t), "state.json");
  await writeFile(path, '{"serial": 5, "boots": 3, "cleanStop": null, "extra": "x"}');
  const lines: string[] = [];
  await using state = await openRecord(path, start, { log: (line) => lines.push(line) });
  assert.deepEqual(state.get(), { ...start, boots: 3 });
  assert.deepEqual(lines, [
    "state.json: serial must be a string; the default is used",
    "state.json: cleanStop must be a boolean; the default is used",
  ]);
  for (const values of [
    { boots: "4" },
    { boots: Number.NaN },
    { other: 1 },
    { toString: "x" },
    { serial: undefined },
  ]) {
    await assert.rejects(state.set(values as unknown as { boots: number }), TypeError);
  }
});

test("a damaged record falls back to the one before it; with both damaged it is an error", async (t) => {
  const folder = await emptyFolder(t);
  const path = join(folder, "state.json");
  {
    await using state = await openRecord(path, start);
    await state.set({ boots: 1 });
    await state.set({ boots: 2 });
  }
  await writeFile(path, '{"boots": 2');
  {
    await using state = await openRecord(path, start);
    assert.equal(state.get().boots, 1);
  }
  assert.deepEqual(await readdir(folder), ["state.json.damaged-1", "state.json.previous"]);
  await writeFile(`${path}.previous`, "");
  await assert.rejects(openRecord(path, start), { code: "store-damaged", at: "state.json" });
});

test("sets at once share a write; one that changes nothing needs none; a full disk changes nothing", async (t) => {
  const path = join(await emptyFolder(t), "state.json");
  const disk = faultyDisk();
  await using state = await openRecord(path, start, { disk });
  await Promise.all([1, 2, 3, 4].map((boots) => state.set({ boots })));
  await state.set({ boots: 4 });
  assert.equal(disk.calls.filter((call) => call === "create").length, 2);
  disk.fail.set("create", "ENOSPC");
  await assert.rejects(state.set({ serial: "S2" }), { code: "store-full" });
  assert.equal(state.get().serial, "");
  await state.set({ serial: "S2" });
  assert.equal(JSON.parse(await readFile(path, "utf8")).serial, "S2");
});
