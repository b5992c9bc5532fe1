import type { Caller, Level, Privilege } from "../../model/index.ts";

const publicPath = "/util/query.cgi";

interface Area {
  readonly prefix: string;
  readonly level: Level;
  /** A privilege that lets a viewer in as an operator. */
  readonly privilege?: Privilege;
}

const areas: readonly Area[] = [
  { prefix: "/img/", level: "viewer" },
  { prefix: "/util/", level: "viewer" },
  { prefix: "/pt/", level: "operator", privilege: "panTilt" },
  { prefix: "/io/", level: "operator", privilege: "io" },
  { prefix: "/adm/", level: "admin" },
];

const order: readonly Level[] = ["public", "viewer", "operator", "admin"];

/** Who may call a path: its first folder decides. */
export function levelOf(path: string): Level {
  if (path === publicPath) return "public";
  return areaOf(path)?.level ?? "admin";
}

/** Whether a caller may call a path: by level, or as a viewer by the privilege of its folder. */
export function mayCall(caller: Caller, path: string): boolean {
  if (order.indexOf(caller.level) >= order.indexOf(levelOf(path))) return true;
  const privilege = areaOf(path)?.privilege;
  return caller.level === "viewer" && privilege !== undefined && caller.privileges.has(privilege);
}

function areaOf(path: string): Area | undefined {
  return areas.find(({ prefix }) => path.startsWith(prefix));
}
