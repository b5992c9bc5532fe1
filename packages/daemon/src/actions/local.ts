import { zoneClock } from "@pinhole/kit/model";
import type { LocalTime } from "./action.ts";

/** A moment (Unix time in seconds) as the camera's clock shows it. */
export function localTimeOf(unix: number, zone: number, daylightSaving: boolean): LocalTime {
  const local = zoneClock(zone, daylightSaving).local(unix);
  const standard = zoneClock(zone, false).local(unix);
  const utc = (time: typeof local): number =>
    Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second) / 60_000;
  const minutes = Math.round(utc(local) - Math.floor(unix) / 60);
  const size = Math.abs(minutes);
  return {
    year: String(local.year).padStart(4, "0"),
    month: two(local.month),
    day: two(local.day),
    hour: two(local.hour),
    minute: two(local.minute),
    second: two(local.second),
    offset: `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${two(size % 60)}`,
    daylightSaving: utc(local) !== utc(standard),
  };
}

const two = (value: number): string => String(value).padStart(2, "0");
