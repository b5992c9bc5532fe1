import type { Interval } from "./intervals.ts";

/** Most intervals of one file of labels. */
const most = 100_000;

/** The true intervals of a clip, by its name; undefined when the file says nothing of it. */
export type Labels = (clip: string) => readonly Interval[] | undefined;

/**
 * Reads labels: JSON that gives for each clip's file name a list of intervals, or one list for all clips; an interval is
 * `{ "from": 1.5, "to": 4 }` or `[1.5, 4]`. Or lines of `clip,from,to` or `from,to`, with or without a heading. Times are
 * seconds or h:mm:ss. Throws a RangeError that says where it is wrong.
 */
export function parseLabels(text: string): Labels {
  const trimmed = text.trim();
  const byClip = /^[[{]/.test(trimmed) ? readJson(trimmed) : readLines(trimmed);
  const count = [...byClip.values()].reduce((sum, list) => sum + list.length, 0);
  if (count > most) throw new RangeError(`${count} intervals; the most is ${most}`);
  return (clip) => byClip.get(nameOf(clip)) ?? byClip.get("");
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

function readJson(text: string): Map<string, Interval[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`is no JSON: ${(error as Error).message}`);
  }
  if (Array.isArray(json)) return new Map([["", json.map((one, n) => intervalOf(one, `interval ${n + 1}`))]]);
  const clips = Object.entries(json as Record<string, unknown>);
  return new Map(
    clips.map(([clip, list]) => {
      if (!Array.isArray(list)) throw new RangeError(`${clip}: must be a list of intervals`);
      return [nameOf(clip), list.map((one, n) => intervalOf(one, `${clip}: interval ${n + 1}`))];
    }),
  );
}

function intervalOf(one: unknown, where: string): Interval {
  const { from, to } = Array.isArray(one)
    ? { from: one[0], to: one[1] }
    : ((one ?? {}) as { readonly from?: unknown; readonly to?: unknown });
  return checked(secondsOf(from), secondsOf(to), where);
}

function readLines(text: string): Map<string, Interval[]> {
  const byClip = new Map<string, Interval[]>();
  for (const [n, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const cells = line.split(/[,;\t]/).map((part) => part.trim().replaceAll(/^"|"$/g, ""));
    const clip = cells.length > 2 ? nameOf(cells[0]!) : "";
    const [from, to] = cells.slice(cells.length > 2 ? 1 : 0).map(secondsOf);
    if (n === 0 && from === undefined && to === undefined) continue;
    byClip.set(clip, [...(byClip.get(clip) ?? []), checked(from, to, `line ${n + 1}`)]);
  }
  return byClip;
}

function checked(from: number | undefined, to: number | undefined, where: string): Interval {
  if (from === undefined || to === undefined || to <= from)
    throw new RangeError(`${where}: must be two times in seconds or h:mm:ss, the later one behind`);
  return { from, to };
}

function secondsOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string" || !/^(?:\d+:){0,2}\d+(?:\.\d+)?$/.test(value)) return undefined;
  return value.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
