import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { listVersions, maxVersions, openVersions, readVersion } from "./versions.ts";

async function folderFor(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "pinhole-test-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

const text = (n: number): string => `${JSON.stringify({ version: 1, groups: { n } }, undefined, 2)}\n`;

describe("versions of the settings", () => {
  it("are kept in order, each once, for their owner alone", async (t) => {
    const folder = await folderFor(t);
    assert.deepEqual(await listVersions(folder), []);
    {
      await using versions = await openVersions(folder, assert.fail);
      versions.note({ at: 1, by: "the camera", what: "as at the start" }, text(1));
      versions.note({ at: 2, by: "anna", what: "nothing" }, text(1));
      versions.note({ at: 3, by: "anna", what: "n from 1 to 2" }, text(2));
    }
    {
      await using versions = await openVersions(folder, assert.fail);
      versions.note({ at: 4, by: "the camera", what: "as at the start" }, text(2));
      versions.note({ at: 5, by: "eve", what: "n from 2 to 1" }, text(1));
    }
    assert.deepEqual(
      (await listVersions(folder)).map(({ number, at, by }) => [number, at, by]),
      [
        [1, 1, "the camera"],
        [2, 3, "anna"],
        [3, 5, "eve"],
      ],
    );
    assert.equal((await readVersion(folder, 2)).text, text(2));
    assert.equal((await stat(join(folder, "versions"))).mode & 0o777, 0o700);
    assert.equal((await stat(join(folder, "versions", "00000002.json"))).mode & 0o777, 0o600);
  });

  it("are bounded, and their numbers are not used again", async (t) => {
    const folder = await folderFor(t);
    {
      await using versions = await openVersions(folder, assert.fail);
      for (let n = 1; n <= maxVersions + 5; n++)
        versions.note({ at: n, by: "", what: "x".repeat(5000) }, text(n));
    }
    const all = await listVersions(folder);
    assert.deepEqual([all.length, all[0]?.number, all.at(-1)?.number], [maxVersions, 6, maxVersions + 5]);
    assert.equal(all[0]?.what.length, 1000);
    assert.equal((await readdir(join(folder, "versions"))).length, maxVersions);
    await assert.rejects(
      readVersion(folder, 1),
      /there is no version 1 in .*; pinhole config versions lists them/,
    );
  });

  it("say once when they can not be kept, and leave out what is damaged", async (t) => {
    const folder = await folderFor(t);
    await writeFile(join(folder, "versions"), "in the way");
    const log: string[] = [];
    {
      await using versions = await openVersions(folder, (line) => log.push(line));
      versions.note({ at: 1, by: "", what: "" }, text(1));
      versions.note({ at: 2, by: "", what: "" }, text(2));
    }
    assert.equal(log.length, 1);
    await rm(join(folder, "versions"));
    {
      await using versions = await openVersions(folder, assert.fail);
      versions.note({ at: 1, by: "", what: "" }, text(1));
      versions.note({ at: 2, by: "", what: "" }, text(2));
    }
    await writeFile(join(folder, "versions", "00000001.json"), '{"at":1}');
    assert.deepEqual(
      (await listVersions(folder)).map(({ number }) => number),
      [2],
    );
    await assert.rejects(readVersion(folder, 1), /00000001.json is no version/);
  });
});
