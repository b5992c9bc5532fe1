import { bool, choice, int, text } from "../field.ts";
import { group } from "../group.ts";
import { ascii, degrees, host } from "./shapes.ts";

export const identity = group("identity", "How the camera calls itself.", {
  hostName: text({
    default: "MyCamera",
    max: 16,
    pattern: /^[0-9A-Za-z ]*$/,
    allowed: "at most 16 letters, digits or spaces",
    doc: "Name of the camera, on the network and in deliveries.",
  }),
  comment: ascii({ default: "", max: 32, doc: "Description of the camera." }),
});

export const clock = group("clock", "The camera's time and its status light.", {
  timeFormat: choice({
    values: ["24-hour", "12-hour"],
    default: "24-hour",
    doc: "How times are drawn into the picture.",
  }),
  dateFormat: choice({
    values: ["YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY", "YYYY/MM/DD"],
    default: "MM/DD/YYYY",
    doc: "How dates are drawn into the picture.",
  }),
  timeZone: int({ default: 26, min: 0, max: 75, doc: "Number of the time zone in the list of time zones." }),
  daylightSaving: bool({ default: true, doc: "Follows daylight saving time where the zone has it." }),
  ntpEnabled: bool({ default: true, doc: "Takes the time from an NTP server." }),
  ntpServer: host({
    default: "clock.via.net",
    doc: "The NTP server. The first value stands for the clock of the computer itself: nobody is asked until another one is set.",
  }),
  ntpDay: int({
    default: 0,
    min: 0,
    max: 7,
    doc: "Day on which the time is taken: 0 daily, 1 Sunday to 7 Saturday.",
  }),
  ntpHour: int({ default: 6, min: 0, max: 23, doc: "Hour at which the time is taken." }),
  ntpMinute: int({ default: 1, min: 0, max: 59, doc: "Minute at which the time is taken." }),
  latitude: degrees({
    most: 90,
    doc: "Where the camera stands, north of the equator, for sunrise and sunset.",
  }),
  longitude: degrees({ most: 180, doc: "Where the camera stands, east of Greenwich." }),
  led: bool({
    default: true,
    doc: "Lights the camera's status lamp, where --gpio says which line of the machine that is.",
  }),
});

const dateTime = (doc: string) =>
  text({
    default: "1970-01-01 00:00:00",
    max: 19,
    pattern: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
    allowed: "YYYY-MM-DD hh:mm:ss",
    readOnly: true,
    doc,
  });

export const device = group("device", "What the camera knows of itself.", {
  configVersion: ascii({ default: "", max: 64, readOnly: true, doc: "Version of the settings." }),
  rebootedAt: dateTime("When the camera last restarted by itself or by request, in its own time."),
  bootedAt: dateTime("When the camera was last started, in its own time."),
  rebootReason: ascii({ default: "", max: 128, readOnly: true, doc: "Why the camera last restarted." }),
  watchdogRestarts: int({
    default: 0,
    min: 0,
    max: 2 ** 31 - 1,
    readOnly: true,
    doc: "How often the camera restarted because a part of it hung.",
  }),
  watchdogTimes: ascii({
    default: "",
    max: 256,
    readOnly: true,
    doc: "When it did, in Unix time, newest first, separated by semicolons.",
  }),
  privacyButton: int({
    default: 0,
    min: 0,
    max: 1,
    readOnly: true,
    doc: "Whether the privacy button is pressed.",
  }),
  registrationInterval: int({
    default: 0,
    min: 0,
    max: 2 ** 31 - 1,
    readOnly: true,
    doc: "Seconds between registrations with the vendor's cloud; the camera never does.",
  }),
});

export const watchdog = group("watchdog", "What is restarted when a part of the camera hangs.", {
  wifiMinutes: int({
    default: 20,
    min: 0,
    max: 1440,
    doc: "Minutes without a request after which Wi-Fi is joined anew; 0 is never.",
    noEffect: "the computer's operating system keeps its own network alive",
  }),
  idleSeconds: int({
    default: 300,
    min: 0,
    max: 86400,
    doc: "Seconds without a sign of life, while nobody watches, after which the stream server is restarted.",
    noEffect: "parts report their end at once, so there is no silence to wait out",
  }),
  activeSeconds: int({
    default: 180,
    min: 0,
    max: 86400,
    doc: "The same while somebody watches.",
    noEffect: "parts report their end at once, so there is no silence to wait out",
  }),
});
