/** Makes the next value out of the last; the same object when nothing changes. It may refuse by throwing. */
export type Step<T> = (value: T) => T | Promise<T>;

interface Job<T> {
  readonly step: Step<T>;
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * A value in memory that is never ahead of the disk. Steps run one after the other; those that wait while a write
 * runs are written together, each with a result of its own.
 */
export class Stored<T> {
  #value: T;
  #waiting: Job<T>[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  // After a failed write the disk may hold either value, so the next step is written even if it changes nothing.
  #uncertain = false;
  readonly #write: (value: T) => Promise<void>;
  readonly #written: (value: T, before: T) => void;

  /** `write` resolves when a value is on disk; `written` hears of it before the callers of update() do. */
  constructor(
    value: T,
    write: (value: T) => Promise<void>,
    written: (value: T, before: T) => void = () => {},
  ) {
    this.#value = value;
    this.#write = write;
    this.#written = written;
  }

  get value(): T {
    return this.#value;
  }

  /** Resolves when what the step made is on disk. */
  update(step: Step<T>): Promise<void> {
    if (this.#closed) return Promise.reject(new TypeError("update of a store that is closed"));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ step, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  /** Takes no more steps; resolves when those that wait are done. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0));
    this.#running = undefined;
  }

  async #commit(batch: readonly Job<T>[]): Promise<void> {
    const before = this.#value;
    const unwritten: Job<T>[] = [];
    let draft = before;
    for (const job of batch) {
      try {
        draft = await job.step(draft);
      } catch (thrown) {
        job.reject(thrown);
        continue;
      }
      if (draft === before && !this.#uncertain) job.resolve();
      else unwritten.push(job);
    }
    if (unwritten.length === 0) return;

    try {
      await this.#write(draft);
    } catch (thrown) {
      this.#uncertain = true;
      for (const job of unwritten) job.reject(thrown);
      return;
    }
    this.#uncertain = false;
    this.#value = draft;
    this.#written(draft, before);
    for (const job of unwritten) job.resolve();
  }
}
