export { type Detector, type MotionSettings, openDetector } from "./detector.ts";
export { type Grey, grid, picturesPerSecond, sight } from "./sight.ts";
