export { drawChart } from "./chart.ts";
export { type Detector, type MotionSettings, openDetector } from "./detector.ts";
export { eventsOf, type Interval, merge, type Sample } from "./intervals.ts";
export { type Labels, parseLabels } from "./labels.ts";
export {
  addTally,
  falseAlarmsPerHour,
  nothing,
  scoreByEvent,
  scoreByTime,
  type Tally,
  tallyOf,
} from "./score.ts";
export { type Grey, grid, picturesPerSecond, sight } from "./sight.ts";
export { type Proposal, proposalsOf, type Seen, tryAll } from "./tuning.ts";
