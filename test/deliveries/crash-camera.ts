import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { actionsOf, cameraNames, cameras, clipOf } from "./crash-targets.ts";
import { alarmOf, openStand } from "./stand.ts";

/**
 * Waits for a word, then hands over some alarms and delivers until it is killed. Says of each delivery when it was taken
 * over, and of each attempt when it begins and ends: FOLDER PORT_OF_THE_SHARE FIRST_ALARM.
 */
const [, , folder = "", sharePort = "", first = ""] = process.argv;
/** Alarms of one life: more than it can deliver before it is killed. */
const most = 3;

const tell = (line: string): void => void process.stdout.write(`${line}\n`);
await once(process.stdin, "data");
for (const name of cameraNames) {
  const place = join(folder, name);
  const stand = await openStand({
    folder: place,
    actions: actionsOf(name, { sharePort: Number(sharePort), tell }),
  });
  const take = async (): Promise<void> => {
    for (let n = Number(first); n < Number(first) + most; n += 1) {
      // A name of its own: the outbox may hold a link to the file of an earlier life.
      const path = join(place, `clip-${n}`);
      const clip = clipOf(n);
      await writeFile(path, clip);
      const file = { path, type: "video/mp4", bytes: clip.length, at: 1_780_000_000 + n };
      for (const protocol of cameras[name]) {
        const action = protocol === "sftp" ? "ftp" : protocol;
        if (action === "notify") await stand.deliver(action, [], alarmOf(n));
        else await stand.deliver(action, [file], alarmOf(n), "end");
        tell(`${protocol} ${n}`);
      }
      await rm(path);
    }
  };
  void take();
}
