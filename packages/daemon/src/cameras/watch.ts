import type { Camera } from "@pinhole/client";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { type Way, ways } from "../terminal/drawings.ts";
import { bestWay, drawn, openReplies, questions, type Replies, type Size } from "../terminal/screen.ts";
import type { Command, Terminal } from "./command.ts";
import { pressed } from "./ptz.ts";
import { wholeNumber } from "./run.ts";
import { tame } from "./shown.ts";

/** Pixels of a picture that is decoded at all: more than any of these cameras has. */
const mostPixels = 40_000_000;

export const watch: Command = {
  usage: "",
  words: [0, 0],
  flags: [
    {
      flags: "--as <way>",
      doc: `${ways.join(", ")}; left out, what the terminal can do`,
      parse: (text) => {
        if ((ways as readonly string[]).includes(text)) return text;
        throw new RangeError(`must be ${ways.join(", ")}`);
      },
    },
    { flags: "--fps <n>", doc: "at most so many pictures a second", parse: wholeNumber(1, 30), default: 10 },
    { flags: "--seconds <n>", doc: "ends by itself", parse: wholeNumber(1, 86_400) },
  ],
  doc: "Shows the camera in the terminal, by kitty's protocol, as sixels, or in half blocks of 24 bit colour. Arrows, h and 1 to 9 move a camera that can move; q ends.",
  examples: [
    ["watch door", "until q is pressed"],
    ["watch door --as blocks --fps 4", "over a slow line"],
  ],
  run: async ({ camera, flags, terminal, show }) => {
    if (!terminal.isInteractive || terminal.size() === undefined)
      throw new RangeError("it needs a terminal; `pinhole snapshot` and `pinhole record` write files");
    const source = await camera();
    const stop = new AbortController();
    const signal = AbortSignal.any([
      terminal.signal,
      stop.signal,
      ...(typeof flags.seconds === "number" ? [AbortSignal.timeout(flags.seconds * 1000)] : []),
    ]);
    const replies = openReplies();
    const status = { words: usualWords };
    const end = (): void => stop.abort();
    followKeys({ camera: source, terminal, replies, status }, signal, end).catch(end);
    const began = performance.now();
    let pictures = 0;
    terminal.write(`\x1b[?1049h\x1b[?25l${questions}`);
    try {
      const way = (flags.as as Way | undefined) ?? (await bestWay(terminal.env, replies, signal));
      const apart = 1000 / Number(flags.fps);
      let [next, before]: [number, Size | undefined] = [0, undefined];
      for await (const jpeg of source.pictures({ signal })) {
        const size = terminal.size();
        const now = performance.now();
        if (now < next || size === undefined) continue;
        // A little early is on time: the camera's own pace is not that of this clock.
        next = now + apart * 0.9;
        const { width, height } = readJpegSize(jpeg);
        if (width * height > mostPixels)
          throw new CameraError("reply-damaged", `a picture of ${width}x${height}`);
        const pixels = await terminal.decodeJpeg(jpeg);
        pictures += 1;
        const rate = (pictures / Math.max(0.001, (now - began) / 1000)).toFixed(1);
        const line = tame(`${source.model.name} ${width}x${height} ${rate}/s  ${status.words}`).slice(
          0,
          size.columns,
        );
        const room = { columns: size.columns, rows: Math.max(1, size.rows - 1) };
        const isNew = before?.columns !== size.columns || before.rows !== size.rows;
        before = size;
        terminal.write(
          `\x1b[?2026h${isNew ? "\x1b[2J" : ""}\x1b[H${drawn(way, pixels, { size: room, cell: replies.said.cell })}\x1b[${size.rows};1H\x1b[0m\x1b[2K${line}\x1b[?2026l`,
        );
      }
    } catch (error) {
      if (!stop.signal.aborted && !(signal.aborted && !terminal.signal.aborted)) throw error;
    } finally {
      terminal.write("\x1b_Ga=d,d=A,q=2\x1b\\\x1b[?25h\x1b[?1049l");
      stop.abort();
    }
    const seconds = Number(((performance.now() - began) / 1000).toFixed(1));
    show({ pictures, seconds }, () => `${pictures} pictures in ${seconds} s`);
  },
};

interface Pressing {
  readonly camera: Camera;
  readonly terminal: Terminal;
  readonly replies: Replies;
  /** What the last line says. */
  readonly status: { words: string };
}

/** Follows the keys until the signal aborts; `end` is called by those that end it. */
async function followKeys(
  { camera, terminal, replies, status }: Pressing,
  signal: AbortSignal,
  end: () => void,
): Promise<void> {
  for await (const text of terminal.keys(signal)) {
    const key = replies.take(text);
    if (key === "") continue;
    try {
      if (!(await pressed(camera, key))) return end();
      status.words = usualWords;
    } catch (error) {
      status.words = messageOf(error);
    }
  }
}

const usualWords = "arrows move, q ends";
