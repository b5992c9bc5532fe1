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
