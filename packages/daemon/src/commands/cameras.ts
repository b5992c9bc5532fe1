import { on } from "node:events";
import { CameraError } from "@pinhole/kit/model";
import { type Command, InvalidArgumentError } from "commander";
import { commands, type Flag, type Terminal } from "../cameras/index.ts";

/** Registers the commands for cameras. What one of them takes is loaded only when it is the `wanted` one. */
export async function addCameras(
  program: Command,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, summary, load } of commands) {
    const command = program.command(name).summary(summary);
    if (name !== wanted) continue;
    const [spec, { commonFlags, runCommand, explain, statusOf }] = await Promise.all([
      load(),
      import("../cameras/run.ts"),
    ]);
    const camera = spec.takesCamera === false ? "" : "[CAMERA] ";
    const namesOne = camera !== "" || spec.usage.includes("CAMERA");
    const widest = Math.max(...spec.examples.map(([line]) => line.length));
    const lines = spec.examples.map(([line, words]) => `  pinhole ${line.padEnd(widest)}   ${words}\n`);
    command
      .usage(`[options] ${camera}${spec.usage}`.trim())
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.${spec.doc ? `\n${spec.doc}` : ""}`)
      .argument("[words...]", "as above")
      .addHelpText("after", `\n${namesOne ? `${place}\n` : ""}Examples:\n${lines.join("")}`);
    const common = commonFlags.filter(({ flags }) => camera !== "" || !flags.startsWith("--camera"));
    for (const flag of [...(spec.flags ?? []), ...common]) addFlag(command, flag);
    command.action(async (words: string[], flags: Readonly<Record<string, unknown>>) => {
      try {
        await runCommand(spec, { words, flags }, terminal(signal));
      } catch (error) {
        if (signal.aborted) return;
        const status = statusOf(error);
        // What is none of the world's failures is a bug, and told as such.
        if (status === 1 && !(error instanceof CameraError)) throw error;
        process.stderr.write(explain(error, name, flags.json === true));
        process.exitCode = status;
      }
    });
  }
}

const place = `CAMERA is an address (http://user:password@host, or instar://... for that dialect) or the name of a camera that
\`pinhole camera add\` keeps; left out, it is the one in PINHOLE_CAMERA.
`;

function addFlag(command: Command, { flags, doc, parse, default: usual }: Flag): void {
  if (parse === undefined) {
    command.option(flags, doc, usual as string | undefined);
    return;
  }
  const read = (text: string): unknown => {
    try {
      return parse(text);
    } catch (error) {
      throw new InvalidArgumentError(error instanceof RangeError ? error.message : String(error));
    }
  };
  command.option(flags, doc, read, usual);
}

function terminal(signal: AbortSignal): Terminal {
  return {
    write: (text) => process.stdout.write(text),
    note: (text) => process.stderr.write(text),
    isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    env: process.env,
    signal,
    input: async () => {
      process.stdin.setEncoding("utf8");
      let text = "";
      for await (const part of process.stdin) {
        text += part;
        if (text.length > longestInput) throw new RangeError(`more than ${longestInput} characters of input`);
      }
      return text;
    },
    keys: (until) => keys(until ? AbortSignal.any([until, signal]) : signal),
    size: () => {
      const { isTTY, columns, rows } = process.stdout;
      return isTTY && columns > 0 && rows > 0 ? { columns, rows } : undefined;
    },
    decodeJpeg: async (jpeg) => {
      const { decodeJpeg } = await import("../av/open-jpeg.ts");
      return decodeJpeg(jpeg);
    },
    parseYaml: async (text) => {
      const { parseYaml } = await import("./config/parse-yaml.ts");
      return parseYaml(text);
    },
    browse: async (...asked) => {
      const { browseBonjour } = await import("../host/announce/browse.ts");
      await browseBonjour(...asked);
    },
  };
}

const longestInput = 64 * 1024;

/** Keys as they are pressed; the terminal is as before when the loop ends, or the signal ends it. */
async function* keys(signal?: AbortSignal): AsyncGenerator<string, void, undefined> {
  const { stdin } = process;
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  stdin.resume();
  try {
    for await (const [key] of on(stdin, "data", { close: ["end"], ...(signal ? { signal } : {}) }))
      yield String(key);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}
