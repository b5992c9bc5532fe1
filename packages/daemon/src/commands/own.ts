import type { Command } from "commander";
import type { Thread } from "../camera.ts";

/** Commands that come together. */
interface Entry {
  /** Each name, and what it is for. */
  readonly names: Readonly<Record<string, string>>;
  load(): Promise<(program: Command, signal: AbortSignal, thread?: Thread) => void>;
}

/** The commands for Pinhole's own camera; what they do is loaded when one is asked for. */
const entries: readonly Entry[] = [
  { names: { serve: "be a camera" }, load: async () => (await import("./serve.ts")).addServe },
  {
    names: { reset: "the paper clip in the reset hole: defaults and a new password" },
    load: async () => (await import("./reset.ts")).addReset,
  },
  {
    names: { config: "settings as text: show, save, compare, apply, undo" },
    load: async () => (await import("./config/index.ts")).addConfig,
  },
  {
    names: {
      why: "why there was an alarm, or none, at some time",
      alarms: "the alarms that there were",
      recordings: "the recordings that there are",
      log: "the camera's log",
    },
    load: async () => (await import("./history.ts")).addHistory,
  },
  {
    names: { motion: "what moves in recordings, and how well it is found" },
    load: async () => (await import("./motion.ts")).addMotion,
  },
  {
    names: { outbox: "what waits for its delivery: list, retry, drop, log" },
    load: async () => (await import("./outbox.ts")).addOutbox,
  },
  {
    names: { drill: "rehearses an alarm and shows how each delivery goes" },
    load: async () => (await import("./drill.ts")).addDrill,
  },
  {
    names: { completion: "lets bash, zsh or fish complete command lines" },
    load: async () => (await import("./completion.ts")).addCompletion,
  },
];

/** Registers them all; only what the `wanted` one is part of is loaded. `thread` is one that waits for an engine. */
export async function addOwn(
  program: Command,
  wanted: string | undefined,
  { signal, thread }: { readonly signal: AbortSignal; readonly thread?: Thread },
): Promise<void> {
  for (const { names, load } of entries) {
    const isWanted = wanted !== undefined && Object.hasOwn(names, wanted);
    if (isWanted) (await load())(program, signal, thread);
    else for (const name of Object.keys(names)) program.command(name);
    for (const command of program.commands) {
      const summary = names[command.name()];
      if (summary !== undefined) command.summary(summary);
    }
  }
}
