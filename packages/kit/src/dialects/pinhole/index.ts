import type { Answer, Dialect } from "../dialect.ts";
import { alarmPages, recordingRoute, serveAlarmPage } from "./alarms.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { descriptionRoute } from "./description.ts";
import { logRoute } from "./log.ts";
import { machineRoutes } from "./machine.ts";
import { motionDayRoute, motionRoute } from "./motion.ts";
import { type Route, refuse } from "./route.ts";
import { settingsRoute } from "./settings.ts";
import { stateRoute } from "./state.ts";
import { isStream, programmeOf, serveStream } from "./streams.ts";
import { uploadRoutes } from "./uploads.ts";
import { versionRoutes } from "./versions.ts";
import { isWhep, serveWhep } from "./whep.ts";

export { decisionLine } from "./alarms.ts";
export { descriptionPath } from "./description.ts";

const routes: ReadonlyMap<string, Route> = new Map(
  [
    ...[settingsRoute, stateRoute, motionRoute, motionDayRoute, logRoute, descriptionRoute, recordingRoute],
    ...[...deliveryRoutes, ...uploadRoutes, ...machineRoutes, ...versionRoutes],
  ].map((route) => [route.path, route]),
);

/**
 * What the camera offers beside the vendors' paths: every channel by its name, as `/stream/h264/1` and for WebRTC as `/whep/h264/1`, and under
 * `/pinhole/` JSON for its pages and for programs, and lines for people.
 */
export const pinhole: Dialect = {
  name: "pinhole",
  level: (path) => {
    if (isStream(path) || isWhep(path)) return "viewer";
    return routes.get(path)?.level ?? (Object.hasOwn(alarmPages, path) ? alarmPages[path]?.level : undefined);
  },
  programme: programmeOf,
  changesState: (method, path) =>
    method !== "GET" && (routes.has(path) || Object.hasOwn(alarmPages, path) || isWhep(path)),
  serve: (request, camera): Answer | Promise<Answer> => {
    if (isWhep(request.path)) return serveWhep(request, camera);
    const route = routes.get(request.path);
    if (route === undefined) return serveAlarmPage(request, camera) ?? serveStream(request, camera);
    const answer = request.method === "GET" ? route.GET : request.method === "POST" ? route.POST : undefined;
    if (answer !== undefined) return answer(request, camera);
    const allow = [...(route.GET ? ["GET", "HEAD"] : []), ...(route.POST ? ["POST"] : [])].join(", ");
    return { ...refuse(405, `this path takes ${allow} only`), headers: { Allow: allow } };
  },
};
