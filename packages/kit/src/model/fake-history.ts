import type { Difference, History, SettingsVersion } from "./history.ts";

/** Versions in memory for tests; each would change the same. */
export class FakeHistory implements History {
  kept: readonly SettingsVersion[] = [];
  changes: readonly Difference[] = [];
  /** The numbers that were gone back to, in order. */
  readonly reverted: number[] = [];

  async versions(): Promise<readonly SettingsVersion[]> {
    return this.kept.toReversed();
  }

  async compare(number: number): Promise<readonly Difference[] | undefined> {
    return this.#has(number) ? this.changes : undefined;
  }

  async revert(number: number): Promise<boolean> {
    if (this.#has(number)) this.reverted.push(number);
    return this.#has(number);
  }

  #has(number: number): boolean {
    return this.kept.some((version) => version.number === number);
  }
}
