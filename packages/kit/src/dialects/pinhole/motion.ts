import { type CameraPort, motion, motionWindow } from "../../model/index.ts";
import { json, type Route } from "./route.ts";

/** How much moves in each window, beside its threshold, for whoever may look. */
export const motionRoute: Route = {
  path: "/pinhole/motion",
  level: "viewer",
  GET: (_request, camera) => json(motionOf(camera)),
};

/** How much moved in each minute of the last day. */
export const motionDayRoute: Route = {
  path: "/pinhole/motion-day",
  level: "viewer",
  GET: (_request, camera) => json({ minutes: camera.watching.day() }),
};

function motionOf(camera: CameraPort) {
  const report = camera.watching.motion();
  const windows = camera.get(motionWindow);
  const whole = windows[0]?.enabled === true;
  return {
    enabled: camera.get(motion)[0]!.enabled,
    now: camera.now(),
    /** Absent while it is not known. */
    ...(report === undefined ? {} : { moving: report.moving, tamper: report.tamper }),
    windows: windows.map(({ enabled, name, threshold }, index) => ({
      number: index + 1,
      name,
      threshold,
      // The first window is all of the picture: while it is watched the others rest.
      watched: enabled && (index === 0) === whole,
      level: report?.levels[index],
    })),
  };
}
