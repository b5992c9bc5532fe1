import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ftpServer } from "@pinhole/kit/model";
import { ftpAction } from "../../packages/daemon/src/actions/ftp/index.ts";
import { alarmOf, openStand } from "../deliveries/stand.ts";

/** Takes some alarms, says which are confirmed, and uploads them until it is killed: FOLDER PORT FIRST SECURITY. */
const [folder = "", port = "", first = "", security = "none"] = process.argv.slice(2);
/** Alarms of one life: more than it can upload before it is killed. */
const most = 5;
const keys = { privateKey: () => undefined, trusted: () => [] };
const stand = await openStand({ folder, actions: [ftpAction({ keys })] });
await stand.set(ftpServer, {
  ...{ enabled: true, host: "127.0.0.1", port: Number(port), user: "cam", password: "cam" },
  ...{ passive: true, security, verify: false },
});
for (let n = Number(first); n < Number(first) + most; n += 1) {
  // 400 kB, so that kills fall into the middle of files.
  const content = Buffer.alloc(400_000, `${n};`);
  // A name of its own: the outbox may hold a link to the file of an earlier life.
  const path = join(folder, `picture-${n}`);
  await writeFile(path, content);
  const file = { path, type: "image/jpeg", bytes: content.length, at: 1_772_400_000 + n };
  await stand.deliver("ftp", [file], alarmOf(n));
  process.stdout.write(`${n}\n`);
}
