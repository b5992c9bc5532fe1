import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Benchmark, Missing, openBench, projectFolder } from "./bench.ts";
import { churn } from "./churn.ts";
import { encode } from "./encode.ts";
import { idle } from "./idle.ts";
import { mjpeg } from "./mjpeg.ts";
import { motion } from "./motion.ts";
import { type Options, parseOptions } from "./options.ts";
import { pages } from "./pages.ts";
import { holds, renderSection, replaceSection } from "./report.ts";
import { snapshot } from "./snapshot.ts";
import { soak } from "./soak.ts";
import { start } from "./start.ts";
import { streams } from "./streams.ts";

const benchmarks: readonly Benchmark[] = [
  ...[snapshot, mjpeg, streams, encode, motion, pages],
  ...[start, idle, soak, churn],
];

const help = `Measures the camera side by side with its peers and writes bench/RESULTS.md.

  npm run bench -- NAME... [flags]

${benchmarks.map(({ name, doc }) => `  ${name.padEnd(10)}${doc}`).join("\n")}
  all       all of them, one after the other

  --seconds N        how long one run is (each benchmark has its own default)
  --runs N           how often each server has its turn; the median counts
  --viewers N,N,...  numbers of viewers of mjpeg (100,300,600) and streams (10,100,300,500,1000,2000)
  --minutes N        how long the soak (10) and the churn (6) are
  --camera COMMAND   what starts the camera, to measure another one; flags of serve are put behind it
  --results FILE     where the tables go (bench/RESULTS.md)

  PINHOLE_BENCH_GO2RTC     path of go2rtc, where it is not on PATH
  PINHOLE_BENCH_FFMPEG     path of another ffmpeg than that on PATH
  PINHOLE_BENCH_USTREAMER  command of ustreamer for a machine without a webcam,
                           with {port}, {rate} and {pictures} to be filled in
  PINHOLE_BENCH_PYTHON     a Python with opencv-python-headless, for MOG2
  PINHOLE_BENCH_MEDIAMTX   path of mediamtx, where it is not on PATH
  PINHOLE_BENCH_LIVE555    folder of a live555 that was built without OpenSSL

It needs Linux, and for some parts the Debian packages chromium, wrk, nginx, ffmpeg, motion, ustreamer, gcc, pkg-config and
libgstrtspserver-1.0-dev: what is missing is skipped by name. The exit status is 1 if a limit does not hold, 2 if
something could not be measured.

Examples:
  npm run bench -- snapshot
  npm run bench -- mjpeg --viewers 300 --seconds 5 --runs 1
  npm run bench -- soak --minutes 60
`;

async function main(options: Options, signal: AbortSignal): Promise<number> {
  let status = 0;
  for (const benchmark of benchmarks.filter(({ name }) => options.benchmarks.includes(name))) {
    status = Math.max(status, await run(benchmark, options, signal));
    if (signal.aborted) break;
  }
  return status;
}

async function run({ name, run }: Benchmark, options: Options, signal: AbortSignal): Promise<number> {
  const results = options.results ?? join(projectFolder, "bench", "RESULTS.md");
  await using bench = await openBench(options, signal);
  bench.say(`== ${name}`);
  try {
    const section = await run(bench);
    const text = renderSection(section);
    await writeFile(results, replaceSection(await readText(results), name, text));
    process.stdout.write(`${text}\n`);
    return section.rows.some((row) => holds(row) === false) ? 1 : 0;
  } catch (error) {
    if (signal.aborted) bench.say(`${name}: stopped`);
    else if (error instanceof Missing) bench.say(`${name}: skipped: ${error.message}`);
    else bench.say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function optionsOrFail(): Options | undefined {
  try {
    return parseOptions(
      process.argv.slice(2),
      benchmarks.map(({ name }) => name),
    );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

const options = optionsOrFail();
if (options === undefined || options.help || options.benchmarks.length === 0) {
  if (options !== undefined) process.stdout.write(help);
  process.exitCode = options?.help ? 0 : 2;
} else {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort());
  process.exitCode = await main(options, stop.signal);
}
