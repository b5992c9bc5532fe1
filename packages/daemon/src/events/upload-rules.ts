import type {
  ActionName,
  alarmClips,
  alarmMails,
  alarmPictures,
  events,
  RecordOf,
  TriggerKind,
} from "@pinhole/kit/model";

/** What INSTAR's menus make of an alarm, as the rules of alarms are written. */
export interface UploadRule<When> {
  readonly name: "alarmClips" | "alarmPictures" | "alarmMails";
  readonly kind: TriggerKind;
  readonly when: When;
  readonly actions: readonly ActionName[];
  readonly attachment: {
    readonly format: "mp4" | "jpg";
    readonly stream: 1 | 2 | 3;
    readonly preSeconds: number;
    readonly postSeconds: number;
    readonly pictureRate: number;
  };
  readonly restSeconds: number;
}

const kinds: readonly TriggerKind[] = ["motion", "audio", "input", "pir", "http"];

/** Rules for what is uploaded and mailed of each alarm; of one name for all kinds of it, so that they rest together. */
export function uploadRules<When>(settings: {
  readonly clips: RecordOf<typeof alarmClips>;
  readonly pictures: RecordOf<typeof alarmPictures>;
  readonly mails: RecordOf<typeof alarmMails>;
  readonly events: Pick<RecordOf<typeof events>, "stream" | "preSeconds" | "postSeconds">;
  readonly when: When;
}): readonly UploadRule<When>[] {
  const { clips, pictures, mails, events: set, when } = settings;
  const actions = ["ftp"] as const;
  const stream = (set.stream <= 3 ? set.stream : 1) as 1 | 2 | 3;
  const clip = {
    name: "alarmClips",
    ...{ when, actions, restSeconds: clips.restSeconds },
    attachment: {
      format: "mp4",
      stream,
      preSeconds: set.preSeconds,
      postSeconds: set.postSeconds,
      pictureRate: 1,
    },
  } as const;
  const series = {
    name: "alarmPictures",
    ...{ when, actions, restSeconds: pictures.restSeconds },
    // One a second: the first at once, the last after as many seconds as there are more of them.
    attachment: { format: "jpg", stream, preSeconds: 0, postSeconds: pictures.count - 1, pictureRate: 1 },
  } as const;
  const mailed = {
    name: "alarmMails",
    ...{ when, restSeconds: mails.restSeconds },
    actions: ["mail"],
    attachment: { ...series.attachment, postSeconds: Math.max(0, mails.count - 1) },
  } as const;
  return kinds.flatMap((kind) => [
    ...(clips.enabled ? [{ ...clip, kind }] : []),
    ...(pictures.enabled ? [{ ...series, kind }] : []),
    ...(mails.enabled ? [{ ...mailed, kind }] : []),
  ]);
}
