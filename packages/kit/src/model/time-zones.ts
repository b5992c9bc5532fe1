/** A time zone as cameras print it: the offset to UTC, the place, and the zone whose daylight saving it follows. */
export interface TimeZone {
  readonly offsetMinutes: number;
  readonly place: string;
  /** Name in the IANA time zone database; absent where clocks are never put forward. */
  readonly daylightSaving?: string;
}

type Row = readonly [offsetMinutes: number, place: string, daylightSaving?: string];

// Offsets as the firmware prints them, some of them historic: Chihuahua, Greenland, Almaty, Magadan, Caracas and others
// have moved since. A place that has given up daylight saving keeps its zone, whose rules then say that it has none.
const rows: readonly Row[] = [
  [-720, "International Date Line West"], // 0
  [-660, "Midway"], // 1
  [-600, "Hawaii"], // 2
  [-540, "Alaska", "America/Anchorage"], // 3
  [-480, "Pacific Time (US & Canada)", "America/Los_Angeles"], // 4
  [-420, "Arizona"], // 5
  [-420, "Chihuahua", "America/Chihuahua"], // 6
  [-420, "Mountain Time (US & Canada)", "America/Denver"], // 7
  [-360, "Central America"], // 8
  [-360, "Central Time (US & Canada)", "America/Chicago"], // 9
  [-360, "Guadalajara", "America/Mexico_City"], // 10
  [-360, "Saskatchewan"], // 11
  [-300, "Bogota"], // 12
  [-300, "Eastern Time (US & Canada)", "America/New_York"], // 13
  [-300, "Indiana (East)"], // 14
  [-240, "Atlantic Time (Canada)", "America/Halifax"], // 15
  [-240, "La Paz"], // 16
  [-240, "Santiago", "America/Santiago"], // 17
  [-210, "Newfoundland", "America/St_Johns"], // 18
  [-180, "Brasilia", "America/Sao_Paulo"], // 19
  [-180, "Buenos Aires"], // 20
  [-180, "Greenland", "America/Nuuk"], // 21
  [-120, "Mid-Atlantic", "Atlantic/South_Georgia"], // 22
  [-60, "Azores", "Atlantic/Azores"], // 23
  [-60, "Cape Verde Is."], // 24
  [0, "Casablanca"], // 25
  [0, "Dublin", "Europe/Dublin"], // 26
  [60, "Amsterdam", "Europe/Amsterdam"], // 27
  [60, "Belgrade", "Europe/Belgrade"], // 28
  [60, "Brussels", "Europe/Brussels"], // 29
  [60, "Sarajevo", "Europe/Sarajevo"], // 30
  [60, "West Central Africa"], // 31
  [120, "Athens", "Europe/Athens"], // 32
  [120, "Bucharest", "Europe/Bucharest"], // 33
  [120, "Cairo", "Africa/Cairo"], // 34
  [120, "Harare"], // 35
  [120, "Helsinki", "Europe/Helsinki"], // 36
  [120, "Jerusalem"], // 37
  [180, "Baghdad", "Asia/Baghdad"], // 38
  [180, "Kuwait"], // 39
  [180, "Moscow", "Europe/Moscow"], // 40
  [180, "Nairobi"], // 41
  [210, "Tehran", "Asia/Tehran"], // 42
  [240, "Abu Dhabi"], // 43
  [240, "Baku", "Asia/Baku"], // 44
  [270, "Kabul"], // 45
  [300, "Ekaterinburg", "Asia/Yekaterinburg"], // 46
  [300, "Islamabad"], // 47
  [330, "Chennai"], // 48
  [345, "Kathmandu"], // 49
  [360, "Almaty", "Asia/Almaty"], // 50
  [360, "Astana"], // 51
  [360, "Sri Jayawardenepura"], // 52
  [390, "Rangoon"], // 53
  [420, "Bangkok"], // 54
  [420, "Krasnoyarsk", "Asia/Krasnoyarsk"], // 55
  [480, "Beijing"], // 56
  [480, "Irkutsk", "Asia/Irkutsk"], // 57
  [480, "Kuala Lumpur"], // 58
  [480, "Perth"], // 59
  [480, "Taipei"], // 60
  [540, "Osaka"], // 61
  [540, "Seoul"], // 62
  [540, "Yakutsk", "Asia/Yakutsk"], // 63
  [570, "Adelaide", "Australia/Adelaide"], // 64
  [570, "Darwin"], // 65
  [600, "Brisbane"], // 66
  [600, "Canberra", "Australia/Sydney"], // 67
  [600, "Guam"], // 68
  [600, "Hobart", "Australia/Hobart"], // 69
  [600, "Vladivostok", "Asia/Vladivostok"], // 70
  [660, "Magadan"], // 71
  [720, "Auckland", "Pacific/Auckland"], // 72
  [720, "Fiji"], // 73
  [780, "Nuku'alofa"], // 74
  [-270, "Caracas"], // 75
];

/** By the number that the cameras' settings hold, 0 to 75. */
export const timeZones: readonly TimeZone[] = rows.map(([offsetMinutes, place, daylightSaving]) => ({
  offsetMinutes,
  place,
  ...(daylightSaving === undefined ? {} : { daylightSaving }),
}));

/** What a clock on the wall shows; months from 1. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Turns moments (Unix time in seconds) into local times of one zone and back. */
export interface ZoneClock {
  local(unix: number): LocalTime;
  /** An hour that occurs twice is the first; one that is left out in spring is read as the hour after it. */
  unix(local: LocalTime): number;
}

/** The clock of a zone of the table, by its number; without `daylightSaving` it is never put forward. */
export function zoneClock(zone: number, daylightSaving: boolean): ZoneClock {
  const { offsetMinutes, daylightSaving: rules } = zoneOf(zone);
  const forward = daylightSaving && rules !== undefined ? forwardReader(rules, offsetMinutes) : () => 0;
  return {
    local: (unix) => {
      const shown = new Date((Math.floor(unix) + offsetMinutes * 60 + forward(unix)) * 1000);
      return {
        year: shown.getUTCFullYear(),
        month: shown.getUTCMonth() + 1,
        day: shown.getUTCDate(),
        hour: shown.getUTCHours(),
        minute: shown.getUTCMinutes(),
        second: shown.getUTCSeconds(),
      };
    },
    unix: ({ year, month, day, hour, minute, second }) => {
      const standard = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offsetMinutes * 60;
      const earlier = standard - hourSeconds;
      return forward(earlier) === hourSeconds ? earlier : standard;
    },
  };
}

/** The local time of a moment (Unix time in seconds) in a zone of the table. */
export function localTime(unix: number, zone: number, daylightSaving: boolean): LocalTime {
  return zoneClock(zone, daylightSaving).local(unix);
}

/** The moment (Unix time in seconds) at which clocks in a zone of the table show a local time. */
export function unixTime(local: LocalTime, zone: number, daylightSaving: boolean): number {
  return zoneClock(zone, daylightSaving).unix(local);
}

/** Days of a month of the Gregorian calendar; months from 1. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf({ year, month, day }: Pick<LocalTime, "year" | "month" | "day">): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

const hourSeconds = 3600;

function zoneOf(index: number): TimeZone {
  const zone = timeZones[index];
  if (zone === undefined)
    throw new TypeError(`time zone ${index} is not in the table of ${timeZones.length}`);
  return zone;
}

/** By how much clocks are put forward at a moment: 0, or an hour in every zone of the table. */
function forwardReader(rules: string, offsetMinutes: number): (unix: number) => number {
  const summer = summers.find(({ zones }) => zones.test(rules));
  let offset: ReturnType<typeof offsetReader> | undefined;
  return (unix) => {
    const year = new Date(unix * 1000).getUTCFullYear();
    if (summer && year >= summer.since) {
      const [first, last] = summer.hours(year, offsetMinutes);
      return unix >= first && unix < last ? hourSeconds : 0;
    }
    offset ??= offsetReader(rules);
    const winter = Math.min(offset(Date.UTC(year, 0, 1) / 1000), offset(Date.UTC(year, 6, 1) / 1000));
    return offset(unix) > winter ? hourSeconds : 0;
  };
}

/** A rule that holds in many zones, without a change since a year. */
interface Summer {
  readonly zones: RegExp;
  readonly since: number;
  /** From when to when clocks are put forward in a year, Unix time. */
  hours(year: number, offsetMinutes: number): readonly [number, number];
}

/** The usual rules; to ask the system's database for them, once, takes 8 MB of memory. */
const summers: readonly Summer[] = [
  {
    // Directive 2000/84/EC: everywhere at one moment, 1:00 UTC.
    zones:
      /^(?:Europe\/(?:Dublin|Amsterdam|Belgrade|Brussels|Sarajevo|Athens|Bucharest|Helsinki)|Atlantic\/Azores)$/,
    since: 2002,
    hours: (year) => [sunday(year, 3, 25) + hourSeconds, sunday(year, 10, 25) + hourSeconds],
  },
  {
    // Energy Policy Act of 2005: at 2:00 on the clock.
    zones: /^America\/(?:Anchorage|Los_Angeles|Denver|Chicago|New_York|Halifax)$/,
    since: 2007,
    hours: (year, offsetMinutes) => [
      sunday(year, 3, 8) + 2 * hourSeconds - offsetMinutes * 60,
      sunday(year, 11, 1) + hourSeconds - offsetMinutes * 60,
    ],
  },
];

/** The first Sunday from a day of a year on, 0:00 UTC as Unix time. */
function sunday(year: number, month: number, day: number): number {
  const weekday = weekdayOf({ year, month, day });
  return Date.UTC(year, month - 1, day + ((7 - weekday) % 7)) / 1000;
}

/** Reads the offset to UTC, in minutes, of a zone of the IANA database. */
function offsetReader(name: string): (unix: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "longOffset" });
  return (unix) => {
    const text = format.formatToParts(unix * 1000).find((part) => part.type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(text) ?? [];
    const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return sign === "-" ? -size : size;
  };
}
