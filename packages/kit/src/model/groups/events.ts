import { bool, choice, flags, int, list, text } from "../field.ts";
import { group } from "../group.ts";
import { schedule } from "./shapes.ts";

/** What an event may set off, in the order in which it is listed. */
export const eventActions = ["mail", "ftp", "notify", "post", "share"] as const;

/** What an entry of the list of events may set off. */
export const entryActions = [
  "output1",
  "output2",
  "mail",
  "ftp",
  "message",
  "notify",
  "post",
  "whiteLight",
  "share",
  "sdCard",
  "output3",
  "output4",
  "shareRecording",
  "sdRecording",
] as const;

/** What can happen. */
export const eventTriggers = [
  "input1",
  "input2",
  "motion",
  "pir",
  "audio",
  "http",
  "periodic",
  "continuous",
  "input3",
  "input4",
  "motion2",
  "motion3",
  "motion4",
  "audio2",
  "audio3",
  "audio4",
] as const;

const formats = ["mp4", "avi", "jpg"] as const;
const seconds = (value: number, doc: string) => int({ default: value, min: 0, max: 60, doc });

export const events = group("events", "What happens when something happens.", {
  armed: bool({ default: false, doc: "Events set off actions." }),
  scheduled: bool({
    default: true,
    doc: "Events set off actions only within the schedule; an empty one is always.",
  }),
  schedule: list(schedule("Days and hours; see the guide on alarms."), 10, {
    doc: "When events set off actions, such as Mon-Fri,18:00-06:00.",
  }),
  intervalMinutes: int({
    default: 0,
    min: 0,
    max: 60,
    doc: "Least minutes from the beginning of an alarm to that of the next; 0 is none.",
  }),
  motion: flags(eventActions, { default: { ftp: true }, doc: "What motion sets off." }),
  format: choice({ values: formats, default: "mp4", doc: "A clip in this container, or pictures." }),
  stream: int({ default: 1, min: 1, max: 5, doc: "The stream that clips are made of." }),
  preSeconds: seconds(5, "How much of the time before the event a clip shows."),
  postSeconds: seconds(10, "How much of the time after the event a clip shows."),
  audio: flags(eventActions, { default: { ftp: true }, doc: "What noise sets off." }),
  http: flags(eventActions, { doc: "What the web request for an event sets off." }),
  input1: flags(eventActions, { doc: "What the first input sets off." }),
  input2: flags(eventActions, { doc: "What the second input sets off." }),
  pir: flags(eventActions, { doc: "What the heat sensor sets off." }),
  login: flags(eventActions, { doc: "What a login that was locked after many failures sets off." }),
  tamper: flags(eventActions, { doc: "What a camera that is covered or moved sets off." }),
  prolong: bool({
    default: false,
    doc: "What happens during an alarm prolongs it, to five minutes at most; off, the next alarm follows it.",
  }),
  keepDays: int({
    default: 30,
    min: 0,
    max: 3650,
    doc: "Days after which the camera's own copy of a clip is removed; 0 is never.",
  }),
  keepMb: int({
    default: 2048,
    min: 16,
    max: 1048576,
    doc: "Room in MiB for the camera's own copies of clips; the oldest go first.",
  }),
  pictureRate: int({
    default: 5,
    min: 1,
    max: 30,
    doc: "Pictures per second where pictures are sent, not a clip.",
  }),
});

export const eventEntry = group(
  "eventEntry",
  "One line of the list of events: what happens, and what it sets off.",
  {
    defined: bool({ default: false, doc: "The entry exists." }),
    source: int({
      default: 1,
      min: 0,
      max: 9,
      doc: "The input or stream that the entry speaks of.",
      noEffect: "what happens already names its input or window, and the clip its stream",
    }),
    schedule: text({
      default: "0,",
      min: 1,
      max: 32,
      pattern: /^\d{1,2}(?:,\d{1,2})*,?$/,
      allowed: "numbers of schedules separated by commas, such as 0,",
      doc: "When the entry holds: 0 always, 2 never, another number by that entry of the schedule.",
    }),
    trigger: choice({ values: eventTriggers, default: "motion", doc: "What has to happen." }),
    actions: flags(entryActions, { doc: "What it sets off." }),
    intervalSeconds: int({
      default: 0,
      min: 0,
      max: 86400,
      doc: "Least seconds from the beginning of an alarm to that of the next, and the period of a periodic one; 0 is none.",
    }),
    format: choice({ values: formats, default: "mp4", doc: "A clip in this container, or pictures." }),
    preSeconds: seconds(5, "How much of the time before the event a clip shows."),
    postSeconds: seconds(10, "How much of the time after the event a clip shows."),
    stream: int({ default: 1, min: 1, max: 5, doc: "The stream that clips are made of." }),
    name: text({
      default: "",
      max: 32,
      pattern: /^[ -{}~]*$/,
      allowed: "at most 32 printable ASCII characters other than |",
      doc: "Name of the entry.",
    }),
  },
  10,
);

export const pir = group("pir", "The heat sensor.", {
  enabled: bool({ default: true, doc: "Heat that moves is an event." }),
  motionToo: bool({ default: false, doc: "Asks for motion in the picture as well." }),
  motionSeconds: int({ default: 1, min: 0, max: 3600, doc: "Time in which both have to happen." }),
});
