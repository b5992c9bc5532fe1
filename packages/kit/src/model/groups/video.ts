import { bool, choice, int, list, rect, text } from "../field.ts";
import { group } from "../group.ts";
import { ascii, schedule } from "./shapes.ts";

const level = (doc: string) => int({ default: 4, min: 1, max: 7, doc });

export const video = group("video", "The picture before it is encoded.", {
  scheduled: bool({ default: false, doc: "It is night for the picture when the schedule says so." }),
  schedule: list(schedule("Days and hours; see the guide on alarms."), 10, {
    doc: "When the picture is that of the night, such as sunset..sunrise.",
  }),
  timestamp: bool({ default: true, doc: "Draws date and time into the picture." }),
  textOverlay: bool({ default: false, doc: "Draws the text into the picture." }),
  text: ascii({ default: "", max: 20, doc: "The text that is drawn into the picture." }),
  powerLineHz: choice({
    values: ["50", "60"],
    default: "50",
    doc: "Mains frequency of the lamps in view.",
    noEffect: "the source's own exposure decides whether lamps flicker",
  }),
  whiteBalance: choice({
    values: ["auto", "indoor", "whiteLight", "yellowLight", "outdoor", "blackAndWhite"],
    default: "auto",
    doc: "Light that white is measured by, or no colour at all.",
  }),
  exposure: level("Brightness, from 1, darkest, to 7, brightest."),
  sharpness: level("From 1, softest, to 7, sharpest."),
  flip: bool({ default: false, doc: "Turns the picture upside down." }),
  mirror: bool({ default: false, doc: "Swaps left and right." }),
  hue: level("Turns all colours round the colour wheel, from 1 to 7; 4 leaves them."),
  saturation: level("From 1, pale, to 7, vivid."),
  contrast: level("From 1, flat, to 7, hard."),
  defaultChannel: int({
    default: 1,
    min: 1,
    max: 3,
    doc: "The stream that is played when a viewer names none.",
  }),
  aspectRatio: int({
    default: 0,
    min: 0,
    max: 2,
    doc: "Shape of the picture.",
    noEffect: "the resolution of each channel sets its shape",
  }),
  nightMode: bool({
    default: false,
    doc: "Shows the picture as a camera does at night: brighter and without colour.",
  }),
});

export const privacyMask = group(
  "privacyMask",
  "An area of the picture that nobody gets to see.",
  {
    enabled: bool({ default: false, doc: "Covers this area." }),
    color: text({
      default: "888888",
      max: 6,
      min: 6,
      pattern: /^[0-9A-Fa-f]{6}$/,
      allowed: "a colour RRGGBB of six hexadecimal digits",
      doc: "Colour of the cover.",
    }),
    area: rect(640, 480, {
      default: [160, 180, 480, 300],
      doc: "Corners on a 640 x 480 grid, whatever the resolution.",
    }),
  },
  4,
);

const hour = (doc: string) => int({ default: 0, min: 0, max: 23, doc });
const minute = (doc: string) => int({ default: 0, min: 0, max: 59, doc });

export const dayNight = group("dayNight", "When the camera changes between day and night.", {
  filter: bool({ default: false, doc: "The infrared filter follows day and night." }),
  mode: choice({
    values: ["auto", "schedule", "off", "always"],
    default: "off",
    doc: "Night by brightness, by the hours below, never, or always.",
  }),
  startHour: hour("Hour at which night begins."),
  startMinute: minute("Minute at which night begins."),
  endHour: hour("Hour at which night ends."),
  endMinute: minute("Minute at which night ends."),
  interval: int({ default: 3, min: 0, max: 3600, doc: "Seconds for which the brightness has to last." }),
  nightBelow: int({ default: 35, min: 0, max: 100, doc: "Brightness in percent below which it is night." }),
  dayAbove: int({ default: 75, min: 0, max: 100, doc: "Brightness in percent above which it is day." }),
});
