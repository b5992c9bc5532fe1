import { clock, formatMoment, zoneClock } from "../../model/index.ts";
import type { Request } from "../dialect.ts";
import { json, type Route, refuse } from "./route.ts";

function numberOf({ query }: Request): number | undefined {
  const text = new URLSearchParams(query).get("number") ?? "";
  return /^[1-9]\d{0,7}$/.test(text) ? Number(text) : undefined;
}

const needsNumber = "number must be that of a version, such as 3; /pinhole/versions lists them";
const isGone = (number: number): string =>
  `version ${number} is not kept; /pinhole/versions lists those that are`;

/**
 * The states that the settings had, in JSON, for administrators.
 *
 *     GET  /pinhole/versions                    all of them, newest first
 *     GET  /pinhole/version-changes?number=3    what going back to one would change
 *     POST /pinhole/version?number=3            goes back to it
 */
export const versionRoutes: readonly Route[] = [
  {
    path: "/pinhole/versions",
    level: "admin",
    GET: async (_request, camera) => {
      const { timeZone, daylightSaving } = camera.get(clock)[0]!;
      const zone = zoneClock(timeZone, daylightSaving);
      const versions = await camera.history.versions();
      return json({
        versions: versions.map((each) => ({ ...each, when: formatMoment(zone.local(each.at)) })),
      });
    },
  },
  {
    path: "/pinhole/version-changes",
    level: "admin",
    GET: async (request, camera) => {
      const number = numberOf(request);
      if (number === undefined) return refuse(400, needsNumber);
      const changes = await camera.history.compare(number);
      return changes === undefined ? refuse(404, isGone(number)) : json({ changes });
    },
  },
  {
    path: "/pinhole/version",
    level: "admin",
    POST: async (request, camera) => {
      const number = numberOf(request);
      if (number === undefined) return refuse(400, needsNumber);
      const done = await camera.history.revert(number, request.caller);
      return done ? json({}) : refuse(404, isGone(number));
    },
  },
];
