import { dirname, join, relative } from "node:path";
import { type Alarm, type AlarmFile, type Clock, messageOf } from "@pinhole/kit/model";
import { draftSuffix, type Files, mendAvi, mendFilm, type Recorded } from "../outputs/recorder/index.ts";
import type { AlarmStore, RecordingPlace } from "../store/alarm-store.ts";

/** Alarms whose record is kept. */
const keptAlarms = 10_000;

/** Alarms whose deliveries are waited for. */
const keptDue = 1000;

/** The recordings in the camera's folder: what there is, and how long it stays. */
export interface Archive {
  /** Notes complete files; `at` is the camera's time of the first. */
  add(place: RecordingPlace, recorded: Recorded, of: { readonly at: number; readonly alarm: string }): void;
  /** Removes what is too old, or more than there is room for. */
  tidy(place: RecordingPlace, limits: { readonly seconds: number; readonly bytes: number }): Promise<void>;
  /** The files of an alarm that was cut off; what can be mended is. */
  recover(alarm: Alarm): Promise<readonly AlarmFile[]>;
}

export function openArchive(options: {
  /** The camera's folder. */
  readonly folder: string;
  readonly store: AlarmStore;
  readonly files: Files;
  readonly clock: Clock;
  log(severity: 3 | 5, message: string): void;
}): Archive {
  const { folder, store, files, clock, log } = options;
  const clips = join(folder, "clips");
  return {
    add: (place, { files: made, seconds }, { at, alarm }) => {
      const [first] = made;
      for (const file of made) {
        const { path, type, bytes } = file;
        const shown = {
          path: relative(folder, path),
          type,
          bytes,
          at: at + file.at - (first as AlarmFile).at,
        };
        store.addRecording({ ...shown, seconds: type.startsWith("video/") ? seconds : 0, alarm }, place);
      }
    },
    tidy: async (place, { seconds, bytes }) => {
      let used = store.bytes(place);
      let removed = 0;
      for (const recording of store.oldest(place, 1000)) {
        const isOld = clock.now() - recording.at > seconds;
        if (!isOld && used <= bytes) break;
        await files.remove(join(folder, recording.path));
        store.forgetRecording(recording.path);
        used -= recording.bytes;
        removed += 1;
      }
      if (removed > 0) log(5, `${removed} old recordings removed from ${place}`);
      const given = store.prune(keptAlarms, keptDue);
      if (given > 0) log(3, `${given} deliveries are given up: more than ${keptDue} alarms wait`);
    },
    recover: async (alarm) => {
      const found: AlarmFile[] = [];
      for (const name of (await files.list(clips)).filter((each) => each.startsWith(alarm.id)).sort()) {
        const path = join(clips, name.replace(draftSuffix, ""));
        try {
          if (!name.endsWith(draftSuffix)) {
            // It got its name, and then there was no time to note it.
            const file = await files.open(path);
            const bytes = await file.size();
            await file.close();
            found.push({ path, type: typeOf(path), bytes, at: alarm.trigger.at });
            continue;
          }
          if (path.endsWith(".mp4")) found.push(...(await mendFilm(files, path, alarm.trigger.at)).files);
          else if (path.endsWith(".avi"))
            found.push(...(await mendAvi(files, { path, at: alarm.trigger.at })).files);
          else await files.remove(join(clips, name));
        } catch (thrown) {
          log(3, `${name} can not be mended: ${messageOf(thrown)}`);
        }
      }
      if (found.length > 0) await files.syncFolder(dirname((found[0] as AlarmFile).path));
      return found;
    },
  };
}

function typeOf(path: string): string {
  if (path.endsWith(".mp4")) return "video/mp4";
  return path.endsWith(".avi") ? "video/x-msvideo" : "image/jpeg";
}
