import { parseArgs } from "node:util";

/** What was asked for on the command line; what is absent is left to each benchmark. */
export interface Options {
  readonly benchmarks: readonly string[];
  readonly help: boolean;
  readonly seconds?: number;
  readonly runs?: number;
  readonly viewers?: readonly number[];
  readonly minutes?: number;
  /** The command that starts a camera, up to its own flags. */
  readonly camera?: readonly string[];
  readonly results?: string;
}

/** Throws an error that names the flag and what is allowed. */
export function parseOptions(args: readonly string[], names: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h", default: false },
      seconds: { type: "string" },
      runs: { type: "string" },
      viewers: { type: "string" },
      minutes: { type: "string" },
      camera: { type: "string" },
      results: { type: "string" },
    },
  });
  const unknown = positionals.find((name) => name !== "all" && !names.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`no benchmark "${unknown}": there are ${names.join(", ")} and all`);
  }
  const { help, seconds, runs, viewers, minutes, camera, results } = values;
  return {
    benchmarks: positionals.includes("all") ? names : positionals,
    help,
    ...(seconds !== undefined && { seconds: number("--seconds", seconds, 1, 600) }),
    ...(runs !== undefined && { runs: whole("--runs", runs, 1, 99) }),
    ...(viewers !== undefined && {
      viewers: viewers.split(",").map((part) => whole("--viewers", part, 2, 5000)),
    }),
    ...(minutes !== undefined && { minutes: number("--minutes", minutes, 1, 10_000) }),
    ...(camera !== undefined && { camera: words("--camera", camera) }),
    ...(results !== undefined && { results }),
  };
}

/** A command as a list of words, without the powers of a shell. */
export function words(name: string, text: string): string[] {
  const list = text.split(/\s+/).filter((word) => word !== "");
  if (list.length === 0) throw new RangeError(`${name} has to be a command`);
  return list;
}

function number(flag: string, text: string, min: number, max: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= min && value <= max))
    throw new RangeError(`${flag} has to be ${min} to ${max}, not "${text}"`);
  return value;
}

function whole(flag: string, text: string, min: number, max: number): number {
  const value = number(flag, text, min, max);
  if (!Number.isInteger(value)) throw new RangeError(`${flag} has to be a whole number, not "${text}"`);
  return value;
}
