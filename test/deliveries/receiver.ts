import { CameraError } from "@pinhole/kit/model";
import type { Action, Job } from "../../packages/daemon/src/actions/action.ts";

/** A target in memory: it takes jobs, or is away. What it takes twice it has seen before by name. */
export class Receiver implements Action {
  readonly name: string;
  readonly got: string[] = [];
  readonly asked: string[] = [];
  again = 0;
  /** What it does before it takes a job. */
  before: (job: Job, signal: AbortSignal) => Promise<void> | void = () => {};
  readonly #seen = new Set<string>();

  constructor(name: "mail" | "notify" | "post" | "ftp") {
    this.name = name;
  }

  targets: Action["targets"] = ({ action }) => (action === this.name ? [{ name: this.name }] : undefined);

  run: Action["run"] = async (job, { signal }) => {
    this.asked.push(job.alarm.id);
    await this.before(job, signal);
    if (this.#seen.has(job.id)) this.again += 1;
    else this.got.push(job.alarm.id);
    this.#seen.add(job.id);
  };
}

export const away = (): never => {
  throw new CameraError("target-unreachable", "nothing listens on 192.0.2.1 port 25");
};

/** Until the attempt is given up. */
export function hang(_job: Job, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
