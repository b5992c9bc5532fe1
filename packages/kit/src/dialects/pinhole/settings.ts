import { type AnyRecord, type CameraPort, type Change, type Group, groups } from "../../model/index.ts";
import type { Reply, Request } from "../dialect.ts";
import { json, objectOf, type Route, refuse } from "./route.ts";

const byName: ReadonlyMap<string, Group> = new Map(groups.map((group) => [group.name, group]));

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

/**
 * Stores all that is named or nothing: { "motionWindow": [{}, { "threshold": 40 }] } changes the second window. What is
 * left out stays as it is, secrets too.
 */
async function write(request: Request, camera: CameraPort): Promise<Reply> {
  const given = objectOf(request);
  if (given === undefined || Object.keys(given).length === 0) return refuse(400, form);
  const changes: Change[] = [];
  for (const [name, records] of Object.entries(given)) {
    const group = byName.get(name);
    if (group === undefined) return refuse(400, `there is no group "${name.slice(0, 40)}"; GET lists them`);
    if (!Array.isArray(records) || !records.every(isRecord)) return refuse(400, form);
    changes.push(
      ...records
        .map((values, index) => ({ group, index, values }))
        .filter(({ values }) => Object.keys(values).length > 0),
    );
  }
  const issues = await camera.set(changes, request.caller);
  return json({ issues }, issues.length > 0 ? 400 : 200);
}

const form =
  'the body must be JSON such as {"mailServer": [{"verify": false}]}: a list of records for each group';

function isRecord(value: unknown): value is AnyRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const settingsRoute: Route = { path: "/pinhole/settings", level: "admin", GET: read, POST: write };
