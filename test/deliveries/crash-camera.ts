import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { httpEvent, notify } from "@pinhole/kit/model";
import { notifyAction } from "../../packages/daemon/src/actions/notify/index.ts";
import { postAction } from "../../packages/daemon/src/actions/post/index.ts";
import { alarmOf, openStand } from "./stand.ts";

/** Hands over one alarm after another until it is killed, and says of each when it was taken over. */
const [, , folder = "", url = "", first = "1"] = process.argv;

const stand = await openStand({ actions: [notifyAction, postAction], folder });
if (stand.settings.get(notify)[0]!.url !== url) {
  await stand.set(notify, { url });
  await stand.set(httpEvent, { postEnabled: true, postUrl: url });
}
for (let n = Number(first); ; n += 1) {
  const path = join(folder, "clip");
  const clip = Buffer.alloc(20_000 + n, String(n));
  await writeFile(path, clip);
  const file = { path, type: "video/mp4", bytes: clip.length, at: n };
  await stand.deliver("post", [file], alarmOf(n), "end");
  // The next one must not change a file that is linked.
  const { rm } = await import("node:fs/promises");
  await rm(path);
  process.stdout.write(`post ${n}\n`);
  await stand.deliver("notify", [], alarmOf(n));
  process.stdout.write(`notify ${n}\n`);
}
