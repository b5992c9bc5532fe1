import { type dayNight, h264Channel, type Rect, type ValueOf } from "../../model/index.ts";
import { flag, parseWhole, words } from "../codecs.ts";
import type { Codec } from "../table.ts";

/** Text that stands between quotes in a reply, and so holds none. */
export const line: Codec<string> = {
  encode: (value) => value,
  decode: (text) => (/["\\]/.test(text) ? { problem: 'must not hold " or \\' } : { value: text }),
};

/** A switch that says the opposite: 1 is off. */
export const inverse: Codec<boolean> = {
  encode: (value) => flag.encode(!value),
  decode: (text, current, allowed) => {
    const decoded = flag.decode(text, current, allowed);
    return "value" in decoded ? { value: !decoded.value } : decoded;
  },
};

/** A switch that the older models write in words. */
export const onOff: Codec<boolean> = {
  encode: flag.encode,
  decode: (text, current, allowed) => {
    if (text === "on" || text === "off") return { value: text === "on" };
    return flag.decode(text, current, allowed);
  },
};

const separators = /[;,| ]+/;

/** "36000-3;79200-127": any of ; , | and blanks between entries is read, ";" is written. */
export const times: Codec<string> = {
  encode: (value) => value,
  decode: (text) => ({
    value: text
      .split(separators)
      .filter((entry) => entry !== "")
      .join(";"),
  }),
};

// Areas are written in pixels of the largest stream of the 2K+ models.
const frame = { width: 2560, height: 1440 };
const grid = { width: 640, height: 480 };
const across = frame.width / grid.width;
const down = frame.height / grid.height;

/** "x,y,w,h" in pixels of 2560 x 1440; corners on a grid of 640 x 480. */
export const area: Codec<Rect> = {
  encode: ([x0, y0, x1, y1]) =>
    [x0 * across, y0 * down, (x1 - x0 + 1) * across, (y1 - y0 + 1) * down].join(","),
  decode: (text, _current, allowed) => {
    const [x, y, w, h] = text.split(",").map(parseWhole);
    if (x === undefined || y === undefined || w === undefined || h === undefined)
      return { problem: `must be ${allowed}` };
    const [x0, y0] = [Math.floor(x / across), Math.floor(y / down)];
    return { value: [x0, y0, Math.ceil((x + w) / across) - 1, Math.ceil((y + h) / down) - 1] };
  },
};

/** A whole number on another scale; `from` and `to` are the ends of both that belong together. */
export function scaled(
  from: readonly [ours: number, theirs: number],
  to: readonly [ours: number, theirs: number],
): Codec<number> {
  const slope = (to[1] - from[1]) / (to[0] - from[0]);
  const [low, high] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
  return {
    encode: (value) => String(Math.min(high, Math.max(low, Math.round(from[1] + (value - from[0]) * slope)))),
    decode: (text, current) => {
      const theirs = parseWhole(text);
      if (theirs === undefined || theirs < low || theirs > high)
        return { problem: `must be ${low} to ${high}` };
      // What is written back as it was read changes nothing, although the other scale is coarser.
      const same = Math.round(from[1] + (current - from[0]) * slope) === theirs;
      return { value: same ? current : Math.round(from[0] + (theirs - from[1]) / slope) };
    },
  };
}

/** Seconds since midnight; kept to the minute. */
export function secondsOfDay<H extends string, M extends string>(
  hour: H,
  minute: M,
): Codec<Readonly<Record<H | M, number>>> {
  return {
    encode: (value) => String(value[hour] * 3600 + value[minute] * 60),
    decode: (text) => {
      const seconds = parseWhole(text);
      if (seconds === undefined || seconds < 0 || seconds > 86_399) return { problem: "must be 0 to 86399" };
      return {
        value: {
          [hour]: Math.floor(seconds / 3600),
          [minute]: Math.floor((seconds % 3600) / 60),
        } as Record<H | M, number>,
      };
    },
  };
}

type Mode = ValueOf<typeof dayNight.fields.mode>;

const lamps = words<Mode>(
  { off: "0", always: "1", auto: "2", schedule: "2" },
  { close: "off", open: "always", auto: "auto", "2": "auto" },
);

/** Off, on or by itself; "2" leaves the hours in force where they decide. */
export const infraredMode: Codec<Mode> = {
  encode: lamps.encode,
  decode: (text, current, allowed) =>
    text === "2" && current === "schedule" ? { value: current } : lamps.decode(text, current, allowed),
};

/** Whether the hours decide. */
export const byTheHour: Codec<Mode> = {
  encode: (mode) => (mode === "schedule" ? "1" : "0"),
  decode: (text, current) => {
    if (text === "1") return { value: "schedule" };
    if (text === "0") return { value: current === "schedule" ? "auto" : current };
    return { problem: "must be 0 or 1" };
  },
};

/** Off, on or by itself; it can not be on for good. */
export const filterMode: Codec<boolean> = {
  encode: (value) => (value ? "2" : "0"),
  decode: (text) => (/^[012]$/.test(text) ? { value: text !== "0" } : { problem: "must be 0, 1 or 2" }),
};

type Size = ValueOf<typeof h264Channel.fields.resolution>;
const sizes: readonly Size[] = h264Channel.fields.resolution.values;

/** "1280,720". */
export const size: Codec<Size> = {
  encode: (value) => value.replace("x", ","),
  decode: (text) => {
    const value = sizes.find((each) => each === text.replace(",", "x"));
    return value === undefined ? { problem: `must be one of ${sizes.join(", ")}` } : { value };
  },
};

export const profile = words<ValueOf<typeof h264Channel.fields.profile>>({
  baseline: "baseline",
  main: "main",
  high: "high",
});

/** Mail addresses separated by semicolons or commas. */
export const addresses: Codec<readonly string[]> = {
  encode: (value) => value.filter((address) => address !== "").join(";"),
  decode: (text, current) => {
    const given = text.split(/[;,]/).flatMap((part) => part.trim() || []);
    if (given.length > current.length) return { problem: `must be at most ${current.length} addresses` };
    return { value: current.map((_, n) => given[n] ?? "") };
  },
};
