import { openBlobFinder } from "./blobs.ts";
import { openEye } from "./eye.ts";
import { type Box, type Grey, picturesPerSecond, sight } from "./sight.ts";
import { openSteady } from "./steady.ts";
import { openStillness } from "./stillness.ts";
import { follow, isMoving, type Track } from "./tracks.ts";

const { width, height } = sight;
const pixels = width * height;

/** Cells of so many pixels remember how restless they are. */
const cell = 8;
const columns = width / cell;
const lines = height / cell;

/** Seconds in which a restless place is learnt and forgotten. */
const memory = 40;

/** Seconds in which light and noise become part of the background. */
const lightSeconds = 1.5;

/** Share of the picture that has changed and then stands still: another scene, or another light on all of it. */
const upheaval = 0.3;

/** Share that differs all at once, and goes on differing while nothing moves but noise: likewise, some seconds after the jump. */
const otherwise = 0.5;
const afterJump = 5;

/** Seconds without a picture after which what is known of the scene is too old. */
const longestGap = 3;

/** Seconds at the beginning in which the background is learnt. */
const learning = 0.6;

/** Seconds after which a scene is known: what was there at the beginning may have been something in passing, and trees sway. */
const acquaintance = 15;

/** Seconds over which the first of what is restless is learnt. */
const firstMemory = 5;

/** Seconds after a shake of the camera in which things prove half as much. */
const shaky = 2;

/** How a picture is watched. */
export interface Watching {
  /** 0 to 10. */
  readonly sensitivity: number;
  /** 1 to 100. */
  readonly updateRate: number;
}

/** One way of watching the whole picture for what moves. */
export interface Watch {
  /** What moves in the picture, captured at a time in seconds. */
  take(picture: Grey, at: number): readonly Track[];
  hide(areas: readonly Box[]): void;
  /** Begins anew with the next picture. */
  reset(): void;
}

/** Seconds after which what has stopped is part of the background. */
export function absorbSeconds(updateRate: number): number {
  return (100 - updateRate) * 2;
}

export function openWatch({ sensitivity, updateRate }: Watching): Watch {
  const eye = openEye(sensitivity);
  const steady = openSteady();
  const stillness = openStillness();
  const findBlobs = openBlobFinder();
  const holds = new Uint8Array(pixels);
  const restless = new Float32Array(columns * lines);
  const hits = new Uint8Array(columns * lines);
  const compares = updateRate >= 100;
  const easeAt = (at: number): number => 1.08 ** (sensitivity - 6) * (at - shookAt < shaky ? 0.5 : 1);
  const familiarAt = (at: number): number => Math.min(1, (at - (began ?? at)) / acquaintance);
  let tracks: readonly Track[] = [];
  let began: number | undefined;
  let newest = 0;
  let shookAt = Number.NEGATIVE_INFINITY;
  let jumpedAt = Number.NEGATIVE_INFINITY;

  const restlessIn = ({ left, top, right, bottom }: Box): number => {
    let sum = 0;
    let count = 0;
    for (let y = Math.floor(top / cell); y < bottom / cell; y++) {
      for (let x = Math.floor(left / cell); x < right / cell; x++) {
        sum += restless[y * columns + x]!;
        count++;
      }
    }
    return count === 0 ? 0 : sum / count;
  };
  const remember = (seconds: number, known: number): void => {
    hits.fill(0);
    for (const { sure, rests, left, top, right, bottom } of tracks) {
      const mark = sure || rests ? 2 : 1;
      for (let y = Math.floor(top / cell); y < bottom / cell; y++)
        for (let x = Math.floor(left / cell); x < right / cell; x++) {
          const at = y * columns + x;
          hits[at] = Math.max(hits[at]!, mark);
        }
    }
    const share = Math.min(1, seconds / Math.min(memory, Math.max(firstMemory, known)));
    for (let i = 0; i < restless.length; i++) {
      if (hits[i] === 2) continue;
      restless[i] = restless[i]! + (hits[i]! - restless[i]!) * share;
    }
  };
  const hold = (at: number): void => {
    holds.fill(0);
    for (const track of tracks) {
      const { sure, left, top, right, bottom } = track;
      const mark = sure ? (isMoving(track, at) ? 1 : 2) : at - track.since < 2 ? 1 : 2;
      for (let y = top; y < bottom; y++) {
        for (let i = y * width + left; i < y * width + right; i++)
          holds[i] = holds[i] === 0 ? mark : Math.min(holds[i]!, mark);
      }
    }
  };

  const reset = (): void => {
    eye.forget();
    steady.forget();
    began = undefined;
    tracks = [];
  };
  return {
    take: (picture, at) => {
      if (began !== undefined && (at - newest > longestGap || at < newest)) reset();
      const seconds = began === undefined ? 1 / picturesPerSecond : Math.min(1, Math.max(0.02, at - newest));
      began ??= at;
      newest = at;
      const seen = eye.look(compares ? picture : steady.take(picture));
      if (compares) {
        tracks = follow(tracks, findBlobs(seen), {
          at,
          ease: easeAt(at),
          familiar: familiarAt(at),
          restless: restlessIn,
        });
        eye.settle();
        return tracks.filter((track) => isMoving(track, at));
      }
      if (steady.shakes) shookAt = at;
      if (seen.activeCount > otherwise * pixels) jumpedAt = at;
      const isOther =
        (seen.changedCount > upheaval * pixels && seen.activeCount < seen.changedCount / 10) ||
        (at - jumpedAt < afterJump &&
          seen.differCount > otherwise * pixels &&
          stillness.isStill(picture, at));
      if (isOther) {
        eye.settle();
        steady.forget();
        tracks = [];
        return [];
      }
      const isNew = at - began < learning;
      tracks = isNew
        ? []
        : follow(tracks, findBlobs(seen), {
            at,
            ease: easeAt(at),
            familiar: familiarAt(at),
            restless: restlessIn,
          });
      if (!isNew) remember(seconds, at - began);
      hold(at);
      const absorb = absorbSeconds(updateRate);
      eye.learn({
        free: isNew ? 0.5 : share(seconds, lightSeconds),
        held: [share(seconds, absorb), share(seconds, absorb / 4)],
        slow: isNew ? 0.5 : share(seconds, Math.max(30, 4 * absorb)),
        holds,
      });
      return tracks.filter((track) => isMoving(track, at));
    },
    hide: eye.hide,
    reset,
  };
}

/** Of the way to the present, what is gone in a time when most of it takes `most` seconds. */
function share(seconds: number, most: number): number {
  return most <= 0 ? 1 : 1 - Math.exp(-seconds / most);
}
