/** How far an input's clock may be from the machine's before its times are laid anew, in seconds. */
const slack = 0.5;

/**
 * Times of capture from an input's own stamps, so that the network's jitter does not get into them and sound stays with
 * the picture: what arrives earliest by its stamp tells how the two clocks lie. All in seconds.
 */
export interface Timeline {
  captured(stamp: number | undefined, arrival: number): number;
  /** How far the machine's clock is ahead of the stamps; undefined before the first. */
  readonly ahead: number | undefined;
}

export function openTimeline(): Timeline {
  let ahead: number | undefined;
  return {
    captured: (stamp, arrival) => {
      if (stamp === undefined) return arrival;
      const now = arrival - stamp;
      if (ahead === undefined || now < ahead || now > ahead + slack) ahead = now;
      return stamp + ahead;
    },
    get ahead() {
      return ahead;
    },
  };
}
