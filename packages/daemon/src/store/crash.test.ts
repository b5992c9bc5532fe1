import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { counter, emptyFolder, openSmall, seeded } from "./fixtures/small-camera.ts";

const script = fileURLToPath(new URL("fixtures/set-loop.ts", import.meta.url));
const rounds = 25;
const setsPerRound = 40;

/** Lets the fixture confirm some sets, kills it a moment later, and notes what it has confirmed. */
async function killAfter(
  folder: string,
  sets: number,
  { moment, confirmed }: { moment: number; confirmed: number[] },
) {
  const child = spawn(process.execPath, ["-C", "source", script, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  let seen = 0;
  for await (const line of createInterface(child.stdout)) {
    const [index, number] = line.split(" ").map(Number) as [number, number];
    // A line that the kill has cut is no confirmation.
    if (Number.isInteger(number) && index in confirmed)
      confirmed[index] = Math.max(confirmed[index] ?? 0, number);
    seen++;
    if (seen === sets) void after(moment).then(() => child.kill("SIGKILL"));
  }
  assert.deepEqual(await gone, [null, "SIGKILL"]);
  return seen;
}

test("no set that was confirmed is lost when the process is killed", { timeout: 60_000 }, async (t) => {
  const folder = await emptyFolder(t);
  const random = seeded(7);
  const confirmed = [0, 0, 0, 0];
  let sets = 0;
  for (let round = 0; round < rounds; round++) {
    const wanted = setsPerRound + Math.floor(random() * 20);
    sets += await killAfter(folder, wanted, { moment: random() * 4, confirmed });

    const lines: string[] = [];
    await using settings = await openSmall(folder, {
      groups: [counter],
      model: { name: "T", defaults: {} },
      log: (line) => lines.push(line),
    });
    for (const [index, { number, words }] of settings.get(counter).entries()) {
      const last = confirmed[index] ?? 0;
      // The one that was under way may have reached the disk before its confirmation reached us.
      assert.ok(
        number === last || number === last + 1,
        `round ${round}: ${number} where ${last} was confirmed`,
      );
      assert.equal(words, number === 0 ? "" : `${number} `.repeat(1 + (number % 100)), "no half of a set");
      confirmed[index] = number;
    }
    for (const line of lines)
      assert.match(line, /^settings\.json is missing: settings\.json\.previous is used/);
    const name = lines.length === 0 ? "settings.json" : "settings.json.previous";
    JSON.parse(await readFile(join(folder, name), "utf8"));
  }
  assert.ok(sets >= rounds * setsPerRound, `${sets} sets`);
});
