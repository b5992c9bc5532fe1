import { join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Target } from "./http.ts";

export interface CrowdOrder {
  readonly target: Target;
  readonly count: number;
}

/** What the viewers of a crowd saw between `begin` and `end`. */
export interface CrowdResult {
  /** Of each viewer. */
  readonly pictures: readonly number[];
  readonly bytes: number;
  /** Pictures that a viewer passed over and another one got, of all viewers together. */
  readonly missed: number;
  /** Why viewers have ended that should not. */
  readonly ended: readonly string[];
}

/** Viewers of an MJPEG stream in a process of their own. */
export interface Crowd extends AsyncDisposable {
  begin(): void;
  end(): Promise<CrowdResult>;
}

const gatherMs = 60_000;
const reportMs = 20_000;

/** Resolves when each viewer has had its first picture. */
export async function openCrowd(bench: Bench, order: CrowdOrder): Promise<Crowd> {
  const child = bench.fork(join(import.meta.dirname, "crowd-process.ts"), [JSON.stringify(order)]);
  const answer = (withinMs: number) =>
    new Promise<unknown>((resolve, reject) => {
      const limit = AbortSignal.any([bench.signal, AbortSignal.timeout(withinMs)]);
      limit.addEventListener("abort", () => reject(limit.reason), { once: true });
      child.process.once("message", resolve);
      child.process.once("exit", () => reject(new Error(`the viewers have ended\n${child.output()}`)));
    });
  const first = await answer(gatherMs);
  if (first !== "ready") {
    await child[Symbol.asyncDispose]();
    throw new Error((first as { readonly error: string }).error);
  }
  return {
    begin: () => void child.process.send("begin"),
    end: () => {
      const result = answer(reportMs);
      child.process.send("end");
      return result as Promise<CrowdResult>;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
