import type { CameraPort, JobChoice } from "../../model/index.ts";
import type { Reply, Request } from "../dialect.ts";
import { json, type Route, refuse } from "./route.ts";

/** Lines of a list when nobody says how many, and the most. */
const usualLines = 100;
const mostLines = 1000;

/**
 * The outbox in JSON, for administrators.
 *
 *     GET  /pinhole/outbox?target=&state=&limit=              what waits
 *     POST /pinhole/outbox?do=retry|drop&id=&target=&state=   tries again, or gives up
 *     GET  /pinhole/deliveries?job=&target=&limit=            the delivery log, newest first
 *     POST /pinhole/drill?target=                             begins a rehearsal
 *     GET  /pinhole/drill?id=                                 how it goes
 */
export const deliveryRoutes: readonly Route[] = [
  {
    path: "/pinhole/outbox",
    level: "admin",
    GET: ({ query }, camera) => listed(new URLSearchParams(query), camera),
    POST: (request, camera) => change(new URLSearchParams(request.query), request, camera),
  },
  {
    path: "/pinhole/deliveries",
    level: "admin",
    GET: ({ query }, camera) => attempts(new URLSearchParams(query), camera),
  },
  {
    path: "/pinhole/drill",
    level: "admin",
    GET: ({ query }, camera) => {
      const report = camera.deliveries.rehearsal(new URLSearchParams(query).get("id") ?? "");
      return report
        ? json(report)
        : refuse(404, "there is no such rehearsal; POST /pinhole/drill begins one");
    },
    POST: (request, camera) => drill(new URLSearchParams(request.query), request, camera),
  },
];

function attempts(query: URLSearchParams, camera: CameraPort): Reply {
  const [job, target] = [query.get("job"), query.get("target")];
  const filter = { ...(job === null ? {} : { job }), ...(target === null ? {} : { target }) };
  return json({ attempts: camera.deliveries.attempts(filter, linesOf(query)) });
}

function listed(query: URLSearchParams, camera: CameraPort): Reply {
  const choice = choiceOf(query);
  if (typeof choice === "string") return refuse(400, choice);
  const jobs = camera.deliveries.jobs(choice, linesOf(query));
  return json({ ...camera.deliveries.summary(), jobs });
}

async function change(query: URLSearchParams, { caller }: Request, camera: CameraPort): Promise<Reply> {
  const choice = choiceOf(query);
  if (typeof choice === "string") return refuse(400, choice);
  const what = query.get("do");
  if (what === "retry") return json({ retried: camera.deliveries.retry(choice, caller) });
  if (what !== "drop") return refuse(400, "do must be retry or drop");
  // A slip of the hand must not empty the outbox.
  if (Object.keys(choice).length === 0) return refuse(400, "say what to drop: id, target or state");
  return json({ dropped: await camera.deliveries.drop(choice, caller) });
}

async function drill(query: URLSearchParams, { caller }: Request, camera: CameraPort): Promise<Reply> {
  const targets = query
    .getAll("target")
    .flatMap((each) => each.split(","))
    .filter((each) => each !== "");
  if (targets.some((target) => !/^[A-Za-z0-9]{1,32}$/.test(target)))
    return refuse(400, "target must be a word");
  return json({ id: await camera.deliveries.drill(targets, caller) }, 202);
}

function choiceOf(query: URLSearchParams): JobChoice | string {
  const state = query.get("state");
  const target = query.get("target");
  const ids = query.getAll("id");
  if (state !== null && state !== "waiting" && state !== "failed") return "state must be waiting or failed";
  return {
    ...(ids.length === 0 ? {} : { ids }),
    ...(target === null ? {} : { target }),
    ...(state === null ? {} : { state }),
  };
}

function linesOf(query: URLSearchParams): number {
  const asked = Number(query.get("limit") ?? usualLines);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, mostLines) : usualLines;
}
