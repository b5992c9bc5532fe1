import type { Answer, Dialect } from "../dialect.ts";
import { logRoute } from "./log.ts";
import { type Route, refuse } from "./route.ts";
import { settingsRoute } from "./settings.ts";
import { stateRoute } from "./state.ts";
import { isStream, programmeOf, serveStream } from "./streams.ts";

const routes: ReadonlyMap<string, Route> = new Map(
  [settingsRoute, stateRoute, logRoute].map((route) => [route.path, route]),
);

/**
 * What the camera offers beside the vendors' paths: every channel by its name, as `/stream/h264/1`, and JSON for its
 * pages and for programs under `/pinhole/`.
 */
export const pinhole: Dialect = {
  name: "pinhole",
  level: (path) => (isStream(path) ? "viewer" : routes.get(path)?.level),
  programme: programmeOf,
  changesState: (method, path) => method !== "GET" && routes.get(path)?.POST !== undefined,
  serve: (request, camera): Answer | Promise<Answer> => {
    const route = routes.get(request.path);
    if (route === undefined) return serveStream(request, camera);
    const answer = request.method === "GET" ? route.GET : request.method === "POST" ? route.POST : undefined;
    if (answer !== undefined) return answer(request, camera);
    const allow = [...(route.GET ? ["GET", "HEAD"] : []), ...(route.POST ? ["POST"] : [])].join(", ");
    return { ...refuse(405, `this path takes ${allow} only`), headers: { Allow: allow } };
  },
};
