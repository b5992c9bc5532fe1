import type { eventEntry, events, RecordOf } from "@pinhole/kit/model";

/** What the cards of the alarms page are made of. */
export interface AlarmSettings {
  readonly rules: RecordOf<typeof events>;
  readonly entries: readonly RecordOf<typeof eventEntry>[];
}
