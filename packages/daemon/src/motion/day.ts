import type { MotionReport } from "@pinhole/kit/model";

const minutes = 24 * 60;

/** The highest level of each window, minute by minute, of the last 24 hours; in memory, and of a fixed size. */
export class MotionDay {
  readonly #levels: (readonly number[] | undefined)[] = Array(minutes).fill(undefined);
  /** The newest minute of Unix time that was noted. */
  #newest = 0;

  note({ at, levels }: Pick<MotionReport, "at" | "levels">): void {
    const minute = Math.floor(at / 60);
    // A clock that was set far back would have all of the day be of the future.
    if (minute < this.#newest - 1) this.#levels.fill(undefined);
    else if (minute < this.#newest) return;
    for (let gone = Math.max(this.#newest + 1, minute - minutes + 1); gone <= minute; gone++)
      this.#levels[gone % minutes] = undefined;
    this.#newest = minute;
    const before = this.#levels[minute % minutes];
    this.#levels[minute % minutes] = levels.map((level, n) => Math.max(level, before?.[n] ?? 0));
  }

  /** Oldest first, up to the minute of `now`; null where nobody looked. */
  read(now: number): readonly (readonly number[] | null)[] {
    const last = Math.floor(now / 60);
    return Array.from({ length: minutes }, (_, n) => {
      const minute = last - minutes + 1 + n;
      const isKept = minute <= this.#newest && minute > this.#newest - minutes;
      return (isKept ? this.#levels[((minute % minutes) + minutes) % minutes] : undefined) ?? null;
    });
  }
}
