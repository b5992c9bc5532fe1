import {
  type Caller,
  type CameraEvent,
  type inputPin,
  nameOf,
  type outputPin,
  type PinChange,
  type Pins,
  type RecordOf,
} from "@pinhole/kit/model";

export interface PinOptions {
  inputs(): readonly RecordOf<typeof inputPin>[];
  outputs(): readonly RecordOf<typeof outputPin>[];
  log(event: Omit<CameraEvent, "at">): void;
}

type Board = Pick<Pins, "inputs" | "outputs" | "whiteLeds"> & {
  /** Undefined while they follow day and night. */
  readonly irCutOpen: boolean | undefined;
  readonly irLeds: boolean | undefined;
};

/** Inputs, outputs and lamps, simulated: there is no wire, but all of it behaves as if there were. */
export interface PinBoard extends Disposable {
  readonly state: Board;
  set(change: Omit<PinChange, "night">, by: Caller): void;
  /** Filter and lamps follow day and night again. */
  follow(): void;
  /** Told of every input (from 1) that comes to the level that is an event; returns what ends that. */
  onInput(listener: (input: number) => void): () => void;
}

const both = [0, 1] as const;

export function openPins({ inputs, outputs, log }: PinOptions): PinBoard {
  const listeners = new Set<(input: number) => void>();
  const pulses: (NodeJS.Timeout | undefined)[] = [];
  const first = (index: 0 | 1): boolean => outputs()[index]?.initialLevel === "high";
  let state: Board = {
    inputs: [false, false],
    outputs: [first(0), first(1)],
    ...{ irCutOpen: undefined, irLeds: undefined, whiteLeds: false },
  };
  const level = (high: boolean | undefined): string => (high ? "high" : "low");
  const put = (index: 0 | 1, high: boolean): void => {
    const [one, two] = state.outputs;
    state = { ...state, outputs: index === 0 ? [high, two] : [one, high] };
  };
  const switchOutput = (index: 0 | 1, high: boolean): void => {
    clearTimeout(pulses[index]);
    put(index, high);
    const { action, pulseSeconds } = outputs()[index]!;
    if (action !== "pulse" || high === first(index)) return;
    pulses[index] = setTimeout(() => {
      put(index, !high);
      log({ source: "system", severity: 6, message: `output ${index + 1} is ${level(!high)} again` });
    }, pulseSeconds * 1000).unref();
  };
  const switchInput = (index: 0 | 1, high: boolean): void => {
    if (state.inputs[index] === high) return;
    const [one, two] = state.inputs;
    state = { ...state, inputs: index === 0 ? [high, two] : [one, high] };
    if (inputs()[index]?.activeLevel === level(high)) for (const tell of [...listeners]) tell(index + 1);
  };
  return {
    get state() {
      return state;
    },
    set: ({ inputs: ins, outputs: outs, irCutOpen, irLeds, whiteLeds }, by) => {
      const words: string[] = [];
      for (const index of both) {
        if (ins !== undefined && ins[index] !== state.inputs[index]) {
          switchInput(index, ins[index]);
          words.push(`input ${index + 1} to ${level(ins[index])}`);
        }
        if (outs !== undefined && outs[index] !== state.outputs[index]) {
          switchOutput(index, outs[index]);
          words.push(`output ${index + 1} to ${level(outs[index])}`);
        }
      }
      if (irCutOpen !== undefined) words.push(`infrared filter to ${irCutOpen ? "open" : "closed"}`);
      if (irLeds !== undefined) words.push(`infrared lamps ${irLeds ? "on" : "off"}`);
      if (whiteLeds !== undefined) words.push(`white lamps ${whiteLeds ? "on" : "off"}`);
      state = {
        ...state,
        irCutOpen: irCutOpen ?? state.irCutOpen,
        irLeds: irLeds ?? state.irLeds,
        whiteLeds: whiteLeds ?? state.whiteLeds,
      };
      if (words.length === 0) return;
      log({ source: "user", severity: 6, message: `${nameOf(by)} switched ${words.join(", ")}` });
    },
    follow: () => {
      state = { ...state, irCutOpen: undefined, irLeds: undefined };
    },
    onInput: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.dispose]: () => {
      for (const pulse of pulses) clearTimeout(pulse);
      listeners.clear();
    },
  };
}
