import type { Decision, KeptDecision, Trigger } from "@pinhole/kit/model";

/** Seconds around a moment within which a decision has to do with it. */
const around = 60;

/** Why there was an alarm, or none. */
export interface Decisions {
  /** Notes what became of a trigger at a camera's time; the result is new unless it was as the one before. */
  note(
    trigger: Trigger,
    decision: Decision,
    at: number,
  ): { readonly kept: KeptDecision; readonly isNew: boolean };
  /** Newest first. */
  around(at: number, limit: number): readonly KeptDecision[];
  /** Those that were noted since this was asked last. */
  changed(): readonly Numbered[];
}

/** A decision with the number under which it stays the same one. */
export interface Numbered extends KeptDecision {
  readonly number: number;
}

/** Keeps `size` decisions; `before` are those of an earlier run, oldest first. */
export function openDecisions(size: number, before: readonly Numbered[] = []): Decisions {
  let kept: Numbered[] = before.slice(-size);
  let next = (kept.at(-1)?.number ?? 0) + 1;
  /** The newest of each kind and rule. */
  const newest = new Map<string, Numbered>();
  const changed = new Map<number, Numbered>();
  return {
    note: ({ kind, detail }, { rule, outcome, reason }, at) => {
      const name = `${kind} ${rule}`;
      const last = newest.get(name);
      const isNew = last?.outcome !== outcome || last.reason !== reason;
      const noted: Numbered = isNew
        ? { number: next++, rule, outcome, reason, kind, detail, first: at, last: at, count: 1 }
        : { ...last, detail, last: at, count: last.count + 1 };
      const place = isNew ? -1 : kept.indexOf(last);
      // One that has fallen out, because many others came since, is among the newest again.
      if (place < 0) kept.push(noted);
      else kept[place] = noted;
      if (kept.length > size) kept = kept.slice(-size);
      // A kept one may have fallen out: then it is no more than a name.
      newest.delete(name);
      newest.set(name, noted);
      if (newest.size > size) newest.delete(newest.keys().next().value as string);
      changed.set(noted.number, noted);
      if (changed.size > size) changed.delete(changed.keys().next().value as number);
      return { kept: noted, isNew };
    },
    around: (at, limit) =>
      kept
        .filter(
          ({ first, last }) => at >= Math.min(first, last) - around && at <= Math.max(first, last) + around,
        )
        .slice(-limit)
        .reverse(),
    changed: () => {
      const all = [...changed.values()];
      changed.clear();
      return all;
    },
  };
}
