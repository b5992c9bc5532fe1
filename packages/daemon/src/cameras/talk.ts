import { createReadStream } from "node:fs";
import { CameraError } from "@pinhole/kit/model";
import type { Command } from "./command.ts";
import { sercommOnly, wholeNumber } from "./run.ts";

export const talk: Command = {
  usage: "FILE.wav|-",
  words: [1, 1],
  flags: [
    {
      flags: "--rate <hz>",
      doc: "raw samples of 16 bits at that rate, without a head",
      parse: wholeNumber(1000, 384_000),
    },
    { flags: "--channels <n>", doc: "of raw samples", parse: wholeNumber(1, 8), default: 1 },
  ],
  doc: "Takes WAV of any rate and number of channels, or raw samples (signed, little endian); they are said in real time in the codec that the camera takes.",
  examples: [
    ["talk door hello.wav", "a file"],
    ["talk door - --rate 16000 < raw.pcm", "what another program records"],
  ],
  run: async ({ camera, words, flags, terminal, show }) => {
    const [file = ""] = words;
    const found = sercommOnly(await camera());
    const sound = file === "-" ? createReadStream("", { fd: 0, autoClose: false }) : createReadStream(file);
    const said = await found
      .talk(sound, {
        signal: terminal.signal,
        ...(typeof flags.rate === "number"
          ? { raw: { sampleRate: flags.rate, channels: Number(flags.channels) } }
          : {}),
        onProgress: (seconds) => {
          if (terminal.isInteractive) terminal.note(`\r${seconds.toFixed(1)} s`);
        },
      })
      .catch((error: NodeJS.ErrnoException) => {
        if (error.syscall === "open" || error.syscall === "read")
          throw new CameraError("refused", `${file} can not be read: ${error.message}`);
        throw error;
      });
    if (terminal.isInteractive) terminal.note("\r\x1b[K");
    show(said, () => `${said.seconds.toFixed(1)} s said in ${said.codec}`);
  },
};
