import {
  type AlarmsPort,
  type Caller,
  type CameraEvent,
  nameOf,
  type outputPin,
  type PinChange,
  type Pins,
  type RecordOf,
} from "@pinhole/kit/model";

export interface PinOptions {
  outputs(): readonly RecordOf<typeof outputPin>[];
  log(event: Omit<CameraEvent, "at">): void;
  /** An output has fallen back. */
  changed(): void;
}

/** The camera's pins: what is switched, and what is read. */
export interface PinBoard extends Disposable {
  /** As they are, by day or by night. */
  read(
    state: { readonly privacy: boolean; readonly night: boolean } & Pick<Pins, "position">,
    alarms: Pick<AlarmsPort, "isPressed">,
  ): Pins;
  set(change: PinChange, by: Caller): void;
  readonly outputs: Pins["outputs"];
  /** What was switched by hand; undefined what follows day and night. */
  readonly lamps: {
    readonly infrared: boolean | undefined;
    readonly white: boolean;
    readonly filterOpen: boolean | undefined;
  };
}

/** Outputs begin at their level; one that pulses falls back to it after its time. */
export function openPins({ outputs: rules, log, changed }: PinOptions): PinBoard {
  const first = (index: 0 | 1): boolean => rules()[index]?.initialLevel === "high";
  const pulses: (NodeJS.Timeout | undefined)[] = [];
  let outputs: Pins["outputs"] = [first(0), first(1)];
  let lamps = {
    irCutOpen: undefined as boolean | undefined,
    irLeds: undefined as boolean | undefined,
    whiteLeds: false,
  };
  const put = (index: 0 | 1, high: boolean): void => {
    outputs = index === 0 ? [high, outputs[1]] : [outputs[0], high];
  };
  const switchOutput = (index: 0 | 1, high: boolean): void => {
    clearTimeout(pulses[index]);
    put(index, high);
    const { action, pulseSeconds } = rules()[index]!;
    if (action !== "pulse" || high === first(index)) return;
    pulses[index] = setTimeout(() => {
      put(index, !high);
      log({ source: "system", severity: 6, message: `output ${index + 1} is ${level(!high)} again` });
      changed();
    }, pulseSeconds * 1000).unref();
  };
  return {
    get outputs() {
      return outputs;
    },
    get lamps() {
      return { infrared: lamps.irLeds, white: lamps.whiteLeds, filterOpen: lamps.irCutOpen };
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
    set: ({ irCutOpen, irLeds, whiteLeds, night, outputs: next }, by) => {
      const words: string[] = [];
      for (const index of [0, 1] as const) {
        if (next === undefined || next[index] === outputs[index]) continue;
        switchOutput(index, next[index]);
        words.push(`output ${index + 1} to ${level(next[index])}`);
      }
      // Filter and lamps that are as the day or the night has them follow it from now on.
      const own = (on: boolean | undefined): boolean | undefined => (on === night ? undefined : on);
      const before = night === undefined ? lamps : { irCutOpen: undefined, irLeds: undefined };
      lamps = {
        irCutOpen: own(irCutOpen) ?? before.irCutOpen,
        irLeds: own(irLeds) ?? before.irLeds,
        whiteLeds: whiteLeds ?? lamps.whiteLeds,
      };
      if (night !== undefined) words.push(`to ${night ? "night" : "day"}`);
      if (own(irCutOpen) !== undefined) words.push(`infrared filter to ${irCutOpen ? "open" : "closed"}`);
      if (own(irLeds) !== undefined) words.push(`infrared lamps ${irLeds ? "on" : "off"}`);
      if (whiteLeds !== undefined) words.push(`white lamps ${whiteLeds ? "on" : "off"}`);
      if (words.length === 0) return;
      log({ source: "user", severity: 6, message: `${nameOf(by)} switched ${words.join(", ")}` });
    },
    [Symbol.dispose]: () => {
      for (const pulse of pulses) clearTimeout(pulse);
    },
  };
}

const level = (high: boolean): "high" | "low" => (high ? "high" : "low");
