import { spawnSync } from "node:child_process";
import { appendFile, chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Versions of libgpiod whose programs take other arguments. */
export type GpiodVersion = 1 | 2;

/** Programs of libgpiod for a machine without GPIO: one chip of 32 lines. */
export interface GpioPrograms {
  /** Stands before a command line: it finds these programs first. */
  readonly within: readonly string[];
  /** The level changes; only a line that is watched tells. */
  edge(offset: number, high: boolean): Promise<void>;
  /** The lines that programs hold now, by their offsets. */
  held(): Promise<Readonly<Record<string, string>>>;
  /** The command lines so far. */
  calls(): Promise<readonly string[]>;
}

// Each refuses what the real one of its version does not know.
const scripts = {
  gpiodetect: `
if [ "$1" = --version ]; then echo "gpiodetect (libgpiod) v$V.6.3"; exit 0; fi
echo "gpiochip0 [fake] (32 lines)"`,
  gpioget: `
for arg; do case "$V $arg" in
  "1 gpiochip0"|"2 --chip=gpiochip0"|"2 --numeric"|"? --bias=pull-"*|"? --active-low"|[12]" --bias=pull-up"|[12]" --active-low") ;;
  [12]\\ [0-9]*) line=$arg ;;
  *) echo "gpioget: unrecognized option '$arg'" >&2; exit 1 ;;
esac; done
cat "$D/level.$line" 2>/dev/null || echo 0`,
  gpiomon: `
for arg; do case "$V $arg" in
  "1 gpiochip0"|"2 --chip=gpiochip0"|"1 --line-buffered"|[12]" --format=%e"|[12]" --bias=pull-up"|[12]" --active-low") ;;
  [12]\\ [0-9]*) line=$arg ;;
  *) echo "gpiomon: unrecognized option '$arg'" >&2; exit 1 ;;
esac; done
[ -p "$D/edges.$line" ] || mkfifo "$D/edges.$line"
echo watched >"$D/watched.$line"
exec cat <>"$D/edges.$line"`,
  gpioset: `
for arg; do case "$V $arg" in
  "1 gpiochip0"|"2 --chip=gpiochip0"|"1 --mode=signal"|[12]" --active-low") ;;
  [12]\\ [0-9]*=[01]) line=$arg ;;
  *) echo "gpioset: unrecognized option '$arg'" >&2; exit 1 ;;
esac; done
echo "$$ $line" >>"$D/held"
exec tail -f /dev/null`,
} as const;

/** Writes the programs into a folder; `without` leaves some out. */
export async function writeGpioPrograms(
  folder: string,
  version: GpiodVersion,
  without: readonly (keyof typeof scripts)[] = [],
): Promise<GpioPrograms> {
  await mkdir(folder, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    if (without.includes(name as keyof typeof scripts)) continue;
    const path = join(folder, name);
    const log = `echo "${name} $*" >>"$D/calls"`;
    await writeFile(path, `#!/bin/sh\nV=${version} D='${folder}'\n${log}${script}\n`);
    await chmod(path, 0o755);
  }
  const text = (name: string): Promise<string> => readFile(join(folder, name), "utf8").catch(() => "");
  return {
    within: ["env", `PATH=${folder}:/usr/bin:/bin`],
    edge: async (offset, high) => {
      const off = version === 1 ? "0" : "2";
      await appendFile(join(folder, `edges.${offset}`), `${high ? "1" : off}\n`);
    },
    held: async () => {
      const lines = (await text("held"))
        .trim()
        .split("\n")
        .map((line) => line.split(" "));
      const live = running(lines.flatMap(([pid = ""]) => (pid === "" ? [] : [pid])));
      const values = lines.filter(([pid = ""]) => live.has(pid)).map(([, value = ""]) => value);
      return Object.fromEntries(values.map((value) => value.split("=")));
    },
    calls: async () => (await text("calls")).trim().split("\n"),
  };
}

/** Those of some processes that run. */
function running(pids: readonly string[]): ReadonlySet<string> {
  const { stdout } = spawnSync("ps", ["-o", "pid=,stat=", "-p", pids.join(",")], { encoding: "utf8" });
  const found = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  return new Set(found.flatMap(([pid = "", state = "Z"]) => (state.startsWith("Z") ? [] : [pid])));
}
