import type { AlarmsPort, PinChange, Pins } from "@pinhole/kit/model";

/** The camera's simulated pins: what is switched, and what is read. */
export interface PinBoard {
  /** As they are, by day or by night. */
  read(
    state: { readonly privacy: boolean; readonly night: boolean } & Pick<Pins, "position">,
    alarms: AlarmsPort,
  ): Pins;
  set(change: PinChange): void;
  readonly outputs: Pins["outputs"];
}

export function openPins(): PinBoard {
  let outputs: Pins["outputs"] = [false, false];
  let lamps = {
    irCutOpen: undefined as boolean | undefined,
    irLeds: undefined as boolean | undefined,
    whiteLeds: false,
  };
  return {
    get outputs() {
      return outputs;
    },
    read: ({ privacy, night, position }, alarms) => ({
      privacyButton: privacy,
      pir: alarms.isPressed("pir"),
      night,
      irCutOpen: lamps.irCutOpen ?? night,
      irLeds: lamps.irLeds ?? night,
      whiteLeds: lamps.whiteLeds,
      position,
      inputs: [alarms.isPressed("input1"), alarms.isPressed("input2")],
      outputs,
    }),
    set: (change) => {
      const { irCutOpen, irLeds, whiteLeds, night } = change;
      if (change.outputs) outputs = change.outputs;
      lamps = {
        irCutOpen: irCutOpen ?? lamps.irCutOpen,
        irLeds: irLeds ?? lamps.irLeds,
        whiteLeds: whiteLeds ?? lamps.whiteLeds,
      };
      // The infrared parts follow day and night again.
      if (night !== undefined) lamps = { ...lamps, irCutOpen: undefined, irLeds: undefined };
    },
  };
}
