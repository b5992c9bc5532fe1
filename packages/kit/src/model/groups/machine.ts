import { bool, choice, int, list, point, text } from "../field.ts";
import { group } from "../group.ts";
import { panSteps, tiltSteps } from "../pan-tilt.ts";
import { ascii, openInt } from "./shapes.ts";

export const inputPin = group(
  "inputPin",
  "One electrical input.",
  {
    activeLevel: choice({ values: ["low", "high"], default: "low", doc: "The level that is an event." }),
    type: int({
      default: 0,
      min: 0,
      max: 3,
      doc: "What is connected.",
      noEffect: "the meaning is not public",
    }),
  },
  2,
);

export const outputPin = group(
  "outputPin",
  "One electrical output.",
  {
    initialLevel: choice({
      values: ["low", "high"],
      default: "high",
      doc: "Its level when the camera starts.",
    }),
    button: list(int({ default: 0, min: 0, max: 3600, doc: "A number." }), 3, {
      default: [0, 0, 10],
      doc: "The button of the output on the viewer's page.",
      noEffect: "the meaning is not public",
    }),
    action: choice({
      values: ["static", "pulse"],
      default: "pulse",
      doc: "Stays as it is switched, or falls back.",
    }),
    pulseSeconds: int({ default: 10, min: 1, max: 3600, doc: "Time after which it falls back." }),
  },
  2,
);

export const ptz = group("ptz", "Moving the camera.", {
  mode: int({
    default: 1,
    min: 0,
    max: 3,
    doc: "How the camera is moved.",
    noEffect: "the meaning is not public",
  }),
  motionMutex: choice({
    values: ["stay", "pause", "free"],
    default: "free",
    doc: "While motion is watched for: the camera stays, or nothing is found away from motion.position, or neither.",
  }),
  patrol: text({
    default: "",
    max: 128,
    pattern: /^[1-9],(?:[5-9]|[1-5]\d|60)(?:;[1-9],(?:[5-9]|[1-5]\d|60))*$/,
    allowed: "preset,seconds;preset,seconds ... with presets 1 to 9 and 5 to 60 seconds",
    doc: "The presets that a patrol visits and how long it stays.",
  }),
  home: point(panSteps, tiltSteps, { default: [0, 0], doc: "Pan and tilt position of home in motor steps." }),
  patrolSeconds: openInt({
    default: "",
    min: 5,
    max: 60,
    doc: "How long a patrol stays where it is not said; empty is 8.",
  }),
  patrolStyle: int({
    default: 0,
    min: 0,
    max: 3,
    doc: "Order of a patrol.",
    noEffect: "the meaning is not public",
  }),
  returnWhenIdle: bool({
    default: false,
    doc: "Returns to the position of motion detection when nobody moves it.",
  }),
  returnSeconds: int({ default: 60, min: 60, max: 900, doc: "After how long it returns." }),
  panSpeed: int({ default: 5, min: 1, max: 10, doc: "Speed to the sides." }),
  tiltSpeed: int({ default: 5, min: 1, max: 10, doc: "Speed up and down." }),
});

export const preset = group(
  "preset",
  "A position that the camera can be sent to.",
  {
    name: ascii({ default: "", max: 32, doc: "Name of the position." }),
    stored: bool({ default: false, doc: "A position is stored." }),
    position: point(panSteps, tiltSteps, { default: [0, 0], doc: "Pan and tilt position in motor steps." }),
  },
  9,
);

export const factory = group("factory", "What the maker gave the camera.", {
  name: ascii({ default: "", max: 32, readOnly: true, doc: "Name as delivered." }),
  network: ascii({
    default: "192.168.0.99/255.255.255.0",
    max: 31,
    readOnly: true,
    doc: "Address and netmask as delivered.",
  }),
  userSlots: int({
    default: 20,
    min: 0,
    max: 20,
    readOnly: true,
    doc: "How many viewers can have accounts.",
  }),
  summerTime: bool({ default: true, readOnly: true, doc: "Daylight saving time can be set." }),
  configured: bool({ default: true, readOnly: true, doc: "The camera has been set up." }),
});
