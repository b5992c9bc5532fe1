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
