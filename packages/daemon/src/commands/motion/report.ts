import type { Finding } from "./judge.ts";
import { scoresOf } from "./judge.ts";
import { clockOf, percent, table } from "./table.ts";

/** What was found, for people. */
export function textOf(findings: readonly Finding[]): string {
  const several = new Set(findings.map(({ way }) => way)).size > 1;
  const events = findings.flatMap(({ clip, way, found, samples, tamper }) => [
    ...found.map(({ from, to }) => {
      const peak = Math.max(
        0,
        ...samples.filter(({ at }) => at >= from && at < to).map(({ levels }) => levels[way.index] ?? 0),
      );
      const row = [
        clip,
        clockOf(from),
        clockOf(to),
        `${(to - from).toFixed(1)} s`,
        `${peak} of ${way.threshold}`,
      ];
      return several ? [...row, way.name] : row;
    }),
    ...tamper.map(({ at, what }) => [clip, clockOf(at), "", "", what]),
  ]);
  const heading = ["clip", "from", "to", "length", "level", ...(several ? ["settings"] : [])];
  const list = events.length === 0 ? "no motion\n" : table([heading, ...events]);
  return `${list}${findings.some(({ tally }) => tally) ? `\n${scoreTable(findings)}` : ""}`;
}

function scoreTable(findings: readonly Finding[]): string {
  const ways = [...new Set(findings.map(({ way }) => way))];
  const clips = [...new Set(findings.map(({ clip }) => clip))];
  const row = (name: string, of: readonly Finding[]): string[] => {
    const { tally, byEvent, byTime, falseAlarmsPerHour } = scoresOf(of);
    return [
      name,
      `${tally.met} of ${tally.real}`,
      String(tally.found - tally.right),
      percent(byEvent.precision),
      percent(byEvent.recall),
      byEvent.f1.toFixed(3),
      byTime.f1.toFixed(3),
      falseAlarmsPerHour.toFixed(1),
    ];
  };
  const heading = ["", "found", "false", "precision", "recall", "F1", "F1 by time", "false/h"];
  return ways
    .map((way) => {
      const own = findings.filter((finding) => finding.way === way);
      const each = clips.map((clip) =>
        row(
          clip,
          own.filter((finding) => finding.clip === clip),
        ),
      );
      const all = clips.length > 1 ? [row("all", own)] : [];
      return `${way.name}\n${table([heading, ...each, ...all])}`;
    })
    .join("\n");
}

/** What was found, for programs: times in seconds, scores 0 to 1. */
export function jsonOf(findings: readonly Finding[]): string {
  const ways = [...new Set(findings.map(({ way }) => way))];
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  const json = ways.map((way) => {
    const own = findings.filter((finding) => finding.way === way);
    const { byEvent, byTime, falseAlarmsPerHour, tally } = scoresOf(own);
    return {
      settings: way.name,
      threshold: way.threshold,
      clips: own.map(({ clip, seconds, found, real, tamper, samples }) => ({
        clip,
        seconds: rounded(seconds),
        found: found.map(({ from, to }) => ({ from: rounded(from), to: rounded(to) })),
        ...(real ? { true: real } : {}),
        ...(tamper.length > 0 ? { tamper } : {}),
        levels: samples.map(({ at, levels }) => [rounded(at), levels[way.index] ?? 0]),
      })),
      ...(own.some(({ tally: labelled }) => labelled)
        ? { tally, byEvent, byTime, falseAlarmsPerHour: rounded(falseAlarmsPerHour) }
        : {}),
    };
  });
  return `${JSON.stringify(json, null, 1).replaceAll(/\[\n\s+([\d.]+),\n\s+(\d+)\n\s+\]/g, "[$1, $2]")}\n`;
}
