import { clock, dayNight, holds, parseSchedule, video, zoneClock } from "@pinhole/kit/model";
import { placeOf } from "./alarms.ts";
import type { DayNight } from "./events/day-night.ts";
import type { Settings } from "./store/settings.ts";

/** Whether it is night for the picture at a time of the camera: by its schedule, by the hours, or by the brightness. */
export function isNight(settings: Pick<Settings, "get">, nightfall: DayNight, now: number): boolean {
  const [rule] = settings.get(dayNight);
  const { timeZone, daylightSaving } = settings.get(clock)[0]!;
  const zone = zoneClock(timeZone, daylightSaving);
  const { scheduled, schedule } = settings.get(video)[0]!;
  const isScheduled = (text: string): boolean => {
    const parsed = parseSchedule(text);
    return "value" in parsed && holds(parsed.value, now, { zone, place: placeOf(settings) });
  };
  if (scheduled && schedule.some(isScheduled)) return true;
  return nightfall.isNight(rule!, () => {
    const { hour, minute } = zone.local(now);
    return hour * 60 + minute;
  });
}
