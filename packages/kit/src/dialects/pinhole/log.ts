import { json, type Route, refuse } from "./route.ts";

const most = 1000;

/** The newest events, newest first: `limit` of them, of at most a severity. */
export const logRoute: Route = {
  path: "/pinhole/log",
  level: "admin",
  GET: ({ query }, camera) => {
    const asked = new URLSearchParams(query);
    const limit = Number(asked.get("limit") ?? 100);
    const severity = Number(asked.get("severity") ?? 7);
    if (!Number.isInteger(limit) || limit < 1 || limit > most)
      return refuse(400, `limit must be 1 to ${most}`);
    if (!Number.isInteger(severity) || severity < 0 || severity > 7)
      return refuse(400, "severity must be 0 to 7");
    return json(
      camera
        .log(most)
        .filter((event) => event.severity <= severity)
        .slice(0, limit),
    );
  },
};
