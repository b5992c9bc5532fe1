import type { Lan } from "../lan/interfaces.ts";

/** A computer that a finder has come upon; what it does not know is "". */
export interface FoundServer {
  readonly name: string;
  readonly workgroup: string;
  readonly comment: string;
  readonly address: string;
}

/** One way to look for computers that share folders: it looks until the signal aborts, and resolves then. */
export type Finder = (lan: Lan, found: (server: FoundServer) => void, signal: AbortSignal) => Promise<void>;

/** Milliseconds after the start at which a question is asked: datagrams get lost. */
export const askedAtMs = [0, 1000, 2500] as const;

/** Asks now and again; resolves when the signal aborts. */
export async function askAgain(ask: () => void, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const timers = askedAtMs.map((ms) => setTimeout(ask, ms));
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  for (const timer of timers) clearTimeout(timer);
}
