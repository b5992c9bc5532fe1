import { cpus, loadavg, release, type } from "node:os";

/** What a figure was measured on. */
export interface Machine {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  /** Programs that wanted to run, on the average of the last minute: the measured ones, and whatever else was at work. */
  readonly load?: number;
}

export function thisMachine(): Machine {
  const cores = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cores[0]?.model.trim() ?? "an unknown CPU",
    cores: cores.length,
    kernel: `${type()} ${release()}`,
    node: process.versions.node,
    load: loadavg()[0] ?? 0,
  };
}
