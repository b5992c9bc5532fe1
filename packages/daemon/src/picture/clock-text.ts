import { type LocalTime, type ZoneClock, zoneClock } from "@pinhole/kit/model";
import type { PictureSettings } from "./settings.ts";

type ClockSettings = Pick<PictureSettings, "clock" | "clockOffset" | "clockSpeed">;

const two = (value: number): string => String(value).padStart(2, "0");

/** Date and time of the camera's clock, in the formats of its settings; `at` is the machine's Unix time in seconds. */
export function openClockText(settings: ClockSettings): (at: number) => string {
  const { timeZone, daylightSaving, dateFormat, timeFormat } = settings.clock;
  const zone: ZoneClock = zoneClock(timeZone, daylightSaving);
  let second = Number.NaN;
  let text = "";
  return (at) => {
    const now = Math.floor(at * (settings.clockSpeed ?? 1) + settings.clockOffset);
    if (now === second) return text;
    second = now;
    const local = zone.local(now);
    text = `${dateText(local, dateFormat)} ${timeText(local, timeFormat)}`;
    return text;
  };
}

function dateText({ year, month, day }: LocalTime, format: PictureSettings["clock"]["dateFormat"]): string {
  return format.replace("YYYY", String(year)).replace("MM", two(month)).replace("DD", two(day));
}

function timeText(
  { hour, minute, second }: LocalTime,
  format: PictureSettings["clock"]["timeFormat"],
): string {
  const rest = `${two(minute)}:${two(second)}`;
  if (format === "24-hour") return `${two(hour)}:${rest}`;
  return `${two(hour % 12 || 12)}:${rest} ${hour < 12 ? "AM" : "PM"}`;
}
