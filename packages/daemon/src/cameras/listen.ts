import { networkInterfaces } from "node:os";
import { isSecretKey } from "@pinhole/client/parts/cassette/secrets";
import type { Received } from "@pinhole/client/parts/listen/received";
import { openReceiver } from "@pinhole/client/parts/listen/receiver";
import type { Command } from "./command.ts";
import { wholeNumber } from "./run.ts";
import { tame } from "./shown.ts";

export const listen: Command = {
  usage: "",
  words: [0, 0],
  takesCamera: false,
  flags: [
    { flags: "--port <port>", doc: "0 takes any that is free", parse: wholeNumber(0, 65_535), default: 8089 },
    { flags: "--bind <address>", doc: "of this machine; all of them unless it is given", default: "0.0.0.0" },
    { flags: "--folder <folder>", doc: "keeps the pictures and clips that come" },
    { flags: "--count <n>", doc: "ends after so many", parse: wholeNumber(1, 1_000_000) },
    { flags: "--seconds <n>", doc: "ends after so long", parse: wholeNumber(1, 86_400) },
  ],
  doc: "Prints what cameras send when something happens: Sercomm's HTTP notifications by GET or POST, posted clips, and INSTAR's pushes to an alarm server. Any path will do. With --json each is a line.",
  examples: [
    ["listen", "until Ctrl+C; it says how to point a camera here"],
    ["listen --port 8090 --folder alarms", "and keeps the clips that are posted"],
    ["listen --json --count 1", "waits for one, for scripts"],
  ],
  run: async ({ flags, terminal }) => {
    await using receiver = await openReceiver({
      port: Number(flags.port),
      host: String(flags.bind),
      ...(typeof flags.folder === "string" ? { folder: flags.folder } : {}),
    });
    terminal.note(hint(receiver.port, String(flags.bind)));
    const enough = typeof flags.seconds === "number" ? AbortSignal.timeout(flags.seconds * 1000) : undefined;
    const signal = enough ? AbortSignal.any([terminal.signal, enough]) : terminal.signal;
    const end = (): void => void receiver[Symbol.asyncDispose]();
    signal.addEventListener("abort", end, { once: true });
    let left = typeof flags.count === "number" ? flags.count : Number.POSITIVE_INFINITY;
    for await (const received of receiver) {
      terminal.write(flags.json === true ? `${JSON.stringify(shown(received))}\n` : `${line(received)}\n`);
      left -= 1;
      if (left <= 0) break;
    }
    signal.removeEventListener("abort", end);
  },
};

function hint(port: number, bind: string): string {
  const own = Object.values(networkInterfaces())
    .flatMap((infos) => infos ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  const here = bind === "0.0.0.0" ? (own ?? "127.0.0.1") : bind;
  return `listening on port ${port}. Point a camera here:
  pinhole set CAMERA notify.enabled=on notify.url=http://${here}:${port}/ notify.details=on events.motion=+notify   (Sercomm)
  pinhole set CAMERA alarmServer.1.enabled=on alarmServer.1.host=${here} alarmServer.1.port=${port}   (INSTAR)
`;
}

/** What is printed of a notification: fields that may be somebody's token are named only. */
function shown(received: Received): Omit<Received, "fields"> & { readonly fields: Record<string, string> } {
  const fields = Object.entries(received.fields).map(([key, value]) => [
    key,
    isSecretKey(key) ? "***" : value,
  ]);
  return { ...received, fields: Object.fromEntries(fields) };
}

function line({ at, from, what, mac, file }: Received): string {
  const kept =
    file === undefined ? "" : `, ${file.bytes} bytes${file.path === undefined ? "" : ` in ${file.path}`}`;
  const words = [at.toISOString().slice(0, 19).replace("T", " "), from, `${what}${kept}`, mac ?? ""];
  return tame(words.filter((word) => word !== "").join("  "));
}
