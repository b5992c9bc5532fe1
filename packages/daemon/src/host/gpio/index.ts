import { setTimeout as delay } from "node:timers/promises";
import { type CameraEvent, messageOf } from "@pinhole/kit/model";
import { attendProgram } from "../../programs/attend-program.ts";
import { type RunProgram, runProgram } from "../../programs/run-program.ts";
import { type GpioInput, type GpioLine, type GpioOutput, isGpioOutput } from "./lines.ts";
import { findGpioTools, type GpioTools, gpioProgram, readLine } from "./tools.ts";

export type { GpioInput, GpioLine, GpioOutput } from "./lines.ts";

/** Contacts bounce: an input counts when it has been told of for so long. */
const bounceMs = 20;

/** Milliseconds until a line that failed is tried again; the longest is reached by doubling. */
const pausesMs = { first: 1000, longest: 60_000 };

export interface GpioOptions {
  readonly lines: readonly GpioLine[];
  /** An input has changed; `first` says that it is found like that at the start. */
  onInput(name: GpioInput, on: boolean, first: boolean): void;
  log(event: Omit<CameraEvent, "at">): void;
  readonly run?: RunProgram;
}

/** Lines of the machine's GPIO chips, by the programs of libgpiod. */
export interface Gpio extends AsyncDisposable {
  /** Switches an output; one that is not connected is left alone. */
  set(name: GpioOutput, on: boolean): void;
}

/** Rejects with a CameraError where a program or a chip is missing; what fails later is logged and tried again. */
export async function openGpio({ lines, onInput, log, run = runProgram }: GpioOptions): Promise<Gpio> {
  const tools = await findGpioTools(lines, run);
  const stop = new AbortController();
  const { signal } = stop;
  const say = (line: GpioLine, error: unknown): void =>
    log({ source: "system", severity: 4, message: `gpio ${line.name}: ${messageOf(error)}` });
  const outputs = new Map<GpioOutput, Output>();
  const running: Promise<void>[] = [];
  for (const line of lines) {
    if (isOutput(line)) outputs.set(line.name, openOutput(line, { tools, signal, say }));
    else running.push(watch(line, { tools, signal, say, run, heard: onInput }));
  }
  return {
    set: (name, on) => outputs.get(name)?.set(on),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all([...running, ...[...outputs.values()].map((output) => output.ended())]);
    },
  };
}

interface Shared {
  readonly tools: GpioTools;
  readonly signal: AbortSignal;
  say(line: GpioLine, error: unknown): void;
}

function isOutput(line: GpioLine): line is GpioLine<GpioOutput> {
  return isGpioOutput(line.name);
}

/** Calls again what has failed, after longer and longer pauses, until it ends by the signal; each trouble is told once. */
async function insist(
  line: GpioLine,
  { signal, say }: Pick<Shared, "signal" | "say">,
  attempt: (went: () => void) => Promise<void>,
): Promise<void> {
  let told: string | undefined;
  let pauseMs = pausesMs.first;
  const went = (): void => {
    told = undefined;
    pauseMs = pausesMs.first;
  };
  while (!signal.aborted) {
    try {
      await attempt(went);
    } catch (error) {
      if (signal.aborted) return;
      if (messageOf(error) !== told) say(line, error);
      told = messageOf(error);
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {});
      pauseMs = Math.min(2 * pauseMs, pausesMs.longest);
    }
  }
}

/** Tells of each change of an input, until the signal aborts. */
async function watch(
  line: GpioLine,
  shared: Shared & { readonly run: RunProgram; heard: GpioOptions["onInput"] },
): Promise<void> {
  const { tools, signal, run, heard } = shared;
  let known: boolean | undefined;
  let latest = false;
  let settling: NodeJS.Timeout | undefined;
  const take = (): void => {
    settling = undefined;
    if (signal.aborted || latest === known) return;
    const isFirst = known === undefined;
    known = latest;
    heard(line.name as GpioInput, latest, isFirst);
  };
  await insist(line, shared, async (went) => {
    latest = await readLine(tools, line, run);
    take();
    went();
    await attendProgram(gpioProgram("gpiomon"), tools.watch(line), {
      signal,
      onLine: (text) => {
        latest = text.trim() === "1";
        settling ??= setTimeout(take, bounceMs);
      },
    });
  });
  clearTimeout(settling);
}

interface Output {
  set(on: boolean): void;
  ended(): Promise<void>;
}

/** Holds a line by a program that runs for as long as the line is to have its value. */
function openOutput(line: GpioLine<GpioOutput>, { tools, signal, say }: Shared): Output {
  let wanted: boolean | undefined;
  let holding: AbortController | undefined;
  let running: Promise<void> | undefined;
  const hold = (): Promise<void> =>
    insist(line, { signal, say }, async () => {
      holding = new AbortController();
      const until = AbortSignal.any([signal, holding.signal]);
      await attendProgram(gpioProgram("gpioset"), tools.hold(line, wanted === true), { signal: until });
    });
  return {
    set: (on) => {
      if (on === wanted) return;
      wanted = on;
      holding?.abort();
      running ??= hold();
    },
    ended: async () => running,
  };
}
