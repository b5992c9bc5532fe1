import {
  type AnyRecord,
  type CameraPort,
  type Change,
  type Group,
  groups,
  type Issue,
} from "../../model/index.ts";
import type { Reply, Request } from "../dialect.ts";
import { json, objectOf, type Route, refuse } from "./route.ts";

const byName: ReadonlyMap<string, Group> = new Map(groups.map((group) => [group.name, group]));

const maxChanges = 200;

/** All groups, or those that the query names, with their records; secrets are "". */
function read({ query }: Request, camera: CameraPort): Reply {
  const wanted = new URLSearchParams(query).getAll("group");
  const unknown = wanted.find((name) => !byName.has(name));
  if (unknown !== undefined) {
    return refuse(
      400,
      `group must be one of ${[...byName.keys()].join(", ")}, not "${unknown.slice(0, 40)}"`,
    );
  }
  const names = wanted.length > 0 ? new Set(wanted) : byName.keys();
  return json(Object.fromEntries([...names].map((name) => [name, camera.get(byName.get(name)!)])));
}

/** Stores all changes or none; secrets that are left out stay as they are. */
async function write(request: Request, camera: CameraPort): Promise<Reply> {
  const { changes } = objectOf(request) ?? {};
  if (!Array.isArray(changes) || changes.length === 0 || changes.length > maxChanges) {
    return refuse(
      400,
      `the body must be {"changes": [{"group": "video", "number": 1, "values": {...}}]}, with 1 to ${maxChanges} changes`,
    );
  }
  const read = changes.map(changeOf);
  const bad = read.flatMap((each) => ("problem" in each ? [each] : []));
  if (bad.length > 0) return json({ issues: bad }, 400);
  const issues = await camera.set(read as readonly Change[], request.caller);
  return issues.length > 0 ? json({ issues }, 400) : json({ issues: [] });
}

/** A change as it is written in JSON; records are counted from 1. */
function changeOf(given: unknown, n: number): Change | Issue {
  const { group: name, number = 1, values } = (given ?? {}) as AnyRecord;
  const group = typeof name === "string" ? byName.get(name) : undefined;
  const key = `changes.${n + 1}`;
  if (group === undefined) return { key, problem: "has no known group; GET lists them" };
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    return { key, problem: 'has no values, such as "values": {"enabled": true}' };
  }
  return { group, index: Number(number) - 1, values: values as AnyRecord };
}

export const settingsRoute: Route = { path: "/pinhole/settings", level: "admin", GET: read, POST: write };
