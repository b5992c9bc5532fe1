import {
  type CameraPort,
  clock as clockGroup,
  formatMoment,
  type KeptDecision,
  type Pressable,
  parseMoment,
  type ZoneClock,
  zoneClock,
} from "../../model/index.ts";
import type { Answer, Reply, Request } from "../dialect.ts";
import { json, type Route, refuse as refuseRoute } from "./route.ts";

const mostLines = 100;

/** Recordings beside which the pictures and clips of the newest alarms are found. */
const mostRecordings = 1000;

/** The clock of the time zone that a camera is set to. */
function zoneOf(camera: CameraPort): ZoneClock {
  const { timeZone, daylightSaving } = camera.get(clockGroup)[0]!;
  return zoneClock(timeZone, daylightSaving);
}

interface Page {
  readonly methods: readonly ("GET" | "POST")[];
  readonly level: "viewer" | "admin";
  run(query: URLSearchParams, camera: CameraPort, request: Request): Reply | Promise<Reply>;
}

/** What a program asks for in the header Accept. */
const wantsJson = ({ headers }: Request): boolean => headers.accept?.includes("application/json") ?? false;

const say = (body: string, status = 200): Reply => ({ status, type: "text/plain; charset=utf-8", body });
const refuse = (words: string): Reply => say(`${words}\r\n`, 400);
const lines = (all: readonly string[], none: string): Reply =>
  say((all.length === 0 ? [none] : all).map((line) => `${line}\r\n`).join(""));

const parts: Readonly<Record<string, Pressable>> = {
  "input=1": "input1",
  "input=2": "input2",
  "pir=1": "pir",
};

/** `POST /pinhole/press?input=1&seconds=2`: presses an input, or warms the heat sensor. */
function press(query: URLSearchParams, camera: CameraPort, { caller }: Request): Reply {
  const { seconds = "1", ...rest } = Object.fromEntries(query);
  const part = parts[new URLSearchParams(rest).toString()];
  if (part === undefined) return refuse(`press: must be one of ${Object.keys(parts).join(", ")}`);
  const time = /^\d{1,4}(?:\.\d{1,3})?$/.test(seconds) ? Number(seconds) : 0;
  if (time <= 0 || time > 3600) return refuse("seconds: must be more than 0 and at most 3600");
  camera.alarms.press(part, time, caller);
  return say("OK");
}

/** `POST /pinhole/alarm`: a drill. */
function drill(_query: URLSearchParams, camera: CameraPort, { caller }: Request): Reply {
  return lines(
    camera.alarms.fire("drill", caller).map(({ outcome, reason }) => `${outcome}: ${reason}`),
    "none",
  );
}

/** `GET /pinhole/why?at=14:02`: why there was an alarm, or none. */
function why(query: URLSearchParams, camera: CameraPort, request: Request): Reply {
  const zone = zoneOf(camera);
  const text = query.get("at");
  const at = text === null ? camera.now() : parseMoment(text, zone, camera.now());
  if (at === undefined) return refuse("at: must be a time such as 14:02 or 2026-11-25 14:02");
  const show = (unix: number): string => formatMoment(zone.local(unix));
  const found = camera.alarms.why(at, mostLines);
  if (wantsJson(request)) {
    const decisions = found.map((each) => ({ ...each, from: show(each.first), to: show(each.last) }));
    return json({ at: show(at), decisions });
  }
  return lines(
    found.map((decision) => decisionLine(decision, show)),
    `nothing happened within a minute of ${show(at)} that could have set off an alarm`,
  );
}

/** A kept decision in one line; `show` writes a time. */
export function decisionLine(decision: KeptDecision, show: (unix: number) => string): string {
  const { first, last, count, detail, outcome, reason } = decision;
  const when = count === 1 ? show(first) : `${show(first)} to ${show(last)} (${count} times)`;
  const what = outcome === "alarm" ? "alarm" : outcome === "within" ? "within an alarm" : "no alarm";
  return `${when} ${what}: ${detail}: ${reason}`;
}

function alarms(_query: URLSearchParams, camera: CameraPort, request: Request): Reply {
  const zone = zoneOf(camera);
  const listed = camera.alarms.alarms(mostLines);
  if (wantsJson(request)) {
    const files = camera.alarms.recordings(mostRecordings);
    return json({
      alarms: listed.map((alarm) => ({
        ...alarm,
        when: formatMoment(zone.local(alarm.at)),
        files: files.filter((file) => file.alarm === alarm.id),
      })),
    });
  }
  return lines(
    listed.map(
      ({ id, at, detail, rule, state }) =>
        `${formatMoment(zone.local(at))} ${id} ${state} ${rule}: ${detail}`,
    ),
    "there was no alarm yet",
  );
}

function recordings(_query: URLSearchParams, camera: CameraPort, request: Request): Reply {
  const zone = zoneOf(camera);
  const listed = camera.alarms.recordings(mostLines);
  if (wantsJson(request)) {
    return json({
      recordings: listed.map((each) => ({ ...each, when: formatMoment(zone.local(each.at)) })),
    });
  }
  return lines(
    listed.map(({ at, path, bytes, seconds }) => {
      return `${formatMoment(zone.local(at))} ${path} ${bytes} bytes ${seconds.toFixed(1)} s`;
    }),
    "there is no recording yet",
  );
}

const longestJump = 3660 * 86_400;
const speeds = [0.1, 10_000] as const;

/** `/pinhole/clock`: what the camera's clock shows. A POST sets it: `set=2026-11-25 14:02`, `jump=86400`, `speed=60`. */
async function clock(
  query: URLSearchParams,
  camera: CameraPort,
  { method, caller }: Request,
): Promise<Reply> {
  const zone = zoneOf(camera);
  if (method === "POST") {
    const { set, jump, speed, ...unknown } = Object.fromEntries(query);
    const at = set === undefined ? undefined : parseMoment(set, zone, camera.now());
    const seconds = jump === undefined ? 0 : /^-?\d{1,9}$/.test(jump) ? Number(jump) : Number.NaN;
    const times =
      speed === undefined ? undefined : /^\d{1,5}(?:\.\d{1,3})?$/.test(speed) ? Number(speed) : Number.NaN;
    if (Object.keys(unknown).length > 0 || query.size === 0)
      return refuse("clock: must be set, jump or speed");
    if (set !== undefined && at === undefined)
      return refuse("set: must be a time such as 2026-11-25 14:02:30");
    if (!(Math.abs(seconds) <= longestJump))
      return refuse(`jump: must be at most ${longestJump} seconds either way`);
    if (times !== undefined && !(times >= speeds[0] && times <= speeds[1])) {
      return refuse(`speed: must be ${speeds[0]} to ${speeds[1]}`);
    }
    if (times !== undefined) await camera.pace.setSpeed(times, caller);
    if (at !== undefined || seconds !== 0) await camera.setClock((at ?? camera.now()) + seconds, caller);
  }
  return say(`${formatMoment(zone.local(camera.now()))} speed ${camera.pace.speed()}\r\n`);
}

/** Alarms, their reasons and the camera's clock, by path. */
export const alarmPages: Readonly<Record<string, Page>> = {
  "/pinhole/press": { methods: ["POST"], level: "admin", run: press },
  "/pinhole/alarm": { methods: ["POST"], level: "admin", run: drill },
  "/pinhole/why": { methods: ["GET"], level: "admin", run: why },
  "/pinhole/alarms": { methods: ["GET"], level: "admin", run: alarms },
  "/pinhole/recordings": { methods: ["GET"], level: "admin", run: recordings },
  "/pinhole/clock": { methods: ["GET", "POST"], level: "admin", run: clock },
};

/** `GET /pinhole/recording?path=clips/NAME.mp4`: a picture or a clip, whole or in ranges. */
export const recordingRoute: Route = {
  path: "/pinhole/recording",
  level: "admin",
  GET: ({ query }, camera): Answer => {
    const found = camera.alarms.recording(new URLSearchParams(query).get("path") ?? "");
    if (found === undefined) return refuseRoute(404, "there is no such recording");
    return { file: { path: found.path, type: found.type } };
  },
};

/** Answers one of the pages; undefined for any other path. */
export function serveAlarmPage(request: Request, camera: CameraPort): Reply | Promise<Reply> | undefined {
  const page = Object.hasOwn(alarmPages, request.path) ? alarmPages[request.path] : undefined;
  if (page === undefined) return undefined;
  const allowed = page.methods.join(", ");
  if (!page.methods.some((method) => method === request.method)) {
    return { ...say(`this path takes ${allowed}\r\n`, 405), headers: { Allow: allowed } };
  }
  return page.run(new URLSearchParams(request.query), camera, request);
}
