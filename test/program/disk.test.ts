import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { it } from "node:test";
import { admin, command, emptyFolder, type Program, start, until } from "./program.ts";

const canMount = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
const needsMount = canMount ? false : "needs `unshare -m` and mount (root on Linux)";

it("a disk that is full or read-only is an error in the reply and in the log, and no more", {
  skip: needsMount,
}, async () => {
  await using folder = await emptyFolder();
  // A disk of 64 kB that the camera's process alone sees at this folder.
  // The database lies elsewhere: a disk with a file that is open for writing can not be made read-only.
  const mount = [
    'mount -t tmpfs -o size=64k,mode=700 none "$0"',
    "mount -t tmpfs none /mnt",
    'ln -s /mnt/camera.db "$0/camera.db"',
    'exec "$@"',
  ].join(" && ");
  await using camera = await start(folder, [], {
    within: ["unshare", "-m", "sh", "-c", mount, folder.path],
  });
  const disk = `/proc/${camera.pid}/root${folder.path}`;
  const filler = `${disk}/filler`;
  /** Not while a file that is being written is still open. */
  const remount = (how: string): Promise<void> => {
    const args = ["-t", String(camera.pid), "-m", "mount", "-o", `remount,${how}`, folder.path];
    return until(`the disk is ${how}`, async () => spawnSync("nsenter", args).status === 0);
  };

  await camera.set("group=SYSTEM&comment=first");
  fill(filler);
  await refuses(camera, 507, /^can not use settings\.json: the disk is full; free some space\r\n$/);
  assert.equal((await camera.get("/adm/privacy_ctl.cgi?privacy=start")).status, 507);
  assert.equal((await camera.get("/adm/date.cgi?action=set&year=2015")).status, 507);
  assert.equal((await camera.get("/img/snapshot.cgi?size=2")).status, 200, "no privacy");
  rmSync(filler);
  await camera.set("group=SYSTEM&comment=second");

  await remount("ro");
  await refuses(camera, 503, /^can not use settings\.json: the disk is read-only; mount it writable\r\n$/);
  assert.equal((await camera.get("/adm/reboot.cgi")).status, 503);
  await remount("rw");
  await camera.set("group=SYSTEM&comment=third");

  const log = (await camera.get("/adm/log.cgi")).text;
  assert.match(log, /the disk is full/);
  assert.match(log, /the disk is read-only/);
  assert.doesNotMatch(camera.written.stderr, /bug:/);
  fill(filler);
  const { status, stderr } = await camera.end("SIGTERM");
  assert.equal(status, 0, stderr);
});

it("a camera does not start on a disk that is read-only, and says why", { skip: needsMount }, async () => {
  await using folder = await emptyFolder();
  const mount = 'mount -t tmpfs -o size=64k,ro none "$0" && exec "$@"';
  const serve = [...command, "serve", "--http", "0", "--rtsp", "0", "--bind", "127.0.0.1", "--state"];
  const args = ["-m", "sh", "-c", mount, folder.path, ...serve, folder.path];
  const { status, stderr } = spawnSync("unshare", args, { encoding: "utf8", timeout: 10_000 });
  assert.equal(status, 1);
  assert.match(stderr, /^pinhole: can not use \S+: the disk is read-only; mount it writable\n$/);
});

/** A change that the disk does not take: an error in words, and the value from before. */
async function refuses(camera: Program, status: number, words: RegExp): Promise<void> {
  const shown = async (): Promise<string> =>
    (await camera.get("/adm/get_group.cgi?group=SYSTEM.comment")).text;
  const before = await shown();
  for (let n = 0; n < 3; n++) {
    const got = await camera.get("/adm/set_group.cgi?group=SYSTEM&comment=lost", admin);
    assert.equal(got.status, status);
    assert.match(got.text, words);
  }
  assert.equal(await shown(), before);
  await until("a picture", async () => (await camera.get("/img/snapshot.cgi?size=2")).status === 200);
}

function fill(path: string): void {
  for (const block of [4096, 1]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(block), { flag: "a" });
    } catch (thrown) {
      assert.equal((thrown as NodeJS.ErrnoException).code, "ENOSPC");
    }
  }
}
