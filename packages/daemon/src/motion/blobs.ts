import type { Seen } from "./eye.ts";
import { type Box, sight } from "./sight.ts";

const { width, height } = sight;

/** Pixels that hang together are told by cells of two by two. */
const cell = 2;
const columns = width / cell;
const lines = height / cell;

/** Cells over which parts of one thing are taken together: a head and its legs before a wall of their colour. */
const gap = 2;

/** Changed pixels among a pixel and its eight neighbours that make it count. */
const quorum = 3;

/** Pixels around a group that are looked at as well. */
const margin = 4;

const everything: Box = { left: 0, top: 0, right: width, bottom: height };

const fewest = 4;
const most = 64;

/** A group of changed pixels. */
export interface Blob extends Box {
  /** Changed pixels. */
  readonly area: number;
  /** Of its box, those that differ from the background at all, and of these from the picture before. */
  readonly solid: number;
  readonly active: number;
  /** How much of the background's pattern is seen in it: 1 in other light, 0 behind a thing. */
  readonly likeness: number;
  /** Of what lies around its box, the share that differs from the background, beyond that of the whole picture. */
  readonly around: number;
  /** Of its changed pixels, the share that shows what the background shows nearby: leaves that sway. */
  readonly swayed: number;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
}

/** Finds groups of changed pixels, the largest first. */
export function openBlobFinder(): (seen: Seen) => readonly Blob[] {
  const counts = new Uint8Array(columns * lines);
  const labels = new Int16Array(columns * lines);
  const parents = new Int16Array(columns * lines + 1);
  const root = (label: number): number => {
    let top = label;
    while (parents[top] !== top) top = parents[top]!;
    parents[label] = top;
    return top;
  };
  return (seen) => {
    vote(seen.changed, counts);
    let next = 1;
    labels.fill(0);
    for (let line = 0; line < lines; line++) {
      for (let column = 0; column < columns; column++) {
        const at = line * columns + column;
        if (counts[at] === 0) continue;
        let label = 0;
        for (let y = Math.max(0, line - gap); y <= line; y++) {
          const end = y === line ? column - 1 : Math.min(columns - 1, column + gap);
          for (let x = Math.max(0, column - gap); x <= end; x++) {
            const near = labels[y * columns + x]!;
            if (near === 0) continue;
            const found = root(near);
            if (label === 0) label = found;
            else if (found !== label) parents[found] = label;
          }
        }
        if (label === 0) {
          label = next++;
          parents[label] = label;
        }
        labels[at] = label;
      }
    }
    return gather(seen, { counts, labels, root });
  };
}

/** Counts the pixels of each cell that have enough changed ones around them. */
function vote(changed: Uint8Array, counts: Uint8Array): void {
  counts.fill(0);
  for (let y = 1; y < height - 1; y++) {
    const line = (y >> 1) * columns;
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      if (changed[at] === 0) continue;
      let sum = 0;
      for (let i = at - width - 1; i <= at - width + 1; i++)
        sum += changed[i]! + changed[i + width]! + changed[i + 2 * width]!;
      if (sum >= quorum) counts[line + (x >> 1)]!++;
    }
  }
}

interface Cells {
  readonly counts: Uint8Array;
  readonly labels: Int16Array;
  readonly root: (label: number) => number;
}

function gather(seen: Seen, { counts, labels, root }: Cells): Blob[] {
  const found = new Map<
    number,
    { left: number; top: number; right: number; bottom: number; area: number; x: number; y: number }
  >();
  for (let line = 0; line < lines; line++) {
    for (let column = 0; column < columns; column++) {
      const at = line * columns + column;
      if (labels[at] === 0) continue;
      const label = root(labels[at]!);
      const count = counts[at]!;
      let group = found.get(label);
      if (!group) {
        group = { left: column, top: line, right: column, bottom: line, area: 0, x: 0, y: 0 };
        found.set(label, group);
      }
      group.left = Math.min(group.left, column);
      group.right = Math.max(group.right, column);
      group.bottom = line;
      group.area += count;
      group.x += column * count;
      group.y += line * count;
    }
  }
  const everywhere = found.size === 0 ? 0 : countIn(seen.differs, everything) / (width * height);
  return [...found.values()]
    .filter(({ area }) => area >= fewest)
    .sort((a, b) => b.area - a.area)
    .slice(0, most)
    .map((group) => {
      const box = {
        left: group.left * cell,
        top: group.top * cell,
        right: (group.right + 1) * cell,
        bottom: (group.bottom + 1) * cell,
      };
      const { area } = group;
      const x = (group.x / area + 0.5) * cell;
      const y = (group.y / area + 0.5) * cell;
      return {
        ...box,
        area,
        solid: countIn(seen.differs, box),
        active: countIn(seen.active, box, seen.differs),
        likeness: likenessIn(seen, box),
        around: around(seen.differs, box) - everywhere,
        swayed: swayedIn(seen, box),
        x,
        y,
      };
    });
}

/** Pixels over which leaves sway. */
const swing = 3;

/** Of the changed pixels of a box, the share whose value is among those of the background around it. */
function swayedIn({ changed, now, mean }: Seen, { left, top, right, bottom }: Box): number {
  let all = 0;
  let found = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = y * width + x;
      if (changed[at] === 0) continue;
      all++;
      const value = now[at]!;
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let row = Math.max(0, y - swing); row <= Math.min(height - 1, y + swing); row++) {
        for (
          let i = row * width + Math.max(0, x - swing);
          i <= row * width + Math.min(width - 1, x + swing);
          i++
        ) {
          const there = mean[i]!;
          if (there < low) low = there;
          if (there > high) high = there;
        }
      }
      if (value >= low - 3 && value <= high + 3) found++;
    }
  }
  return all === 0 ? 0 : found / all;
}

/** The share of pixels beside a box that are 1. */
function around(mask: Uint8Array, box: Box): number {
  const wider = {
    left: Math.max(0, box.left - margin),
    top: Math.max(0, box.top - margin),
    right: Math.min(width, box.right + margin),
    bottom: Math.min(height, box.bottom + margin),
  };
  const room = roomOf(wider) - roomOf(box);
  return room === 0 ? 0 : (countIn(mask, wider) - countIn(mask, box)) / room;
}

function roomOf({ left, top, right, bottom }: Box): number {
  return (right - left) * (bottom - top);
}

/** How many pixels of a box are 1, in one mask or in two. */
function countIn(mask: Uint8Array, { left, top, right, bottom }: Box, other = mask): number {
  let sum = 0;
  for (let y = top; y < bottom; y++)
    for (let i = y * width + left; i < y * width + right; i++) sum += mask[i]! & other[i]!;
  return sum;
}

/** The correlation of the steps from pixel to pixel where the picture differs from its background: light leaves them as they were. */
function likenessIn({ differs, now, mean }: Seen, { left, top, right, bottom }: Box): number {
  let both = 0;
  let was = 0;
  let is = 0;
  for (let y = top; y < bottom - 1; y++) {
    for (let i = y * width + left; i < y * width + right - 1; i++) {
      const across = differs[i]! & differs[i + 1]!;
      const down = differs[i]! & differs[i + width]!;
      const wasX = (mean[i + 1]! - mean[i]!) * across;
      const wasY = (mean[i + width]! - mean[i]!) * down;
      const isX = (now[i + 1]! - now[i]!) * across;
      const isY = (now[i + width]! - now[i]!) * down;
      both += wasX * isX + wasY * isY;
      was += wasX * wasX + wasY * wasY;
      is += isX * isX + isY * isY;
    }
  }
  return was === 0 || is === 0 ? 0 : Math.max(0, both / Math.sqrt(was * is));
}
