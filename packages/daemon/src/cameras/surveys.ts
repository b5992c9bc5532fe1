import type { Command } from "./command.ts";
import { sercommOnly, wholeNumber } from "./run.ts";
import { columns } from "./shown.ts";

export const wifi: Command = {
  usage: "",
  words: [0, 0],
  doc: "Lets the camera look around, which takes some seconds; strongest first.",
  examples: [
    ["wifi door", "a table"],
    ["wifi door --json", "for scripts"],
  ],
  run: async ({ camera, show }) => {
    const found = sercommOnly(await camera());
    const sites = [...(await found.siteSurvey())].sort((a, b) => b.signal - a.signal);
    show(sites, () =>
      sites.length === 0
        ? "no network is seen"
        : columns(
            sites.map(({ ssid, channel, signal, security, bssid }) => [
              ...[String(signal), String(channel), security, bssid, ssid],
            ]),
            ["SIGNAL", "CHANNEL", "SECURITY", "ADDRESS", "NAME"],
          ),
    );
  },
};

export const shares: Command = {
  usage: "",
  words: [0, 0],
  flags: [{ flags: "--for <seconds>", doc: "how long it looks", parse: wholeNumber(5, 120), default: 10 }],
  doc: "Lets the camera look for computers that share folders, for settings of the group share.",
  examples: [
    ["shares door", "ten seconds long"],
    ["shares door --for 60", "a minute long"],
  ],
  run: async ({ camera, flags, show }) => {
    const servers = await sercommOnly(await camera()).shareSurvey(Number(flags.for));
    show(servers, () =>
      servers.length === 0
        ? "none is seen"
        : columns(
            servers.map(({ workgroup, name, comment }) => [name, workgroup, comment]),
            ["NAME", "WORKGROUP", "COMMENT"],
          ),
    );
  },
};
