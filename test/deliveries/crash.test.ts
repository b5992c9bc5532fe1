import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { notifyAction } from "../../packages/daemon/src/actions/notify/index.ts";
import { postAction } from "../../packages/daemon/src/actions/post/index.ts";
import { serverFolder } from "./foreign-server.ts";
import { alarmOf, openStand, until } from "./stand.ts";
import { openWebReceiver } from "./web-receiver.ts";

const script = fileURLToPath(new URL("crash-camera.ts", import.meta.url));
const rounds = 20;

test("killed at any instant while delivering, nothing that was taken over is lost, and nothing is stuck", {
  timeout: 110_000,
}, async () => {
  await using place = await serverFolder();
  await using web = await openWebReceiver();
  const url = `http://127.0.0.1:${web.port}/`;
  const confirmed = new Set<string>();
  let next = 1;
  for (let round = 0; round < rounds; round += 1) {
    const child = spawn(process.execPath, ["-C", "source", script, place.path, url, String(next)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    let lines = 0;
    for await (const line of createInterface(child.stdout)) {
      const [action = "", number = ""] = line.split(" ");
      // A line that the kill has cut is no confirmation.
      if (!/^\d+$/.test(number)) continue;
      confirmed.add(`${action} ${number}`);
      next = Math.max(next, Number(number) + 2);
      lines += 1;
      if (lines === 3 + (round % 5)) void after((round * 7) % 23).then(() => child.kill("SIGKILL"));
    }
    assert.deepEqual(await gone, [null, "SIGKILL"]);
    await rm(join(place.path, "clip"), { force: true });
  }
  await using stand = await openStand({ actions: [notifyAction, postAction], folder: place.path });
  await until("all delivered", () => stand.deliveries.summary().waiting === 0, 30);
  assert.equal(stand.deliveries.summary().failed, 0);
  await until("no file is left", async () => (await readdir(join(place.path, "outbox"))).length === 0);

  const delivered = new Set(
    stand.deliveries
      .attempts({}, 10_000)
      .filter(({ outcome }) => outcome === "delivered")
      .map(({ target, alarm }) => `${target} ${alarm}`),
  );
  assert.ok(confirmed.size >= rounds * 3);
  for (const each of confirmed) {
    const [action, number] = each.split(" ");
    assert.ok(delivered.has(`${action} ${alarmOf(Number(number)).id}`), `${each} was lost`);
  }
  // A clip that came twice, as its confirmation was cut off, has the same name and the same content.
  const clips = new Map<string, Buffer>();
  for (const { headers, body, method } of web.got) {
    if (method !== "POST") continue;
    const name = headers["content-disposition"] ?? "";
    assert.ok(clips.get(name)?.equals(body) ?? true, name);
    clips.set(name, body);
  }
  const posts = [...delivered].filter((each) => each.startsWith("post ")).length;
  assert.equal(clips.size, posts, "every clip arrived under a name of its own");
});
