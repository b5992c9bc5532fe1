import { clock, identity, zoneClock } from "../../model/index.ts";
import { json, type Route } from "./route.ts";

/** What the camera is and how it is, for whoever may look. */
export const stateRoute: Route = {
  path: "/pinhole/state",
  level: "viewer",
  GET: ({ caller }, camera) => {
    const { model } = camera;
    const { timeZone, daylightSaving } = camera.get(clock)[0]!;
    const now = camera.now();
    return json({
      name: camera.get(identity)[0]!.hostName,
      model: { name: model.name, company: model.company, firmware: model.firmware, has: model.has },
      device: camera.device(),
      now,
      localTime: zoneClock(timeZone, daylightSaving).local(now),
      pins: camera.pins(),
      privacy: camera.privacy(),
      caller: { name: caller.name, level: caller.level, privileges: [...caller.privileges] },
    });
  },
};
