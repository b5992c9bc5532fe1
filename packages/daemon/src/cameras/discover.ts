import { isIPv4 } from "node:net";
import { discoverCameras } from "@pinhole/client/parts/discover/discover";
import { addressesOf } from "@pinhole/client/parts/discover/scan";
import type { Command } from "./command.ts";
import { wholeNumber } from "./run.ts";
import { columns } from "./shown.ts";

export const discover: Command = {
  usage: "",
  words: [0, 0],
  takesCamera: false,
  flags: [
    {
      flags: "--for <seconds>",
      doc: "how long answers are waited for",
      parse: wholeNumber(1, 60),
      default: 4,
    },
    {
      flags: "--scan <network>",
      doc: "also looks through 192.168.1.0/24 for the vendors' MAC addresses",
      parse: (text) => {
        addressesOf(text);
        return text;
      },
    },
    {
      flags: "--from <address>",
      doc: "an address of this machine to search from, instead of all",
      parse: (text) => {
        if (isIPv4(text)) return text;
        throw new RangeError("must be an IPv4 address of this machine");
      },
    },
    { flags: "--all", doc: "other devices too" },
  ],
  doc: `Asks by Bonjour, SSDP and WS-Discovery who is there, and those who answer what they tell everybody; it logs in nowhere.
A scan sends each address one small packet, 100 a second, and then asks only those whose MAC address is Sercomm's or INSTAR's.`,
  examples: [
    ["discover", "the cameras on your networks"],
    ["discover --scan 192.168.1.0/24", "also those that announce nothing"],
    ["discover --all --json", "everything that answers, for scripts"],
  ],
  run: async ({ flags, terminal, show }) => {
    const { scan, from } = flags as { readonly scan?: string; readonly from?: string };
    if (terminal.isInteractive) terminal.note(`searching for ${flags.for} s ...\r`);
    const found = await discoverCameras({
      signal: terminal.signal,
      seconds: Number(flags.for),
      others: flags.all === true,
      bonjour: terminal.browse,
      ...(scan === undefined ? {} : { scan: [scan] }),
      ...(from === undefined ? {} : { from: [from] }),
    });
    if (terminal.isInteractive) terminal.note("\x1b[K");
    show(found, () =>
      found.length === 0
        ? "no camera answers; one that announces nothing is found by `pinhole discover --scan NETWORK`"
        : columns(
            found.map(({ address, dialect, model, name, mac, by }) => [
              ...[address, dialect ?? "-", model || "-", mac || "-", name || "-", by.join(" ")],
            ]),
            ["ADDRESS", "DIALECT", "MODEL", "MAC", "NAME", "FOUND BY"],
          ),
    );
  },
};
