import type { Machine } from "./machine.ts";

export interface Limit {
  readonly sign: "<=" | ">=" | "<";
  readonly value: number;
  /** Whether the camera's own figure is held to it, or its ratio to the peer's. */
  readonly of: "figure" | "ratio";
}

/** One line of a table: a figure of the camera, beside that of a peer, and what it is held to. */
export interface Row {
  readonly what: string;
  /** Absent for a row that only tells a peer's figure. */
  readonly camera?: number;
  /** Half the width of the 95 % confidence interval of the camera's figure. */
  readonly doubt?: number;
  readonly unit: string;
  readonly peer?: { readonly name: string; readonly value: number };
  readonly limit?: Limit;
}

/** What one benchmark found. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly machine: Machine;
  /** How it was measured: runs, seconds, sizes. */
  readonly method: string;
  readonly rows: readonly Row[];
  /** What was skipped, and what else a reader has to know. */
  readonly notes: readonly string[];
}

/** The camera's figure as a multiple of the peer's. */
export function ratio({ camera, peer }: Row): number | undefined {
  if (camera === undefined || peer === undefined || peer.value === 0) return undefined;
  return camera / peer.value;
}

/** Whether a row keeps its limit; undefined when it has none, its figure is absent or in too much doubt. */
export function holds(row: Row): boolean | undefined {
  const { limit, doubt = 0 } = row;
  const value = limit?.of === "ratio" ? ratio(row) : row.camera;
  if (limit === undefined || value === undefined) return undefined;
  if (doubt > 0 && Math.abs(value - limit.value) <= doubt) return undefined;
  if (limit.sign === "<=") return value <= limit.value;
  if (limit.sign === ">=") return value >= limit.value;
  return value < limit.value;
}

/** Three digits that mean something: 31415, 314, 31.4, 3.14, 0.314. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value)) return String(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(size >= 1 ? 2 : 3);
}

/** The section as Markdown, from its heading to its last line. */
export function renderSection({ name, title, machine, method, rows, notes }: Section): string {
  const table = [["what", "camera", "peer", "ratio", "limit", "holds"], ...rows.map(cells)];
  const busy = machine.load === undefined ? "" : `, load average ${figure(machine.load)}`;
  const [head, ...body] = table.map((line) => `| ${line.join(" | ")} |`);
  const lines = [
    `## ${name}`,
    "",
    `${title}. ${method}`,
    "",
    `*${machine.date}, ${machine.cpu}, ${machine.cores} cores, ${machine.kernel}, Node ${machine.node}${busy}.*`,
    "",
    head,
    "| --- | --- | --- | --- | --- | --- |",
    ...body,
    "",
    ...notes.map((note) => `- ${note}`),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function cells(row: Row): string[] {
  const { what, camera, doubt, unit, peer, limit } = row;
  const shown = (value: number) => (unit === "" ? figure(value) : `${figure(value)} ${unit}`);
  const spread = doubt === undefined ? "" : ` ± ${shown(doubt)}`;
  const times = ratio(row);
  const verdict = holds(row);
  return [
    what,
    camera === undefined ? "" : shown(camera) + spread,
    peer === undefined ? "" : `${peer.name}: ${shown(peer.value)}`,
    times === undefined ? "" : figure(times),
    limit === undefined ? "" : renderLimit(limit, unit),
    limit === undefined ? "" : verdict === undefined ? "open" : verdict ? "yes" : "**no**",
  ].map((cell) => cell.replaceAll("|", "\\|"));
}

function renderLimit({ sign, value, of }: Limit, unit: string): string {
  const shown = `${sign.replace("<=", "≤").replace(">=", "≥")} ${value}`;
  return of === "figure" ? `${shown} ${unit}`.trimEnd() : `ratio ${shown}`;
}

const preamble = `# Results

Written by \`npm run bench\`. Every figure of the camera was taken on the machine named, in turns with the peers beside
it (A B A B ...), and is the median of the runs. CPU is that of the server process with its threads and children, in
percent of one core; the clients are processes of their own and not counted.
`;

/** The results file with one section put in place of the former one of its name; the rest is kept as it is. */
export function replaceSection(file: string, name: string, section: string): string {
  const [, ...old] = file.split(/^(?=## )/m);
  const others = old.filter((part) => headingOf(part) !== name);
  const at = old.findIndex((part) => headingOf(part) === name);
  others.splice(at < 0 ? others.length : at, 0, section);
  return [preamble, ...others].map((part) => `${part.trimEnd()}\n`).join("\n");
}

function headingOf(part: string): string {
  return part.slice(3, part.indexOf("\n")).trim();
}
