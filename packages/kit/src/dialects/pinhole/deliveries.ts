import {
  type AnyRecord,
  type CameraPort,
  type Change,
  groups,
  type Issue,
  type JobChoice,
} from "../../model/index.ts";
import type { Reply, Request } from "../dialect.ts";

const paths = ["/pinhole/outbox", "/pinhole/deliveries", "/pinhole/drill", "/pinhole/settings"] as const;

/** Lines of a list when nobody says how many, and the most. */
const usualLines = 100;
const mostLines = 1000;
const mostBody = 65_536;

export function isDeliveries(path: string): boolean {
  return (paths as readonly string[]).includes(path);
}

export function changesDeliveries(method: string): boolean {
  return method !== "GET" && method !== "HEAD";
}

/**
 * The outbox in JSON, for administrators.
 *
 *     GET  /pinhole/outbox?target=&state=&limit=              what waits
 *     POST /pinhole/outbox?do=retry|drop&id=&target=&state=   tries again, or gives up
 *     GET  /pinhole/deliveries?job=&target=&limit=            the delivery log, newest first
 *     POST /pinhole/drill?target=                             begins a rehearsal
 *     GET  /pinhole/drill?id=                                 how it goes
 *     GET  /pinhole/settings?group=                           every setting, secrets masked
 *     POST /pinhole/settings                                  { "mailServer": [{ "verify": false }] }: all or none
 */
export function serveDeliveries(request: Request, camera: CameraPort): Reply | Promise<Reply> {
  const { method, path } = request;
  const query = new URLSearchParams(request.query);
  const isPost = method === "POST";
  if (!isPost && method !== "GET") return refuse(405, "send GET or POST", { Allow: "GET, HEAD, POST" });
  if (path === "/pinhole/outbox") return isPost ? change(query, request, camera) : listed(query, camera);
  if (path === "/pinhole/settings") return isPost ? set(request, camera) : settings(query, camera);
  if (path === "/pinhole/deliveries") {
    if (isPost) return refuse(405, "the delivery log is only read: send GET", { Allow: "GET, HEAD" });
    const [job, target] = [query.get("job"), query.get("target")];
    const filter = { ...(job === null ? {} : { job }), ...(target === null ? {} : { target }) };
    return json(200, { attempts: camera.deliveries.attempts(filter, linesOf(query)) });
  }
  if (isPost) return drill(query, request, camera);
  const report = camera.deliveries.rehearsal(query.get("id") ?? "");
  return report
    ? json(200, report)
    : refuse(404, "there is no such rehearsal; POST /pinhole/drill begins one");
}

function listed(query: URLSearchParams, camera: CameraPort): Reply {
  const choice = choiceOf(query);
  if (typeof choice === "string") return refuse(400, choice);
  const jobs = camera.deliveries.jobs(choice, linesOf(query));
  return json(200, { ...camera.deliveries.summary(), jobs });
}

async function change(query: URLSearchParams, { caller }: Request, camera: CameraPort): Promise<Reply> {
  const choice = choiceOf(query);
  if (typeof choice === "string") return refuse(400, choice);
  const what = query.get("do");
  if (what === "retry") return json(200, { retried: camera.deliveries.retry(choice, caller) });
  if (what !== "drop") return refuse(400, "do must be retry or drop");
  // A slip of the hand must not empty the outbox.
  if (Object.keys(choice).length === 0) return refuse(400, "say what to drop: id, target or state");
  return json(200, { dropped: await camera.deliveries.drop(choice, caller) });
}

async function drill(query: URLSearchParams, { caller }: Request, camera: CameraPort): Promise<Reply> {
  const targets = query
    .getAll("target")
    .flatMap((each) => each.split(","))
    .filter((each) => each !== "");
  if (targets.some((target) => !/^[A-Za-z0-9]{1,32}$/.test(target)))
    return refuse(400, "target must be a word");
  return json(202, { id: await camera.deliveries.drill(targets, caller) });
}

function settings(query: URLSearchParams, camera: CameraPort): Reply {
  const name = query.get("group");
  const found = groups.filter((group) => name === null || group.name === name);
  if (found.length === 0) return refuse(404, "there is no such group");
  return json(200, Object.fromEntries(found.map((group) => [group.name, camera.get(group)])));
}

async function set({ body, caller }: Request, camera: CameraPort): Promise<Reply> {
  const changes = changesOf(body);
  if (typeof changes === "string") return refuse(400, changes);
  const issues: readonly Issue[] = await camera.set(changes, caller);
  return issues.length === 0 ? json(200, { stored: changes.length }) : json(400, { issues });
}

function changesOf(body: Uint8Array): readonly Change[] | string {
  const form = 'the body must be JSON such as { "mailServer": [{ "verify": false }] }';
  if (body.length > mostBody) return `the body must have at most ${mostBody} bytes`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return form;
  }
  if (!isRecord(parsed)) return form;
  const changes: Change[] = [];
  for (const [name, records] of Object.entries(parsed)) {
    const group = groups.find((each) => each.name === name);
    if (!group) return `${JSON.stringify(name.slice(0, 40))} is not a group of this camera`;
    if (!Array.isArray(records) || !records.every(isRecord)) return form;
    changes.push(...records.map((values, index) => ({ group, index, values })));
  }
  return changes;
}

function isRecord(value: unknown): value is AnyRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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

function json(status: number, value: unknown): Reply {
  return { status, type: "application/json", body: `${JSON.stringify(value)}\n` };
}

function refuse(status: number, words: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, type: "text/plain; charset=utf-8", body: `${words}\r\n`, headers };
}
