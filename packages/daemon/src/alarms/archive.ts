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
  /** Mends and notes what a camera that was killed has left in a place. */
  adopt(place: RecordingPlace): Promise<void>;
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
  /** What a file that a killed camera has left comes to; `name` is that under which it lies. */
  const attempt = async (name: string, path: string, at: number): Promise<readonly AlarmFile[]> => {
    try {
      return await mend(files, { path, isDraft: name.endsWith(draftSuffix), at });
    } catch (thrown) {
      log(3, `${name} can not be mended: ${messageOf(thrown)}`);
      return [];
    }
  };
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
    adopt: async (place) => {
      for (const name of (await files.list(join(folder, place))).toSorted()) {
        const path = join(folder, place, name.replace(draftSuffix, ""));
        const shown = relative(folder, path);
        if (store.hasRecording(shown)) continue;
        const [file] = await attempt(name, path, clock.now());
        if (!file) continue;
        const { type, bytes, at } = file;
        store.addRecording({ path: shown, type, bytes, at, seconds: 0, alarm: "" }, place);
        log(5, `${shown} was cut off and is kept`);
      }
    },
    recover: async (alarm) => {
      const found: AlarmFile[] = [];
      for (const name of (await files.list(clips)).filter((each) => each.startsWith(alarm.id)).sort()) {
        const path = join(clips, name.replace(draftSuffix, ""));
        found.push(...(await attempt(name, path, alarm.trigger.at)));
      }
      if (found.length > 0) await files.syncFolder(dirname((found[0] as AlarmFile).path));
      return found;
    },
  };
}

/** Gives a draft its name, as far as it is whole; what can not be mended is removed. */
export async function mend(
  files: Files,
  { path, isDraft, at }: { readonly path: string; readonly isDraft: boolean; readonly at: number },
): Promise<readonly AlarmFile[]> {
  if (!isDraft) {
    // It got its name, and then there was no time to note it.
    const file = await files.open(path);
    const bytes = await file.size();
    await file.close();
    return [{ path, type: typeOf(path), bytes, at }];
  }
  if (path.endsWith(".mp4")) return (await mendFilm(files, path, at)).files;
  if (path.endsWith(".avi")) return (await mendAvi(files, { path, at })).files;
  await files.remove(`${path}${draftSuffix}`);
  return [];
}

function typeOf(path: string): string {
  if (path.endsWith(".mp4")) return "video/mp4";
  return path.endsWith(".avi") ? "video/x-msvideo" : "image/jpeg";
}
