/** A clock that is further behind than this many seconds was set back. */
const setBack = 1;

/** What is past follows in steps of so many seconds: a viewer that joins is with the others at once. */
const pastStep = 0.001;

/**
 * The milliseconds of one viewer: from 0 at its first packet, and rising on every track. `isPast` says that a packet is
 * there only so that what follows can be decoded.
 */
export type Timeline = (track: number, pts: number, isPast?: boolean) => number;

export function openTimeline(): Timeline {
  const last = new Map<number, number>();
  let origin: number | undefined;
  let newest = 0;
  return (track, pts, isPast = false) => {
    if (origin === undefined) origin = pts;
    else if (isPast) origin = pts - newest - pastStep;
    if (pts - origin < newest - setBack) origin = pts - newest;
    newest = Math.max(newest, pts - origin);
    const ms = Math.max(Math.round((pts - origin) * 1000), (last.get(track) ?? -1) + 1);
    last.set(track, ms);
    return ms;
  };
}
