import type { Backdrop } from "./backdrop.ts";
import type { Planes, View } from "./brush.ts";
import { type CloudMap, cloudRow, drift } from "./clouds.ts";
import type { Lamps } from "./lamps.ts";
import { dayLevel, daylight, type LightTable, light, openTable } from "./light.ts";
import { horizon, width as sceneWidth } from "./place.ts";
import { chance, numbers } from "./seeded.ts";

/** Everything of the scene that does not move by itself, under the light of the moment. */
export interface Stage {
  /** Draws the view and returns the light, for what is drawn onto it. */
  draw(at: number, view: View, planes: Planes, sky: Sky): LightTable;
}

/** The light of the moment: the time of day that it is, in seconds of the scene, and the circuits that are on. */
export interface Sky {
  readonly hour: number;
  readonly lit: number;
}

export interface Props {
  readonly backdrop: Backdrop;
  readonly clouds: CloudMap;
  readonly lamps: Lamps;
}

/** Rows that change their light together; bands take turns, so that a change costs little in each picture. */
const bandRows = 16;
const turns = 16;
const noiseWords = 1 << 14;
const cloudLuma = 226;

export function openStage(seed: number, props: Props): Stage {
  const noise = sensorNoise(seed);
  const tables: readonly [Lit, Lit] = [
    { level: -1, table: openTable() },
    { level: -1, table: openTable() },
  ];
  /** Two neighbouring levels are in use at a time, so each has a place of its own. */
  const tableOf = (level: number): LightTable => {
    const slot = tables[level & 1]!;
    if (slot.level !== level) light(slot.table, level);
    slot.level = level;
    return slot.table;
  };
  let kept = openKept({ x: 0, y: 0, width: 0, height: 0 });
  return {
    draw(at, view, planes, { hour, lit }) {
      if (!isSame(kept.view, view)) kept = resized(kept, view);
      const day = daylight(seed, hour) * dayLevel;
      const firstBand = Math.floor(view.y / bandRows);
      for (let band = firstBand; band * bandRows < view.y + view.height; band++) {
        const level = Math.floor(day + ((band * 7) % turns) / turns);
        const clouds = band * bandRows < horizon ? drift(at, band * bandRows) : 0;
        const state = level + 256 * (lit + 1024 * clouds);
        if (kept.states[band - firstBand] === state) continue;
        kept.states[band - firstBand] = state;
        relight(kept, props, { band, lit, clouds, table: tableOf(level) });
      }
      copy(kept, planes, { noise, at });
      return tableOf(Math.floor(day));
    },
  };
}

interface Lit {
  level: number;
  readonly table: LightTable;
}

/** The lit picture of the last view. Luma rows begin at whole words, for the noise is added four pixels at a time. */
interface Kept {
  readonly view: View;
  readonly stride: number;
  readonly words: Uint32Array;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  readonly rowsU: readonly Uint8Array[];
  readonly rowsV: readonly Uint8Array[];
  readonly noisyWords: Uint32Array;
  readonly noisy: Uint8Array;
  /** What light each band was last drawn in. */
  readonly states: Float64Array;
  readonly thickness: Uint8Array;
  readonly glow: Uint8Array;
}

function openKept(view: View): Kept {
  const { width, height } = view;
  const stride = (width + 3) & ~3;
  const words = new Uint32Array((stride * height) / 4);
  const noisyWords = new Uint32Array(stride / 4);
  const half = width >> 1;
  const u = new Uint8Array((half * height) >> 1);
  const v = new Uint8Array((half * height) >> 1);
  const rowsOf = (plane: Uint8Array) =>
    Array.from({ length: height >> 1 }, (_, row) => plane.subarray(row * half, (row + 1) * half));
  return {
    view,
    stride,
    words,
    y: new Uint8Array(words.buffer),
    u,
    v,
    rowsU: rowsOf(u),
    rowsV: rowsOf(v),
    noisyWords,
    noisy: new Uint8Array(noisyWords.buffer, 0, width),
    states: new Float64Array(Math.ceil(height / bandRows) + 1).fill(-1),
    thickness: new Uint8Array(width),
    glow: new Uint8Array(half),
  };
}

function isSame(a: View, b: View): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** A view that only moved keeps its memory. */
function resized(kept: Kept, { x, y, width, height }: View): Kept {
  const view = { x, y, width, height };
  if (kept.view.width !== width || kept.view.height !== height) return openKept(view);
  kept.states.fill(-1);
  return { ...kept, view };
}

interface Light {
  readonly band: number;
  readonly lit: number;
  readonly clouds: number;
  readonly table: LightTable;
}

function relight(kept: Kept, props: Props, { band, lit, clouds, table }: Light): void {
  const { view } = kept;
  const last = Math.min(view.y + view.height, (band + 1) * bandRows);
  for (let row = Math.max(view.y, band * bandRows); row < last; row++) {
    const glows = props.lamps.shine(kept.glow, { row, left: view.x, lit });
    lightRow(kept, props.backdrop.planes, { row, glow: glows ? kept.glow : undefined, table });
    if (row < horizon) addClouds(kept, props, { row, clouds, table });
  }
}

interface LitRow {
  readonly row: number;
  readonly glow: Uint8Array | undefined;
  readonly table: LightTable;
}

function lightRow(kept: Kept, from: Planes, { row, glow, table }: LitRow): void {
  const { view, y, u, v } = kept;
  const source = row * sceneWidth + view.x;
  const target = (row - view.y) * kept.stride;
  const half = view.width >> 1;
  const { y: plainY, u: plainU, v: plainV } = from;
  const { y: tableY, u: tableU, v: tableV } = table;
  if (glow) {
    for (let x = 0; x < view.width; x++) y[target + x] = tableY[(glow[x >> 1]! << 8) | plainY[source + x]!]!;
  } else {
    for (let x = 0; x < view.width; x++) y[target + x] = tableY[plainY[source + x]!]!;
  }
  if (row & 1) return;
  const sourceUV = (row >> 1) * from.strideUV + (view.x >> 1);
  const targetUV = ((row - view.y) >> 1) * half;
  for (let x = 0; x < half; x++) {
    const step = glow ? glow[x]! << 8 : 0;
    u[targetUV + x] = tableU[step | plainU[sourceUV + x]!]!;
    v[targetUV + x] = tableV[step | plainV[sourceUV + x]!]!;
  }
}

/** Clouds lie over the plain sky of the backdrop, and before no hill, roof or tree. */
function addClouds(
  kept: Kept,
  props: Props,
  { row, clouds, table }: Omit<Light, "band" | "lit"> & { row: number },
): void {
  const { view, y, u, v, thickness } = kept;
  const { planes, sky } = props.backdrop;
  const firstRun = sky.starts[row]!;
  const lastRun = sky.starts[row + 1]!;
  if (firstRun === lastRun) return;
  cloudRow(props.clouds, thickness, { row, left: view.x - clouds });
  const target = (row - view.y) * kept.stride;
  const targetUV = ((row - view.y) >> 1) * (view.width >> 1);
  for (let run = firstRun; run < lastRun; run += 2) {
    const first = Math.max(0, sky.runs[run]! - view.x);
    const last = Math.min(view.width, sky.runs[run + 1]! - view.x);
    if (first >= last) continue;
    const from = row * sceneWidth + view.x + first;
    const luma = planes.y[from]!;
    for (let x = first; x < last; x++) {
      y[target + x] = table.y[luma + (((cloudLuma - luma) * thickness[x]!) >> 8)]!;
    }
    if (row & 1) continue;
    const pair = (row >> 1) * planes.strideUV + ((view.x + first) >> 1);
    const cu = planes.u[pair]!;
    const cv = planes.v[pair]!;
    for (let x = first >> 1; x < last >> 1; x++) {
      u[targetUV + x] = table.u[cu + (((128 - cu) * thickness[2 * x]!) >> 8)]!;
      v[targetUV + x] = table.v[cv + (((128 - cv) * thickness[2 * x]!) >> 8)]!;
    }
  }
}

/** Bytes of 0, 1 or 2: added four at a time to luma that is at most 233, none carries into the next. */
function sensorNoise(seed: number): Uint32Array {
  const next = numbers(seed + 9);
  const words = new Uint32Array(noiseWords);
  for (let i = 0; i < words.length; i++) {
    const random = Math.floor(next() * 0x1_0000_0000);
    words[i] = (random & 0x01010101) + ((random >>> 1) & 0x01010101);
  }
  return words;
}

function copy(kept: Kept, planes: Planes, { noise, at }: { noise: Uint32Array; at: number }): void {
  const { words, noisyWords, noisy, view } = kept;
  const count = kept.stride >> 2;
  const moment = Math.floor(at * 1000);
  for (let row = 0; row < view.height; row++) {
    const from = row * count;
    const grain = Math.floor(chance(moment, view.y + row, 0) * (noiseWords - count));
    for (let i = 0; i < count; i++) noisyWords[i] = words[from + i]! + noise[grain + i]!;
    planes.y.set(noisy, row * planes.strideY);
  }
  for (let row = 0; row < view.height >> 1; row++) {
    planes.u.set(kept.rowsU[row]!, row * planes.strideUV);
    planes.v.set(kept.rowsV[row]!, row * planes.strideUV);
  }
}
