/**
 * Picks pictures so that about `frameRate` a second remain, whatever rate they come at. For a picture that is picked it
 * gives the place in an even rhythm nearest to its time, both in seconds: players show an even rhythm smoothly and stumble
 * over the unevenness of capture. The rhythm follows the source's clock and is never half a period away from it.
 */
export function openCadence(frameRate: number): (at: number) => number | undefined {
  const period = 1 / frameRate;
  let due = Number.NEGATIVE_INFINITY;
  return (at) => {
    // A clock that went back, or a long pause, begins a new rhythm.
    if (Math.abs(at - due) > 2 * period) due = at;
    // Half a period early is nearer to this picture than to the next.
    if (at < due - period / 2) return undefined;
    const place = due;
    // A source that is slower than its rate takes the rhythm with it.
    due = Math.max(due + period, at + period / 2);
    return place;
  };
}

/** Pictures that may come together after a pause without one of them being left out. */
const burst = 3;

/** A rate that two clocks agree on is never quite the same. */
const tolerance = 1.02;

/**
 * Leaves pictures out so that no more than about `frameRate` a second remain, for those that keep the times at which they
 * came: unevenness, as of a network, costs none of a source that is not faster.
 */
export function openRation(frameRate: number): (at: number) => boolean {
  let allowed = 1;
  let last: number | undefined;
  return (at) => {
    const passed = last === undefined ? 0 : at - last;
    last = at;
    // A clock that went back begins anew.
    allowed = passed < 0 ? 1 : Math.min(burst, allowed + passed * frameRate * tolerance);
    if (allowed < 1) return false;
    allowed--;
    return true;
  };
}

/** Says when pictures, whatever their sizes, may be made so that they take no more than so many bits a second. */
export interface Budget {
  allows(at: number): boolean;
  spend(bytes: number, at: number): void;
}

export function openBudget(mostKbps: number): Budget {
  let spent: number | undefined;
  let free = 0;
  return {
    // A clock that went back begins anew.
    allows: (at) => spent === undefined || at < spent || at >= free,
    spend: (bytes, at) => {
      spent = at;
      free = at + (bytes * 8) / 1000 / mostKbps;
    },
  };
}
