import { eventsOf, type Interval, type Sample } from "./intervals.ts";
import {
  addTally,
  falseAlarmsPerHour,
  nothing,
  scoreByEvent,
  scoreByTime,
  type Tally,
  tallyOf,
} from "./score.ts";

/** A clip as one sensitivity sees it, and what is true of it. */
export interface Seen {
  readonly samples: readonly Sample[];
  readonly real: readonly Interval[];
  readonly seconds: number;
}

/** A pair of settings of the first window, and what comes of it on all clips. */
export interface Proposal {
  readonly sensitivity: number;
  readonly threshold: number;
  readonly tally: Tally;
}

/** Thresholds that are tried. */
const step = 5;

/** What comes of every sensitivity and threshold; `seen` are the clips by sensitivity. */
export function tryAll(
  seen: ReadonlyMap<number, readonly Seen[]>,
  joining: { readonly gap: number; readonly period: number },
): Proposal[] {
  const proposals: Proposal[] = [];
  for (const [sensitivity, clips] of seen) {
    for (let threshold = 0; threshold <= 250; threshold += step) {
      const tally = clips
        .map(({ samples, real, seconds }) =>
          tallyOf(eventsOf(samples, [{ index: 0, threshold }], joining), real, seconds),
        )
        .reduce(addTally, nothing);
      proposals.push({ sensitivity, threshold, tally });
    }
  }
  return proposals;
}

/** The best balance, the best without a false alarm, and the best that misses nothing. */
export function proposalsOf(all: readonly Proposal[]): {
  readonly balanced: Proposal;
  readonly quiet: Proposal | undefined;
  readonly complete: Proposal | undefined;
} {
  const pick = (from: readonly Proposal[]): Proposal | undefined => {
    const worth = ({ tally }: Proposal): number => scoreByEvent(tally).f1 + scoreByTime(tally).f1 / 1000;
    const best = Math.max(...from.map(worth));
    // Of settings that do as well, the middle one is the farthest from doing worse.
    const good = from.filter((one) => worth(one) > best - 0.0001);
    return good[good.length >> 1];
  };
  return {
    balanced: pick(all)!,
    quiet: pick(all.filter(({ tally }) => falseAlarmsPerHour(tally) === 0)),
    complete: pick(all.filter(({ tally }) => tally.met === tally.real)),
  };
}
