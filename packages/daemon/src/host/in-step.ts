import { messageOf } from "@pinhole/kit/model";

export interface InStepOptions {
  /** What is wanted now, as a text that differs when it has to be opened anew; undefined for nothing. */
  want(): string | undefined;
  open(): Promise<AsyncDisposable>;
  /** It could not be opened; that is tried again. */
  failed(words: string): void;
  readonly retryMs?: number;
}

/** Something that is open while it is wanted; `update` looks whether it still is as it is wanted. */
export interface InStep extends AsyncDisposable {
  update(): void;
}

/** Opens, closes and opens anew, one after the other, as what is wanted changes. */
export function keepInStep({ want, open, failed, retryMs = 60_000 }: InStepOptions): InStep {
  let is: { readonly key: string; readonly opened: AsyncDisposable } | undefined;
  let work: Promise<void> | undefined;
  let again = false;
  let ended = false;
  let refused: { readonly key: string; readonly until: number } | undefined;

  const step = async (): Promise<void> => {
    const key = ended ? undefined : want();
    if (is && is.key === key) return;
    const old = is;
    is = undefined;
    await old?.opened[Symbol.asyncDispose]();
    if (key === undefined) return;
    if (refused?.key === key && performance.now() < refused.until) return;
    try {
      is = { key, opened: await open() };
    } catch (error) {
      refused = { key, until: performance.now() + retryMs };
      failed(messageOf(error));
    }
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await step();
    } while (again);
    work = undefined;
  };
  const update = (): void => {
    again = true;
    work ??= run();
  };
  update();
  return {
    update,
    [Symbol.asyncDispose]: async () => {
      ended = true;
      update();
      await work;
    },
  };
}
