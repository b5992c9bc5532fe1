import type { Command } from "./command.ts";
import { consent, sercommOnly, yesFlag } from "./run.ts";

export const reboot: Command = {
  usage: "",
  words: [0, 0],
  flags: [yesFlag],
  examples: [
    ["reboot door", "asks first"],
    ["reboot door --yes", "without a question"],
  ],
  run: async (call) => {
    const found = sercommOnly(await call.camera());
    await consent(call, `${found.address} restarts`);
    await found.reboot();
    call.show({ restarted: found.address }, () => `${found.address} restarts`);
  },
};

export const cameraReset: Command = {
  usage: "",
  words: [0, 0],
  flags: [yesFlag],
  doc: "All settings and passwords become those of the factory. `pinhole backup` first. (`pinhole reset` is for a stopped camera of Pinhole's own.)",
  examples: [
    ["camera-reset door", "asks first"],
    ["camera-reset door --yes", "without a question"],
  ],
  run: async (call) => {
    const found = sercommOnly(await call.camera());
    await consent(call, `all settings and passwords of ${found.address} are lost`);
    await found.resetToDefaults();
    call.show({ reset: found.address }, () => `${found.address} goes back to its factory settings`);
  },
};
