import { type RecordOf, scheduledPictures, timedPictures } from "@pinhole/kit/model";
import type { Job, JobFile, LocalTime, Reveal } from "../action.ts";

/** A name on a server, and whether a file of that name is to be replaced. */
export interface FileName {
  readonly name: string;
  readonly replace: boolean;
}

type Naming = Pick<
  RecordOf<typeof timedPictures> | RecordOf<typeof scheduledPictures>,
  "fixedName" | "prefixed" | "name"
>;

/** The rules under whose name planned pictures are delivered. */
export const plannedRules = [timedPictures, scheduledPictures] as const;

/**
 * What a file of a job is called on the server. Clips and pictures of alarms keep the unique name that they have in the
 * outbox; planned pictures are named as they are set to be.
 */
export function fileNameOf(
  { alarm }: Pick<Job, "alarm">,
  file: JobFile,
  { settings, local }: { readonly settings: Reveal; local(unix: number): LocalTime },
): FileName {
  const group = plannedRules.find(({ name }) => name === alarm.rule);
  const naming: Naming | undefined = group && settings(group)[0];
  if (naming === undefined) return { name: file.name, replace: false };
  return plannedName(naming, local(file.at), endingOf(file.name));
}

/** "snapshot.jpg", "20260301-213005.jpg", or "garden-20260301-213005.jpg". */
export function plannedName({ fixedName, prefixed, name }: Naming, at: LocalTime, ending: string): FileName {
  const given = name === "" ? "snapshot" : name;
  if (fixedName) return { name: `${given}${ending}`, replace: true };
  const time = timeName(at);
  return { name: `${prefixed ? `${given}-` : ""}${time}${ending}`, replace: false };
}

/** "20260301-213005". */
export function timeName({ year, month, day, hour, minute, second }: LocalTime): string {
  return `${year}${month}${day}-${hour}${minute}${second}`;
}

/** ".jpg" of "a.jpg". */
export function endingOf(name: string): string {
  return /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? "";
}
