import type { Reply } from "@pinhole/kit/dialect";
import type { Route } from "./pages.ts";
import type { Readings } from "./readings.ts";

/** A running source whose newest picture is older than this is degraded. */
const oldestPicture = 15;

/** Public, so it says little: 200 when pictures come or nobody needs any, 503 when they do not, and what the page needs. */
export function healthRoute(readings: () => Readings): Route {
  return { level: "public", answer: () => reply(readings()) };
}

function problemOf({ source, pictureAge }: Readings): string | undefined {
  if (source === "idle") return undefined;
  if (source === "down") return "the source is down";
  if (pictureAge === undefined) return "there is no picture yet";
  return pictureAge > oldestPicture
    ? `the newest picture is ${Math.round(pictureAge)} seconds old`
    : undefined;
}

function reply(now: Readings): Reply {
  const problem = problemOf(now);
  const { since, rtspPort } = now;
  const body =
    problem === undefined
      ? { status: "ok", rtspPort }
      : { status: "degraded", reason: problem, since, rtspPort };
  return {
    status: problem === undefined ? 200 : 503,
    type: "application/json",
    body: `${JSON.stringify(body)}\n`,
  };
}
