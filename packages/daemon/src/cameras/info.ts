import type { Command } from "./command.ts";
import { pairs } from "./shown.ts";

export const info: Command = {
  usage: "",
  words: [0, 0],
  doc: "Asks a camera what it is: model, firmware, what it has, what your login may use, and where its streams are.",
  examples: [
    ["info http://administrator:PASSWORD@192.168.1.20", "a camera by its address"],
    ["info door --json", "a camera by its name, for scripts"],
  ],
  run: async ({ camera, show }) => {
    const found = await camera();
    const streams = await found.streamUrls();
    if (found.dialect === "instar") {
      const facts = await found.facts();
      const said = { dialect: found.dialect, address: found.address, ...facts, armed: await found.isArmed() };
      show({ ...said, streams }, () => pairs({ ...said, ...streams }));
      return;
    }
    const { firmware, serial, firmwareDate } = await found.systemInformation();
    const rights = await found.rights();
    const { name, company, has } = found.model;
    const said = {
      dialect: found.dialect,
      address: found.address,
      name: (await found.facts()).hostname ?? "",
      model: name,
      company,
      firmware,
      firmwareDate,
      serial,
      armed: await found.isArmed(),
    };
    const words = (of: Readonly<Record<string, unknown>>): string =>
      Object.entries(of)
        .flatMap(([key, is]) => (is === true || (typeof is === "number" && is > 0) ? [key] : []))
        .join(" ");
    show({ ...said, has, rights, streams }, () =>
      pairs({ ...said, has: words({ ...has }), rights: words(rights), ...streams }),
    );
  },
};
