/** What an INSTAR camera tells a server of an alarm. */
export interface AlarmReport {
  /** "hand" is a test, or somebody who asked for an alarm; "unknown" what the documentation does not know. */
  readonly kind: "motion" | "input" | "audio" | "pir" | "hand" | "unknown";
  /** The areas of motion, from 1. */
  readonly areas: readonly number[];
  /** What was recognised. */
  readonly objects: readonly ("person" | "vehicle" | "animal")[];
}

const maxText = 4096;

/** Reads the query of such a request, `active=2&object=1`, or `trigger=` of newer firmware; undefined where it is none. */
export function parseAlarmReport(query: string, body = ""): AlarmReport | undefined {
  const fields = new URLSearchParams(`${query.slice(0, maxText)}&${body.slice(0, maxText)}`);
  const [active, trigger] = [fields.get("active"), fields.get("trigger")];
  if (active === null && trigger === null) return undefined;
  const object = Number(fields.get("object") ?? 0);
  const objects = (["person", "vehicle", "animal"] as const).filter((_, bit) => object & (1 << bit));
  if (active === null) return { ...ofTrigger(Number(trigger)), objects };
  return { ...ofActive(Number(active)), objects };
}

type Happened = Omit<AlarmReport, "objects">;

/** 1 to 4 the area, 5 input or heat sensor, 6 noise, 7 to 10 the heat sensor and an area, 99 by hand. */
function ofActive(active: number): Happened {
  if (active >= 1 && active <= 4) return { kind: "motion", areas: [active] };
  if (active >= 7 && active <= 10) return { kind: "motion", areas: [active - 6] };
  if (active === 5) return { kind: "pir", areas: [] };
  if (active === 6) return { kind: "audio", areas: [] };
  return { kind: active === 99 ? "hand" : "unknown", areas: [] };
}

/** Newer firmware adds up what happened; of that only the areas are known, a bit for each. */
function ofTrigger(trigger: number): Happened {
  const areas = [1, 2, 3, 4].filter((area) => trigger & (1 << (area - 1)));
  return areas.length > 0 ? { kind: "motion", areas } : { kind: "unknown", areas };
}
