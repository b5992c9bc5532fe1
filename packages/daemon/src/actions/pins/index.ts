import type { PinChange } from "@pinhole/kit/model";
import type { Action } from "../action.ts";
import { orAbort } from "../wire/address.ts";

/** What the action may switch. */
export interface Switches {
  outputs(): readonly [boolean, boolean];
  set(change: PinChange): Promise<void>;
  /** For how many seconds an alarm switches an output on; undefined when it stays. */
  pulse(output: 0 | 1): number | undefined;
}

/** A lamp or a siren that comes a minute late is none. */
const maxAgeSeconds = 60;

/** Seconds that the white light shines. */
const lightSeconds = 30;

/** Switches the outputs and the white light. Those of models with four outputs have no counterpart here. */
export function pinsAction(switches: Switches, wait: (seconds: number) => Promise<void>): readonly Action[] {
  const on = (name: "output" | "whiteLight", places: readonly string[]): Action => ({
    name,
    targets: ({ action, stage, alarm }) => {
      const isMeant = places.includes(action) && stage === "begin" && alarm.trigger.kind !== "drill";
      // A target of its own for each, so that one that is held on does not hold up the other.
      return isMeant ? [{ name: action, maxAgeSeconds, limitSeconds: 3700 }] : undefined;
    },
    run: async ({ target }, { signal }) => {
      if (name === "whiteLight") {
        await switches.set({ whiteLeds: true });
        await orAbort(wait(lightSeconds), signal).finally(() => switches.set({ whiteLeds: false }));
        return;
      }
      const place = target === "output1" ? 0 : 1;
      const turn = (value: boolean): Promise<void> => {
        const [first, second] = switches.outputs();
        return switches.set({ outputs: place === 0 ? [value, second] : [first, value] });
      };
      await turn(true);
      const seconds = switches.pulse(place);
      if (seconds !== undefined) await orAbort(wait(seconds), signal).finally(() => turn(false));
    },
  });
  return [on("output", ["output1", "output2"]), on("whiteLight", ["whiteLight"])];
}
