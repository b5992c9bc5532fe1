const gap = "  ";

/** Rows under each other, each column as wide as its widest; the last may be of any width. */
export function columns(rows: readonly (readonly string[])[], head?: readonly string[]): string {
  const all = (head === undefined ? rows : [head, ...rows]).map((row) => row.map(tame));
  const widths = (all[0] ?? []).map((_, n) => Math.max(...all.map((row) => (row[n] ?? "").length)));
  return all
    .map((row) =>
      row
        .map((cell, n) => (n === row.length - 1 ? cell : cell.padEnd(widths[n] ?? 0)))
        .join(gap)
        .trimEnd(),
    )
    .join("\n");
}

/** What a camera says, without what steers a terminal. */
export function tame(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** Names and values under each other. */
export function pairs(values: Readonly<Record<string, unknown>>): string {
  return columns(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
