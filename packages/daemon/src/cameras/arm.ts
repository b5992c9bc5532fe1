import type { Command } from "./command.ts";

const armed = (on: boolean): Command => ({
  usage: "",
  words: [0, 0],
  examples: on
    ? [
        ["arm door", "what is set to alarm now does"],
        ["arm --camera door --json", "for scripts"],
      ]
    : [
        ["disarm door", "nothing alarms until it is armed again"],
        ["disarm --camera door --json", "for scripts"],
      ],
  run: async ({ camera, show }) => {
    const found = await camera();
    await found.arm(on);
    const is = await found.isArmed();
    show({ armed: is }, () => `${found.address} is ${is ? "armed" : "disarmed"}`);
  },
});

export const arm: Command = armed(true);
export const disarm: Command = armed(false);
