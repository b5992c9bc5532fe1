import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { realDisk } from "./disk.ts";
import { emptyFolder, motion, openSmall } from "./fixtures/small-camera.ts";
import { lockFolder } from "./lock.ts";

const onLinux = { skip: process.platform === "linux" ? false : "needs /proc" };
const locks = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith("lock-"));
const script = fileURLToPath(new URL("fixtures/hold-lock.ts", import.meta.url));

async function holder(folder: string) {
  const child = spawn(process.execPath, ["-C", "source", script, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

test("one folder serves one process, and a killed one leaves nothing in the way", async (t) => {
  const folder = await emptyFolder(t);
  const child = await holder(folder);
  const words = `another pinhole (pid ${child.pid}) uses ${folder}; stop it or choose another folder with --state`;
  await assert.rejects(openSmall(folder), {
    name: "CameraError",
    code: "store-locked",
    message: words,
    at: folder,
  });
  assert.equal((await locks(folder)).length, 1, "the refused one takes its own mark away");

  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  assert.equal((await locks(folder)).length, 1);
  await using settings = await openSmall(folder);
  assert.equal(settings.get(motion).length, 4);
  assert.match((await locks(folder)).join(), new RegExp(`^lock-${process.pid}-`));
});

test("a process that ends well takes its lock away", async (t) => {
  const folder = await emptyFolder(t);
  const child = await holder(folder);
  const gone = once(child, "exit");
  child.stdin.end();
  assert.deepEqual(await gone, [0, null]);
  assert.deepEqual(await locks(folder), []);
});

test("one process does not open a folder twice at once", async (t) => {
  const folder = await emptyFolder(t);
  {
    await using _settings = await openSmall(folder);
    await assert.rejects(openSmall(folder), { code: "store-locked" });
    await assert.rejects(openSmall(folder), { code: "store-locked" });
  }
  await using settings = await openSmall(folder);
  assert.equal(settings.get(motion).length, 4);
});

test("a pid that is used again, by another boot or by this process, is no owner", onLinux, async (t) => {
  const folder = await emptyFolder(t);
  const child = await holder(folder);
  t.after(() => child.kill("SIGKILL"));
  const [live = ""] = await locks(folder);
  const [, , start, boot] = live.split("-");
  assert.match(await readFile(`/proc/${child.pid}/stat`, "latin1"), new RegExp(` ${start} `));

  const stale = [
    `lock-${child.pid}-${Number(start) - 1}-${boot}`,
    `lock-${child.pid}-${start}-0badb007`,
    `lock-${process.pid}-1-${boot}`,
    `lock-2147483647-${start}-${boot}`,
    `lock-9999999999-${start}-${boot}`,
  ];
  for (const name of stale) {
    const other = await emptyFolder(t);
    await writeFile(join(other, name), "");
    await using _lock = await lockFolder(realDisk, other);
    assert.ok(!(await readdir(other)).includes(name), name);
  }
  const other = await emptyFolder(t);
  await writeFile(join(other, live), "");
  await assert.rejects(lockFolder(realDisk, other), { code: "store-locked" });
  assert.deepEqual(await readdir(other), [live], "the lock of a live process stays");
});

test("a dead process that nobody has waited for is no owner", onLinux, async (t) => {
  const folder = await emptyFolder(t);
  // The shell becomes a program that never waits for the child that the shell has started.
  const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  t.after(() => parent.kill("SIGKILL"));
  const [line] = await once(parent.stdout, "data");
  const pid = Number(String(line));
  const stat = async () => {
    const text = await readFile(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  };
  const [, , , boot] = await (async () => {
    await using _lock = await lockFolder(realDisk, folder);
    return ((await locks(folder))[0] ?? "").split("-");
  })();
  const name = `lock-${pid}-${(await stat())[19]}-${boot}`;
  await writeFile(join(folder, name), "");
  await assert.rejects(lockFolder(realDisk, folder), { code: "store-locked" });
  process.kill(pid, "SIGKILL");
  while ((await stat())[0] !== "Z") await new Promise(setImmediate);
  await using _lock = await lockFolder(realDisk, folder);
  assert.ok(!(await readdir(folder)).includes(name));
});

test("other names in the folder are nobody's lock", async (t) => {
  const folder = await emptyFolder(t);
  const names = ["lock", "lock-1", "lock-a-1-b", "lock-1-1-XYZ", "lock-99999999999-1-a", "xlock-1-1-a"];
  for (const name of names) await writeFile(join(folder, name), "");
  await using _lock = await lockFolder(realDisk, folder);
  assert.equal((await readdir(folder)).length, names.length + 1);
});
