import { timeZones } from "../../model/index.ts";

/** A zone of the table as the vendor's pages write it: "Europe/Berlin", or "UTC+05:30" where clocks never change. */
export function formatZone(index: number): string {
  const zone = timeZones[index];
  return zone?.daylightSaving ?? offsetText(zone?.offsetMinutes ?? 0);
}

/** The number of the first zone of that name or offset; undefined when the table has none. */
export function parseZone(text: string): number | undefined {
  const named = timeZones.findIndex(({ daylightSaving }) => daylightSaving === text);
  if (named >= 0) return named;
  const fixed = timeZones.findIndex(
    ({ daylightSaving, offsetMinutes }) => daylightSaving === undefined && offsetText(offsetMinutes) === text,
  );
  if (fixed >= 0) return fixed;
  const offset = offsetIn(text);
  const near = timeZones.findIndex(
    ({ offsetMinutes, daylightSaving }) => offsetMinutes === offset && daylightSaving !== undefined,
  );
  return offset === undefined || near < 0 ? undefined : near;
}

function offsetText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The offset that a zone of the IANA database has today, without its daylight saving. */
function offsetIn(name: string): number | undefined {
  if (!/^[A-Za-z]+\/[A-Za-z/_+-]{1,40}$/.test(name)) return undefined;
  try {
    const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
    const offsets = [0, 6].map((month) => {
      const text = format.formatToParts(Date.UTC(2026, month, 1)).find(({ type }) => type === "timeZoneName");
      const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(text?.value ?? "") ?? [];
      return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1);
    });
    return Math.min(...offsets);
  } catch {
    return undefined;
  }
}
