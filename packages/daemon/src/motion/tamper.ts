import type { MotionReport } from "@pinhole/kit/model";
import { grating, meansOf } from "./cells.ts";
import type { Grey } from "./sight.ts";

type Tamper = NonNullable<MotionReport["tamper"]>;

/** Seconds for which something has to be wrong before it is said. */
const patience = 3;

/** Seconds without the least change after which a picture that always had some is frozen, at least. */
const frozenSeconds = 10;

/** Seconds after which a camera that was moved, or is in the dark, counts as meant to be so. */
const acceptedAfter = 600;
const movedFor = 10;

/** Seconds in which the usual picture is learnt, and until it is known. */
const memory = 60;
const known = 8;

/** Luma up to which a picture without detail is black. */
const darkest = 28;

/** Of its usual detail, what a covered camera still shows at most; below `least` there is too little to tell. */
const remainder = 0.35;
const least = 1.2;

/** Of the steps between neighbouring cells, how many more are as usual than against it, at least: 1 is all. */
const likeness = 0.25;

/** Each cell is compared with the one to the right and the one below; smaller steps of luma are none. */
const { columns, lines } = grating;
const step = 3;

/** Tells what somebody may have done to the camera itself. */
export interface Guard {
  take(picture: Grey, at: number): Tamper | undefined;
  /** The view is another, on purpose. */
  reset(): void;
}

interface Look {
  readonly mean: number;
  /** Mean step from cell to cell, where noise is gone. */
  readonly detail: number;
  readonly cells: Float32Array;
}

export function openGuard(): Guard {
  let usual: { mean: number; detail: number; readonly cells: Float32Array } | undefined;
  let began = 0;
  let newest = 0;
  let before: Uint8Array | undefined;
  let changedAt = 0;
  let longestRest = 0;
  let changes = 0;
  let suspicion: { readonly of: Tamper; readonly since: number } | undefined;

  const isFrozen = (picture: Grey, at: number): boolean => {
    const same = before !== undefined && Buffer.compare(before, picture) === 0;
    before ??= new Uint8Array(picture.length);
    if (same) return changes > 20 && at - changedAt > Math.max(frozenSeconds, 3 * longestRest);
    before.set(picture);
    if (changes > 0) longestRest = Math.max(longestRest * 0.999, at - changedAt);
    changes++;
    changedAt = at;
    return false;
  };
  const learn = (look: Look, seconds: number): void => {
    if (usual === undefined) {
      usual = { mean: look.mean, detail: look.detail, cells: look.cells.slice() };
      return;
    }
    const share = Math.min(1, seconds / Math.min(memory, Math.max(1, newest - began)));
    usual.mean += (look.mean - usual.mean) * share;
    usual.detail += (look.detail - usual.detail) * share;
    for (let i = 0; i < look.cells.length; i++) usual.cells[i]! += (look.cells[i]! - usual.cells[i]!) * share;
  };
  const suspect = (look: Look): Tamper | undefined => {
    if (usual === undefined || newest - began < known) return undefined;
    if (isBlack(look)) return usual.mean > look.mean + 12 ? "black" : undefined;
    if (usual.detail > least && contrast(look) < contrast(usual) * remainder) return "covered";
    if (usual.detail > least && look.detail > least && agreement(usual.cells, look.cells) < likeness)
      return "moved";
    return undefined;
  };
  const reset = (): void => {
    usual = undefined;
    suspicion = undefined;
  };
  return {
    take: (picture, at) => {
      const seconds = at - newest;
      if (usual === undefined || seconds > patience || seconds < 0) {
        reset();
        began = at;
      }
      newest = at;
      const frozen = isFrozen(picture, at);
      const look = lookAt(picture);
      const of = suspect(look);
      if (of === undefined) {
        suspicion = undefined;
        learn(look, Math.max(0, Math.min(1, seconds)));
        // A night without noise does not change either.
        return frozen && !isBlack(look) ? "frozen" : undefined;
      }
      if (suspicion?.of !== of) suspicion = { of, since: at };
      const lasts = at - suspicion.since;
      if (lasts > (of === "moved" ? patience + movedFor : acceptedAfter)) {
        reset();
        return undefined;
      }
      return lasts >= patience ? of : undefined;
    },
    reset,
  };
}

function isBlack({ mean, detail }: Look): boolean {
  return mean < darkest && detail < least;
}

/** Detail beside the light, with which it comes and goes at dawn and dusk. */
function contrast({ mean, detail }: Pick<Look, "mean" | "detail">): number {
  return detail / (Math.max(0, mean - 16) + 8);
}

function lookAt(picture: Grey): Look {
  const cells = new Float32Array(columns * lines);
  meansOf(picture, cells);
  let sum = 0;
  let steps = 0;
  for (let i = 0; i < cells.length; i++) {
    sum += cells[i]!;
    if (i % columns > 0) steps += Math.abs(cells[i]! - cells[i - 1]!);
  }
  return { mean: sum / cells.length, detail: steps / ((columns - 1) * lines), cells };
}

/** How alike two pictures are in where they are brighter than right beside: 1 the same, 0 nothing in common. */
function agreement(usual: Float32Array, now: Float32Array): number {
  let count = 0;
  let sum = 0;
  const compare = (from: number, to: number): void => {
    const was = usual[to]! - usual[from]!;
    if (Math.abs(was) < step) return;
    const is = now[to]! - now[from]!;
    count++;
    sum += Math.abs(is) < step / 3 ? 0 : Math.sign(was) * Math.sign(is);
  };
  for (let y = 0; y < lines; y++) {
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x;
      if (x + 1 < columns) compare(at, at + 1);
      if (y + 1 < lines) compare(at, at + columns);
    }
  }
  // With hardly an edge there is nothing to go by.
  return count < 20 ? 1 : sum / count;
}
