/** What can be shown by itself: things that move, and things that only look like it. */
export const scenarioNames = [
  "walker",
  "walker-far",
  "crossing",
  "car",
  "walker-rain",
  "walker-night",
  "empty",
  "noise",
  "rain",
  "headlights",
  "lamp",
  "cloud",
  "insect",
  "shake",
  "foliage",
] as const;

export type ScenarioName = (typeof scenarioNames)[number];
