/** What the camera remembers beside its settings, as at the first start. */
export const facts = {
  mac: "",
  serial: "",
  wpsPin: "",
  privacy: false,
  clockOffset: 0,
  clockSpeed: 1,
  night: false,
  restartReason: "",
  restartedAt: 0,
  watchdogRestarts: 0,
  watchdogTimes: "",
};

/** What is remembered when a part of the camera has been started anew: how often, and when the last times were. */
export function afterCrash(
  { watchdogRestarts, watchdogTimes }: Pick<typeof facts, "watchdogRestarts" | "watchdogTimes">,
  now: number,
): Pick<typeof facts, "watchdogRestarts" | "watchdogTimes"> {
  const times = [Math.round(now), ...watchdogTimes.split(";").filter((time) => time !== "")];
  return { watchdogRestarts: watchdogRestarts + 1, watchdogTimes: times.slice(0, 10).join(";") };
}
