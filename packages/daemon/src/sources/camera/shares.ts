import {
  type AnyRecord,
  audio,
  clock,
  dayNight,
  defaults,
  events,
  type Group,
  h264Channel,
  identity,
  motion,
  motionWindow,
  privacyMask,
  video,
} from "@pinhole/kit/model";

/** A group, or a part of it, that is the business of the camera behind this one. */
export interface Share {
  readonly group: Group;
  /** The fields of it; all where they are not named. */
  readonly fields?: readonly string[];
  /** How many of its records, from the first; all where it is not said. */
  readonly records?: number;
  /** The camera does it alone: what here would do it a second time is told these values. */
  readonly neutral?: AnyRecord;
}

/**
 * Every setting that is sent on to the camera behind this one. All others are this camera's own: users, web server,
 * network, deliveries, recordings, further channels, codecs and loudness of the sound, positions.
 */
export const shares: readonly Share[] = [
  {
    group: video,
    fields: Object.keys(video.fields).filter((field) => field !== "defaultChannel"),
    neutral: { timestamp: false },
  },
  { group: privacyMask, neutral: {} },
  { group: dayNight, neutral: {} },
  {
    group: h264Channel,
    records: 1,
    fields: Object.keys(h264Channel.fields).filter((field) => field !== "uri" && field !== "enabled"),
  },
  { group: motion, fields: ["enabled"] },
  { group: motionWindow },
  { group: events, fields: ["armed"] },
  { group: audio, fields: ["microphone", "speaker"] },
  {
    group: clock,
    fields: ["timeFormat", "dateFormat", "timeZone", "daylightSaving", "ntpEnabled", "ntpServer", "led"],
  },
  { group: identity },
];

/** Whether a field is among them. */
export function isShared(group: Group, index: number, field: string): boolean {
  const share = shares.find((each) => each.group.name === group.name);
  return (
    share !== undefined && index < (share.records ?? group.count) && (share.fields?.includes(field) ?? true)
  );
}

/** The value at which what is done here leaves the picture as it comes; undefined where it is to be done here as well. */
export function neutralOf(group: Group, field: string): unknown {
  const share = shares.find((each) => each.group.name === group.name);
  if (share?.neutral === undefined) return undefined;
  return Object.hasOwn(share.neutral, field)
    ? share.neutral[field]
    : (defaults(group)[0] as AnyRecord)[field];
}
