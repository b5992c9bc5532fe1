import { bool, int, point, rect } from "../field.ts";
import { group } from "../group.ts";
import { panSteps, tiltSteps } from "../pan-tilt.ts";
import { ascii } from "./shapes.ts";

export const motion = group("motion", "Watching the picture for motion.", {
  enabled: bool({ default: true, doc: "Watches the picture." }),
  position: point(panSteps, tiltSteps, {
    default: [0, 0],
    doc: "Pan and tilt position, in motor steps, that the windows belong to.",
  }),
});

export const motionWindow = group(
  "motionWindow",
  "One area of the picture that is watched for motion.",
  {
    enabled: bool({ default: false, doc: "Watches this area." }),
    name: ascii({ default: "", max: 12, doc: "Name of the area." }),
    area: rect(640, 480, {
      default: [0, 0, 160, 120],
      doc: "Corners on a 640 x 480 grid, whatever the resolution.",
    }),
    threshold: int({
      default: 127,
      min: 0,
      max: 255,
      doc: "Level above which it counts as motion; 255 is all of the area, each tenth part of it 53 less.",
    }),
    sensitivity: int({
      default: 6,
      min: 0,
      max: 10,
      doc: "How small a contrast is noticed; 10 is the smallest.",
    }),
    updateRate: int({
      default: 90,
      min: 1,
      max: 100,
      doc: "How fast what has stopped becomes background: in two seconds for each point below 100, which compares each picture with the one before.",
    }),
  },
  4,
);
