import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import type { CameraError } from "@pinhole/kit/model";
import { type Disk, realDisk } from "./disk.ts";
import { emptyFolder, faultyDisk, motion, openSmall } from "./fixtures/small-camera.ts";

const threshold = (value: number) => [{ group: motion, index: 0, values: { threshold: value } }];

test("a disk that fails at any step of a write changes nothing, and the next set works", async (t) => {
  const steps: (keyof Disk)[] = ["remove", "create", "rename", "syncFolder"];
  const codes = {
    ENOSPC: "store-full",
    EDQUOT: "store-full",
    EROFS: "store-read-only",
    EACCES: "store-read-only",
  };
  for (const step of steps) {
    for (const [errno, code] of Object.entries(codes)) {
      const folder = await emptyFolder(t);
      const disk = faultyDisk();
      {
        await using settings = await openSmall(folder, { disk });
        await settings.set(threshold(1));
        disk.fail.set(step, errno);
        await assert.rejects(settings.set(threshold(2)), (thrown: CameraError) => {
          assert.deepEqual([thrown.code, thrown.retry, thrown.at], [code, true, "settings.json"]);
          assert.match(thrown.message, /^can not use settings\.json: .+/);
          return true;
        });
        assert.equal(settings.get(motion)[0]?.threshold, 1);
        // The failed write may have got as far as the disk, so what memory shows is written again.
        await settings.set(threshold(1));
        assert.equal(
          JSON.parse(await readFile(join(folder, "settings.json"), "utf8")).groups.motion[0].threshold,
          1,
        );
        assert.ok(!(await readdir(folder)).includes("settings.json.new"));
      }
      await using again = await openSmall(folder);
      assert.equal(again.get(motion)[0]?.threshold, 1);
      await again.set(threshold(3));
      assert.equal(again.get(motion)[0]?.threshold, 3);
    }
  }
});

test("the new file is on disk before it takes its name, and the names are on disk before the set is confirmed", async (t) => {
  const disk = faultyDisk();
  await using settings = await openSmall(await emptyFolder(t), { disk });
  disk.calls.length = 0;
  await settings.set(threshold(1));
  assert.deepEqual(disk.calls, ["remove", "create", "rename", "rename", "syncFolder"]);
});

test("a kill between the two renames loses nothing that was confirmed", async (t) => {
  const folder = await emptyFolder(t);
  const cut: Disk = {
    ...realDisk,
    async rename(from, to) {
      if (!to.endsWith(".previous")) throw Object.assign(new Error("cut"), { code: "EIO" });
      await realDisk.rename(from, to);
    },
  };
  for (const [disk, value] of [
    [realDisk, 1],
    [cut, 2],
  ] as const) {
    await using settings = await openSmall(folder, { disk });
    const done = settings.set(threshold(value));
    if (disk === cut)
      await assert.rejects(done, { code: "store-damaged", message: /the disk fails \(EIO\)/ });
    else await done;
  }
  assert.ok(!(await readdir(folder)).includes("settings.json"));
  await using settings = await openSmall(folder);
  assert.equal(settings.get(motion)[0]?.threshold, 1);
});

test("what a killed write left behind is removed at the next start", async (t) => {
  const folder = await emptyFolder(t);
  await writeFile(join(folder, "settings.json.new"), '{"version": 1, "gro');
  await using settings = await openSmall(folder);
  assert.ok(!(await readdir(folder)).includes("settings.json.new"));
  assert.equal(settings.get(motion)[0]?.threshold, 127);
});

test("a folder that can not be used is named at the start", async (t) => {
  const folder = await emptyFolder(t);
  await writeFile(join(folder, "file"), "");
  await assert.rejects(openSmall(join(folder, "file")), {
    code: "store-damaged",
    message: /choose another folder/,
  });
  await assert.rejects(openSmall(join(folder, "file", "a")), { code: "store-damaged", message: /--state/ });
  for (const step of ["makeFolder", "create", "list"] as const) {
    const disk = faultyDisk();
    disk.fail.set(step, "EROFS");
    await assert.rejects(openSmall(folder, { disk }), { code: "store-read-only", at: folder });
  }
  assert.deepEqual(await readdir(folder), ["file"], "no lock is left behind");
});

test("an error that is not of the disk is not dressed up as one", async (t) => {
  const folder = await emptyFolder(t);
  const disk = faultyDisk();
  await using settings = await openSmall(folder, { disk });
  disk.fail.set("create", "ERR_INVALID_ARG_TYPE");
  await assert.rejects(settings.set(threshold(2)), { message: "ERR_INVALID_ARG_TYPE: planted" });
});

const canMount = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

test("a real disk that is full, then read-only, then free again", {
  skip: canMount ? false : "needs `unshare -m` and mount (root on Linux)",
}, async (t) => {
  const folder = await emptyFolder(t);
  const script = fileURLToPath(new URL("fixtures/full-disk.ts", import.meta.url));
  const mount = 'mount -t tmpfs -o size=64k,mode=700 none "$1" && exec "$2" -C source "$3" "$1"';
  const { status, stderr } = spawnSync(
    "unshare",
    ["-m", "sh", "-c", mount, "sh", folder, process.execPath, script],
    {
      encoding: "utf8",
    },
  );
  assert.equal(status, 0, stderr);
});
