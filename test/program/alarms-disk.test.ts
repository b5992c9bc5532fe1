import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as passes } from "node:timers/promises";
import { needs } from "../peers.ts";
import { output } from "./clients.ts";
import { emptyFolder, start, until } from "./program.ts";

const canMount = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
const skip =
  (canMount ? false : "needs `unshare -m` and mount (root on Linux)") || needs("ffmpeg", "ffprobe");

/** Takes all room of the disk that a file lies on. */
function fill(file: string): void {
  for (const size of [65_536, 4096, 64]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch (thrown) {
      assert.equal((thrown as NodeJS.ErrnoException).code, "ENOSPC");
    }
  }
}

it("an armed camera on a full disk says what happened and goes on, and records again when there is room", {
  skip,
}, async () => {
  await using folder = await emptyFolder();
  const mount = 'mount -t tmpfs -o size=24m,mode=700 none "$0" && exec "$@"';
  await using camera = await start(folder, [], {
    within: ["unshare", "-m", "sh", "-c", mount, folder.path],
  });
  const disk = `/proc/${camera.pid}/root${folder.path}`;
  await camera.set(
    "group=EVENT&event_trigger=1&event_attach=mp4,1,1,2&event_httpc=ftpu:1&event_mt=ftpu:0&group=HTTP_EVENT&http_event_en=1",
  );
  const log = async (): Promise<string> => (await camera.get("/adm/log.cgi")).text;
  const over = async (): Promise<number> => (await log()).match(/ is over: /g)?.length ?? 0;
  const trigger = async (): Promise<void> =>
    assert.equal((await camera.get("/adm/http_trigger.cgi")).text, "OK");
  await passes(2500);
  const filler = join(disk, "filler");
  await trigger();
  // The disk fills in the middle of the clip.
  await passes(800);
  fill(filler);
  await until("the alarm to end", async () => (await over()) === 1, 20);
  assert.match(await log(), /EVENT: alarm \S+: .*(?:disk is full|database or disk is full)/);
  await trigger();
  await until("another alarm to end", async () => (await over()) === 2, 20);
  assert.equal((await camera.get("/img/snapshot.cgi")).status, 200);
  rmSync(filler);
  await passes(2000);
  await trigger();
  await until("an alarm with room", async () => (await over()) === 3, 20);
  const [, clip = ""] = /(clips\/\S+\.mp4)/.exec((await camera.get("/pinhole/recordings")).text) ?? [];
  const path = join(disk, clip);
  assert.ok(existsSync(path));
  const seconds = Number(
    await output("ffprobe", ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path]),
  );
  assert.ok(Math.abs(seconds - 3) < 0.05, `${seconds}`);
  assert.ok(!/bug:/.test(camera.written.stderr), camera.written.stderr);
  await camera.end("SIGTERM");
});
