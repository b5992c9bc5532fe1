import {
  type CameraPort,
  clock,
  type Group,
  type LocalTime,
  type RecordOf,
  type ValueOf,
  type ZoneClock,
  zoneClock,
} from "../../model/index.ts";

/** The record of a group that has one. */
export function firstRecord<G extends Group>(camera: CameraPort, group: G): RecordOf<G> {
  const [record] = camera.get(group);
  if (record === undefined) throw new TypeError(`the camera has no record of ${group.name}`);
  return record;
}

/** The clock of the time zone that the camera is set to. */
export function cameraClock(camera: CameraPort): ZoneClock {
  const { timeZone, daylightSaving } = firstRecord(camera, clock);
  return zoneClock(timeZone, daylightSaving);
}

export const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** "08:56:42". */
export function timeText({ hour, minute, second }: LocalTime): string {
  return [hour, minute, second].map(twoDigits).join(":");
}

/** "10/13/2015" or what else the camera is set to. */
export function dateText(time: LocalTime, format: ValueOf<typeof clock.fields.dateFormat>): string {
  return format
    .replace("YYYY", String(time.year).padStart(4, "0"))
    .replace("MM", twoDigits(time.month))
    .replace("DD", twoDigits(time.day));
}
