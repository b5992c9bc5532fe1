import type { AlarmFile } from "@pinhole/kit/model";
import { openDraft } from "./draft.ts";
import type { Files } from "./files.ts";
import type { Recorded } from "./recording.ts";
import { type Footage, take } from "./take.ts";

/** The most pictures of one alarm; a longer series has them further apart. */
const mostPictures = 300;

export interface SeriesOptions {
  readonly footage: Footage;
  /** Pictures in a second. */
  readonly rate: number;
  /** How long the series is meant to be. */
  readonly seconds: number;
  /** The path of a picture, counted from 1. */
  path(number: number): string;
  readonly files: Files;
}

/** Records JPEGs, each a file, in an even rhythm. */
export async function recordSeries({
  footage,
  rate,
  seconds,
  path,
  files,
}: SeriesOptions): Promise<Recorded> {
  const step = Math.max(1 / rate, seconds / mostPictures);
  const saved: AlarmFile[] = [];
  let first: number | undefined;
  let taken = 0;
  let trouble: string | undefined;
  let work = Promise.resolve();
  const end = await take(footage, {
    picture: ({ data }, pts, shown) => {
      if (!shown || taken >= mostPictures) return;
      first ??= pts;
      // Times are not exact to the last bit.
      if (pts - first < taken * step - 0.005) return;
      taken += 1;
      const name = path(taken);
      work = work.then(async () => {
        const file = await savePicture(files, name, { data, at: pts });
        if (typeof file === "string") trouble ??= file;
        else saved.push(file);
      });
    },
    sound: () => {},
  });
  await work;
  return { files: saved, seconds: end - (first ?? end), trouble };
}

/** Writes one JPEG; the words of what kept it from that otherwise. */
export async function savePicture(
  files: Files,
  path: string,
  { data, at }: { readonly data: Uint8Array; readonly at: number },
): Promise<AlarmFile | string> {
  const draft = openDraft(files, path);
  draft.append(data);
  await draft.settle();
  const { failure } = draft;
  if (failure) {
    await draft.abandon();
    return failure.message;
  }
  try {
    await draft.complete();
    return { path, type: "image/jpeg", bytes: data.length, at };
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
