import type { PinChange } from "@pinhole/kit/model";
import type { Action } from "../action.ts";
import { orAbort } from "../wire/address.ts";

/** What the action may switch. */
export interface Switches {
  outputs(): readonly [boolean, boolean];
  /** Whether an output that nobody switched is high. */
  rests(output: 0 | 1): boolean;
  /** An output that is to pulse falls back by itself. */
  set(change: PinChange): Promise<void>;
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
      // A target of its own for each, so that the light does not hold up an output.
      return isMeant ? [{ name: action, maxAgeSeconds, limitSeconds: 2 * lightSeconds }] : undefined;
    },
    run: async ({ target }, { signal }) => {
      if (name === "whiteLight") {
        await switches.set({ whiteLeds: true });
        await orAbort(wait(lightSeconds), signal).finally(() => switches.set({ whiteLeds: false }));
        return;
      }
      const place = target === "output1" ? 0 : 1;
      const [first, second] = switches.outputs();
      const on = !switches.rests(place);
      await switches.set({ outputs: place === 0 ? [on, second] : [first, on] });
    },
  });
  return [on("output", ["output1", "output2"]), on("whiteLight", ["whiteLight"])];
}
