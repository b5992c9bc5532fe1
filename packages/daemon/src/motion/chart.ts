import type { Interval, Sample, Threshold } from "./intervals.ts";

/** What a picture of the level shows. */
export interface Chart {
  readonly title: string;
  readonly seconds: number;
  readonly samples: readonly Sample[];
  readonly windows: readonly Threshold[];
  readonly found: readonly Interval[];
  readonly real: readonly Interval[] | undefined;
}

const width = 1200;
const plot = { left: 50, top: 40, height: 255, right: 20 } as const;
const lane = 16;
const colours = ["#1f6feb", "#d29922", "#2da44e", "#a371f7"] as const;

/** The level over time as an SVG: a line for each window with its threshold, what was found, and what was true. */
export function drawChart({ title, seconds, samples, windows, found, real }: Chart): string {
  const across = width - plot.left - plot.right;
  const x = (at: number): string =>
    (plot.left + (Math.min(at, seconds) / Math.max(seconds, 0.1)) * across).toFixed(1);
  const y = (level: number): string => (plot.top + plot.height - level).toFixed(1);
  const bottom = plot.top + plot.height;
  const lanes = [
    { name: "found", colour: "#cf222e", intervals: found },
    ...(real === undefined ? [] : [{ name: "true", colour: "#57606a", intervals: real }]),
  ];
  const height = bottom + 30 + lanes.length * (lane + 6);
  const lines = windows.flatMap(({ index, threshold }) => {
    const colour = colours[index % colours.length]!;
    const points = samples.map(({ at, levels }) => `${x(at)},${y(levels[index] ?? 0)}`).join(" ");
    return [
      `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="1.2"/>`,
      `<line x1="${plot.left}" x2="${width - plot.right}" y1="${y(threshold)}" y2="${y(threshold)}" stroke="${colour}" stroke-dasharray="5 4"/>`,
      `<text x="${width - plot.right}" y="${Number(y(threshold)) - 3}" text-anchor="end" fill="${colour}">window ${index + 1}: ${threshold}</text>`,
    ];
  });
  const bars = lanes.flatMap(({ name, colour, intervals }, n) => {
    const top = bottom + 26 + n * (lane + 6);
    const boxes = intervals.map(({ from, to }) => {
      const wide = Math.max(1, Number(x(to)) - Number(x(from))).toFixed(1);
      return `<rect x="${x(from)}" y="${top}" width="${wide}" height="${lane}" fill="${colour}"/>`;
    });
    return [`<text x="${plot.left - 6}" y="${top + 12}" text-anchor="end">${name}</text>`, ...boxes];
  });
  const ticks = Array.from({ length: 11 }, (_, n) => (seconds * n) / 10).map(
    (at) =>
      `<text x="${x(at)}" y="${bottom + 16}" text-anchor="middle">${at.toFixed(seconds < 20 ? 1 : 0)}</text>`,
  );
  const levels = [0, 64, 128, 192, 255].map(
    (level) => `<text x="${plot.left - 6}" y="${Number(y(level)) + 4}" text-anchor="end">${level}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${plot.left}" y="22" font-size="14">${escaped(title)}</text>`,
    `<rect x="${plot.left}" y="${plot.top}" width="${across}" height="${plot.height}" fill="none" stroke="#d0d7de"/>`,
    ...levels,
    ...ticks,
    ...lines,
    ...bars,
    "</svg>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
