/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share (0 to 1) of the values lies, interpolated between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError("no values to take a quantile of");
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a share is 0 to 1, not ${share}`);
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  const above = sorted[Math.ceil(at)]!;
  return below + (above - below) * (at - Math.floor(at));
}

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("no values to take a mean of");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A straight line through points. */
export interface Fit {
  /** Per unit of x. */
  readonly slope: number;
  readonly intercept: number;
  /** Standard error of the slope. */
  readonly slopeError: number;
}

export function fitLine(points: readonly (readonly [x: number, y: number])[]): Fit {
  if (points.length < 3) throw new RangeError(`a line needs 3 points, not ${points.length}`);
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  let xx = 0;
  let xy = 0;
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  if (xx === 0) throw new RangeError("a line needs points at different x");
  const slope = xy / xx;
  const intercept = meanY - slope * meanX;
  const residue = points.reduce((sum, [x, y]) => sum + (y - intercept - slope * x) ** 2, 0);
  return { slope, intercept, slopeError: Math.sqrt(residue / (points.length - 2) / xx) };
}

// A viewer that lost more than this many pictures in a row has lost its place as well.
const lookAhead = 30;

/**
 * How many pictures of `all` a viewer passed over, between its first and its last. Pictures are told apart by
 * their length in bytes, so neighbours have to differ; what only the viewer has seen does not count.
 */
export function countMissed(all: readonly number[], seen: readonly number[]): number {
  let missed = 0;
  let next = seen.length === 0 ? -1 : all.indexOf(seen[0]!);
  if (next < 0) return 0;
  for (const picture of seen) {
    const found = all.indexOf(picture, next);
    if (found < 0 || found - next > lookAhead) continue;
    missed += found - next;
    next = found + 1;
  }
  return missed;
}
