import type { Blob } from "./blobs.ts";
import { type Box, sight } from "./sight.ts";

/** Something that is followed from picture to picture. */
export interface Track extends Box {
  readonly x: number;
  readonly y: number;
  /** Pixels per second. */
  readonly vx: number;
  readonly vy: number;
  /** Changed pixels, and all that differ from the background. */
  readonly area: number;
  readonly solid: number;
  readonly since: number;
  readonly seenAt: number;
  /** When something moved in it last. */
  readonly movedAt: number;
  /** When it was last somewhere else, and where it has been since. */
  readonly leftAt: number;
  readonly restX: number;
  readonly restY: number;
  /** Where it was when it was last seen to have got ahead. */
  readonly markX: number;
  readonly markY: number;
  /** Where it was when it was seen first, and the length of the way since. */
  readonly startX: number;
  readonly startY: number;
  readonly way: number;
  readonly hits: number;
  readonly evidence: number;
  /** Of its area, how much changes from picture to picture, as of late. */
  readonly stir: number;
  /** Whether it is taken for something that moves, rather than for noise, weather or light. */
  readonly sure: boolean;
  /** Whether it was sure before it came to rest. */
  readonly rests: boolean;
  /** The most area that it has had lately. */
  readonly peak: number;
  /** Pixels that it takes up, or did a moment ago: what passes before something of its colour is as large as before. */
  readonly extent: number;
}

/** Seconds for which something that is sure goes on being followed unseen, as behind a tree; and what is not. */
const patience = 2;
const lessPatience = 0.25;

/** Seconds for which something unseen counts as moving all the same: longer in the midst of the picture, which it can not have left. */
const blink = 1.2;
const blinkAtEdge = 0.45;
const blinkPerHit = 0.2;
const edge = 4;

/** Seconds for which something sure still moves after the last movement seen in it: people stand still for a moment. */
const rest = 2.8;

/**
 * Seconds in one place after which what was sure has to prove anew that it moves, even if something changes in it: an object
 * left behind, a flag, a screen.
 */
const atRest = 6;

/** Part of something below which what remains of it is not taken for the thing. */
const remnant = 0.4;

/** What the greatest area, and the extent, lose with each picture. */
const fading = 0.98;
const shrinking = 0.9;

/** Evidence after which something is taken for moving; a picture gives up to `mostEvidence`, by size. */
const needed = 4.5;
const mostEvidence = 4;

/** Pixels that something has to get ahead from where it was seen first. */
const leastWay = 1.2;

/** Of the way gone, how much leads away from the start: what hangs in the wind comes back. */
const straight = 0.55;

/** Legs swing, so what has got some pixels ahead may have gone less straight. */
const farAway = 4;
const lessStraight = 0.3;

/** What goes this straight for some pictures proves so many times as much. */
const quiteStraight = 0.9;
const courseCounts = 2;

/** Of its area, what has to be different from the picture before for it to prove that it moves. */
const lively = 0.25;

/** Or of the strip that it has got ahead, which is all that changes when something plain passes before something plain. */
const frontage = 0.6;

/**
 * Of its area, what has to change in something sure for it to go on moving, and how far its middle has to get for it to be
 * somewhere else: of something small (up to so many pixels), where a pixel of noise counts for much, and of something large.
 */
const small = { area: 60, stirring: 0.12, place: 1 } as const;
const large = { area: 400, stirring: 0.07, place: 0.3 } as const;

/** The share of a picture in what changed as of late. */
const freshness = 0.4;

/** Seconds without that after which what is not sure begins anew. */
const pause = 0.5;

/** Likeness to the background from which on something is only other light, and up to which it is surely a thing. */
const like = 0.7;
const unlike = 0.35;

/** Share of what lies around something that differs too, from which on it is but the roughness of a light, and up to which it stands alone. */
const amidst = 0.7;
const apart = 0.3;

/** Small changed groups in one picture from which on each of them proves less: rain, snow, a noisy night. */
const crowd = 5;

/** Changed pixels up to which something proves less in a restless place or an unknown scene, and from which on it hardly does. */
const slight = 100;
const massive = 500;

/** Where something that is not sure is seen for one part in so many of the time, what is small proves nothing. */
const wariness = 4;

/** What the most restless place, and a wholly unknown scene, leave of what something massive proves. */
const leastCalm = 0.3;
const leastKnown = 0.85;

/** And what an unknown scene leaves of what something slight proves; and of what may be leaves that sway. */
const firstSight = 0.5;
const leaves = 0.25;

/** Share of changed pixels that show the background beside them, from which on it may be leaves. */
const swaying = 0.5;

/** How strongly things prove themselves; how well the scene is known, 0 to 1; and how restless a place has been lately, 0 to 1. */
export interface Scene {
  readonly at: number;
  readonly ease: number;
  readonly familiar: number;
  restless(box: Box): number;
}

/** The tracks of the next picture. */
export function follow(tracks: readonly Track[], blobs: readonly Blob[], scene: Scene): Track[] {
  const { at } = scene;
  const claims = new Map<Track, Blob[]>();
  const strays: Blob[] = [];
  for (const blob of blobs) {
    const owner = ownerOf(blob, tracks, at);
    if (owner === undefined) strays.push(blob);
    else claims.set(owner, [...(claims.get(owner) ?? []), blob]);
  }
  const unsure =
    blobs.length - [...claims].reduce((sum, [track, own]) => sum + (track.sure ? own.length : 0), 0);
  const ease = scene.ease / (1 + Math.max(0, unsure - crowd) / crowd);
  const next: Track[] = [];
  for (const track of tracks) {
    const own = claims.get(track);
    if (own) next.push(advance(track, joined(own), { ...scene, ease }));
    else if (at - track.seenAt < (track.sure ? patience : lessPatience)) next.push(track);
  }
  for (const blob of strays) next.push(begin(blob, tracks, { ...scene, ease }));
  return next;
}

/** Whether a track counts now. */
export function isMoving(track: Track, at: number): boolean {
  const { sure, movedAt, seenAt, area, peak, hits } = track;
  if (!sure || hasLeft(track, at)) return false;
  // What is left where somebody has gone is a shadow, or ground that was not seen for long.
  const stays = rest * Math.min(1, area / (peak * remnant)) ** 2;
  // What was seen in a few pictures only may go on under another name.
  const unseen = Math.min(isAtEdge(track) ? blinkAtEdge : blink, hits * blinkPerHit);
  return at - movedAt <= stays && at - seenAt < unseen;
}

/** Whether something unseen would be outside of the picture by now, had it gone on as it went. */
function hasLeft(track: Track, at: number): boolean {
  const seconds = at - track.seenAt;
  if (seconds <= 0) return false;
  const x = track.x + track.vx * seconds;
  const y = track.y + track.vy * seconds;
  return x < 0 || y < 0 || x > sight.width || y > sight.height;
}

function isAtEdge({ left, top, right, bottom }: Box): boolean {
  return left <= edge || top <= edge || right >= sight.width - edge || bottom >= sight.height - edge;
}

function begin(blob: Blob, tracks: readonly Track[], scene: Scene): Track {
  // What comes apart stays what it was.
  const parent = tracks.find((track) => track.sure && overlap(track, blob) > 0);
  const stir = stirOf(blob, parent?.stir ?? 1);
  return {
    ...shapeOf(blob),
    vx: 0,
    vy: 0,
    since: scene.at,
    seenAt: scene.at,
    movedAt: parent && isActive(blob, stir) ? scene.at : (parent?.movedAt ?? scene.at),
    leftAt: parent?.leftAt ?? scene.at,
    restX: blob.x,
    restY: blob.y,
    markX: blob.x,
    markY: blob.y,
    startX: blob.x,
    startY: blob.y,
    way: 0,
    hits: 1,
    evidence: proof(blob, scene),
    stir,
    sure: parent !== undefined,
    rests: false,
    peak: Math.max(blob.area, parent?.peak ?? 0),
    extent: extentOf(blob),
  };
}

/** Edges alone may be seen of what has the colour of the ground, but no more than its box. */
function extentOf({ left, top, right, bottom, area, solid }: Blob): number {
  const box = (right - left) * (bottom - top);
  return Math.min(box, Math.max(area, solid, box / 2));
}

function shapeOf({ left, top, right, bottom, x, y, area, solid }: Blob) {
  return { left, top, right, bottom, x, y, area, solid };
}

function advance(track: Track, blob: Blob, scene: Scene): Track {
  const { at } = scene;
  const seconds = Math.max(0.02, at - track.seenAt);
  const step = Math.hypot(blob.x - track.x, blob.y - track.y);
  const stir = stirOf(blob, track.stir);
  // What is plain changes at its front alone.
  const front =
    step < 0.3
      ? Number.POSITIVE_INFINITY
      : frontage * step * Math.min(blob.right - blob.left, blob.bottom - blob.top);
  const alive = blob.active >= Math.max(2, Math.min(blob.area * lively, front));
  const leaves = Math.hypot(blob.x - track.restX, blob.y - track.restY) >= sized("place", blob.area);
  const advances = blob.active >= 3 && Math.hypot(blob.x - track.markX, blob.y - track.markY) >= leastWay;
  const comesToRest = track.sure && !leaves && at - track.leftAt > atRest;
  // What has stood still for a while sets out anew.
  const starts = comesToRest || (!track.sure && at - track.movedAt > pause);
  const [startX, startY] = starts ? [track.x, track.y] : [track.startX, track.startY];
  const way = (starts ? 0 : track.way) + step;
  const gone = Math.hypot(blob.x - startX, blob.y - startY);
  const hits = starts ? 1 : track.hits + 1;
  const onCourse = hits >= 5 && gone >= farAway && gone >= quiteStraight * way;
  const evidence = (starts ? 0 : track.evidence) + (alive ? proof(blob, scene, onCourse) : 0);
  const leads = gone >= straight * way || (gone >= farAway && gone >= lessStraight * way);
  const proven = alive && hits >= 2 && evidence >= needed && gone >= leastWay && leads;
  return {
    ...shapeOf(blob),
    vx: (blob.x - track.x) / seconds,
    vy: (blob.y - track.y) / seconds,
    since: track.since,
    seenAt: at,
    stir,
    movedAt: (track.sure ? isActive(blob, stir) || advances : alive) ? at : track.movedAt,
    markX: advances ? blob.x : track.markX,
    markY: advances ? blob.y : track.markY,
    leftAt: leaves ? at : track.leftAt,
    restX: leaves ? blob.x : track.restX,
    restY: leaves ? blob.y : track.restY,
    startX,
    startY,
    way,
    hits,
    evidence,
    sure: (track.sure && !comesToRest) || proven,
    rests: (track.rests || comesToRest) && !proven,
    peak: Math.max(blob.area, track.peak * fading),
    extent: Math.max(extentOf(blob), track.extent * shrinking),
  };
}

/** Whether it changes from picture to picture, and is not just there: a pixel or two of noise now and then always does. */
function isActive({ active, area }: Blob, stir: number): boolean {
  return active >= 3 && stir >= sized("stirring", area);
}

function sized(what: "stirring" | "place", area: number): number {
  const share = Math.max(0, Math.min(1, (area - small.area) / (large.area - small.area)));
  return small[what] + (large[what] - small[what]) * share;
}

/** As of late, of what a picture adds. */
function stirOf({ active, area }: Blob, before: number): number {
  return before + (Math.min(1, active / area) - before) * freshness;
}

function proof(blob: Blob, { ease, familiar, restless }: Scene, onCourse = false): number {
  const bySize = Math.max(0, Math.min(mostEvidence, Math.log2(blob.area / 4)));
  // What is small and keeps its course is neither noise nor weather.
  const size = onCourse ? Math.max(bySize, 1) * courseCounts : bySize;
  const strange = shareOf(blob.likeness, like, unlike);
  const alone = shareOf(blob.around, amidst, apart);
  const mass = shareOf(blob.area, slight, massive);
  const calm = Math.max(leastCalm * mass, 1 - wariness * restless(blob));
  // The first half of getting to know a scene is enough for most of it.
  const unknown = Math.max(0, 1 - 2 * familiar);
  const known = 1 - unknown * (1 - firstSight - (leastKnown - firstSight) * mass);
  const rooted = 1 - (1 - familiar) * (1 - leaves) * shareOf(blob.swayed, swaying, 1);
  return size * ease * strange * alone * calm * known * rooted;
}

/** How far a value is on the way from one to another, 0 to 1. */
function shareOf(value: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from)));
}

/** The track that a blob goes on with: where it was expected, or as near as something of its size can have got. */
function ownerOf(blob: Blob, tracks: readonly Track[], at: number): Track | undefined {
  let best: Track | undefined;
  let most = 0;
  for (const track of tracks) {
    const seconds = at - track.seenAt;
    const shared = Math.max(overlap(track, blob), overlap(ahead(track, seconds), blob));
    if (shared > most) [best, most] = [track, shared];
  }
  if (best) return best;
  let nearest = Number.POSITIVE_INFINITY;
  for (const track of tracks) {
    const seconds = at - track.seenAt;
    const distance = Math.hypot(blob.x - track.x - track.vx * seconds, blob.y - track.y - track.vy * seconds);
    const size = Math.max(track.right - track.left, track.bottom - track.top);
    const likely = blob.area > track.area / 3 && blob.area < track.area * 3;
    if (!likely || distance > Math.max(5, size) || distance >= nearest) continue;
    [best, nearest] = [track, distance];
  }
  return best;
}

function ahead(track: Track, seconds: number): Box {
  const dx = track.vx * seconds;
  const dy = track.vy * seconds;
  return { left: track.left + dx, top: track.top + dy, right: track.right + dx, bottom: track.bottom + dy };
}

/** Pixels that two boxes share. */
export function overlap(a: Box, b: Box): number {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > 0 && down > 0 ? across * down : 0;
}

function joined(blobs: readonly Blob[]): Blob {
  const [first, ...others] = blobs as [Blob, ...Blob[]];
  return others.reduce((a, b) => {
    const area = a.area + b.area;
    return {
      left: Math.min(a.left, b.left),
      top: Math.min(a.top, b.top),
      right: Math.max(a.right, b.right),
      bottom: Math.max(a.bottom, b.bottom),
      area,
      solid: a.solid + b.solid,
      active: a.active + b.active,
      likeness: (a.likeness * a.area + b.likeness * b.area) / area,
      around: (a.around * a.area + b.around * b.area) / area,
      swayed: (a.swayed * a.area + b.swayed * b.area) / area,
      x: (a.x * a.area + b.x * b.area) / area,
      y: (a.y * a.area + b.y * b.area) / area,
    };
  }, first);
}

/** The whole sight. */
export const everything: Box = { left: 0, top: 0, right: sight.width, bottom: sight.height };
