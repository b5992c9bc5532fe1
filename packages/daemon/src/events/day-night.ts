import type { dayNight, RecordOf } from "@pinhole/kit/model";

type Rule = RecordOf<typeof dayNight>;

/** Decides whether it is night, by the clock or by how bright the picture is. */
export interface DayNight {
  /** `minuteOfDay` tells the camera's local time. */
  isNight(rule: Rule, minuteOfDay: () => number): boolean;
  /** Notes a brightness in percent at a time in seconds; returns whether night has come or gone by it. */
  measured(rule: Rule, percent: number, at: number): boolean;
}

export function openDayNight(): DayNight {
  let dark = false;
  let turning: number | undefined;
  return {
    isNight: (rule, minuteOfDay) => {
      if (rule.mode === "always") return true;
      if (rule.mode === "schedule") return isWithin(rule, minuteOfDay());
      return rule.mode === "auto" && dark;
    },
    measured: (rule, percent, at) => {
      const turns = dark ? percent > rule.dayAbove : percent < rule.nightBelow;
      if (rule.mode !== "auto" || !turns) {
        turning = undefined;
        return false;
      }
      turning ??= at;
      if (at - turning < rule.interval) return false;
      dark = !dark;
      turning = undefined;
      return true;
    },
  };
}

/** Whether a minute lies in the rule's hours, which may go past midnight; hours that begin and end together are none. */
function isWithin(rule: Rule, minute: number): boolean {
  const start = rule.startHour * 60 + rule.startMinute;
  const end = rule.endHour * 60 + rule.endMinute;
  if (start <= end) return minute >= start && minute < end;
  return minute >= start || minute < end;
}
