import {
  type AnyRecord,
  type AttemptRecord,
  alarmServer,
  cloudPost,
  ftpServer,
  type Group,
  httpEvent,
  mailServer,
  notify,
  share,
  type TargetSummary,
} from "@pinhole/kit/model";
import type { Catalogue } from "../words/index.ts";

/** The groups of settings that name targets. */
export const targetGroups: readonly Group[] = [
  mailServer,
  ftpServer,
  share,
  notify,
  httpEvent,
  cloudPost,
  alarmServer,
];

type Kind = keyof Catalogue["deliveries"]["names"];

export type Health = keyof Catalogue["deliveries"]["health"];

/** A target, and how it goes there. */
export interface ShownTarget {
  /** As the outbox calls it: "mail", "alarmServer2". */
  readonly name: string;
  readonly kind: Kind | undefined;
  /** The group of its settings. */
  readonly group: string;
  readonly health: Health;
  readonly waiting: number;
  readonly waitSeconds: number;
  readonly reason: string;
  readonly deliveredAt: number | undefined;
}

type Settings = Readonly<Record<string, readonly AnyRecord[]>>;

const isOn = (key: string) => (record: AnyRecord) => record.enabled === true && record[key] !== "";

const known: readonly (readonly [kind: Kind, group: Group, isSet: (record: AnyRecord) => boolean])[] = [
  ["mail", mailServer, isOn("host")],
  ["ftp", ftpServer, isOn("host")],
  ["share", share, isOn("host")],
  ["notify", notify, isOn("url")],
  ["post", httpEvent, (record) => record.postUrl !== ""],
  ["cloudEvent", cloudPost, (record) => record.eventUrl !== ""],
  ["cloudReport", cloudPost, (record) => record.periodicUrl !== ""],
];

/** The kind of a target by its name: a number may stand behind it. */
export function kindOf(name: string, names: Readonly<Record<string, string>>): Kind | undefined {
  const kind = name.replace(/\d+$/, "");
  return Object.hasOwn(names, kind) ? (kind as Kind) : undefined;
}

/** Every target that is set up, has work or had some, by what the outbox and its log say. */
export function shownTargets(of: {
  readonly settings: Settings;
  readonly summary: readonly TargetSummary[];
  /** Newest first. */
  readonly attempts: readonly AttemptRecord[];
  readonly names: Readonly<Record<string, string>>;
}): readonly ShownTarget[] {
  const { settings, summary, attempts, names } = of;
  const set = new Map<string, string>();
  for (const [kind, group, isSet] of known) if (settings[group.name]?.some(isSet)) set.set(kind, group.name);
  for (const [n, record] of (settings[alarmServer.name] ?? []).entries()) {
    if (isOn("host")(record)) set.set(`alarmServer${n + 1}`, alarmServer.name);
  }
  const others = [...summary.map(({ name }) => name), ...attempts.map(({ target }) => target)];
  const all = new Set([...set.keys(), ...known.slice(0, 3).map(([kind]) => kind), ...others]);
  return [...all].map((name) => {
    const now = summary.find((each) => each.name === name);
    const last = attempts.find(({ target }) => target === name);
    const delivered = attempts.find(({ target, outcome }) => target === name && outcome === "delivered");
    const kind = kindOf(name, names);
    return {
      name,
      kind,
      group: set.get(name) ?? known.find(([each]) => each === kind)?.[1].name ?? alarmServer.name,
      health: healthOf({ isSet: set.has(name) || now !== undefined, now, last }),
      waiting: now?.waiting ?? 0,
      waitSeconds: now?.waitSeconds ?? 0,
      reason: now?.reason || (last?.outcome === "delivered" ? "" : (last?.message ?? "")),
      deliveredAt: delivered?.at,
    };
  });
}

function healthOf({
  isSet,
  now,
  last,
}: {
  readonly isSet: boolean;
  readonly now: TargetSummary | undefined;
  readonly last: AttemptRecord | undefined;
}): Health {
  if (!isSet && last?.outcome !== "delivered") return "off";
  if ((now?.failures ?? 0) > 0) return "bad";
  if ((now?.waiting ?? 0) > 0) return "waits";
  if (last === undefined) return "new";
  return last.outcome === "delivered" ? "good" : "bad";
}
