import {
  type CameraPort,
  type Capabilities,
  outputPin,
  type PinChange,
  type Pins,
} from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { echo } from "../query.ts";
import { ok, onOff, pairs, refuse, textLines } from "../reply.ts";

/** One name of `query_pc.cgi` and `control_pc.cgi`. */
interface Item {
  readonly name: string;
  has(capabilities: Capabilities): boolean;
  read(pins: Pins, camera: CameraPort): string;
  /** Whether a camera that lacks the part says "disabled" instead of "error". */
  readonly disabled?: true;
  /** Texts that a request may set, and what they change. */
  readonly sets?: Readonly<Record<string, (pins: Pins) => PinChange>>;
}

const highLow = (on: boolean): "high" | "low" => (on ? "high" : "low");

const input = (index: 0 | 1): Item => ({
  name: `input_${index + 1}`,
  has: ({ io }) => io > index,
  read: ({ inputs }) => highLow(inputs[index]),
});

const output = (index: 0 | 1): Item => {
  const put =
    (on: boolean) =>
    ({ outputs: [first, second] }: Pins): PinChange => ({
      outputs: index === 0 ? [on, second] : [first, on],
    });
  return {
    name: `output_${index + 1}`,
    has: ({ io }) => io > index,
    read: ({ outputs }, camera) =>
      `${highLow(outputs[index])},${camera.get(outputPin)[index]?.action ?? "static"}`,
    sets: { high: put(true), low: put(false) },
  };
};

const items: readonly Item[] = [
  {
    name: "privacy_button",
    has: ({ privacyButton }) => privacyButton,
    read: ({ privacyButton }) => onOff(privacyButton),
    disabled: true,
  },
  { name: "pir", has: ({ pir }) => pir, read: ({ pir }) => (pir ? "active" : "actionless"), disabled: true },
  {
    name: "light_sensor",
    has: ({ dayNight }) => dayNight,
    read: ({ night }) => (night ? "night" : "day"),
    disabled: true,
  },
  { name: "pt_position", has: ({ panTilt }) => panTilt, read: ({ position }) => position.join(",") },
  input(0),
  input(1),
  output(0),
  output(1),
  {
    name: "dn_mode",
    has: ({ dayNight }) => dayNight,
    read: ({ night }) => (night ? "night" : "day"),
    sets: {
      day: () => ({ night: false, irLeds: false, irCutOpen: false }),
      night: () => ({ night: true, irLeds: true, irCutOpen: true }),
    },
  },
  {
    name: "ir_cut",
    has: ({ dayNight }) => dayNight,
    read: ({ irCutOpen }) => (irCutOpen ? "open" : "close"),
    sets: { open: () => ({ irCutOpen: true }), close: () => ({ irCutOpen: false }) },
  },
  {
    name: "ir_leds",
    has: ({ irLeds }) => irLeds,
    read: ({ irLeds }) => onOff(irLeds),
    disabled: true,
    sets: { on: () => ({ irLeds: true }), off: () => ({ irLeds: false }) },
  },
  {
    name: "wl_leds",
    has: ({ whiteLeds }) => whiteLeds,
    read: ({ whiteLeds }) => onOff(whiteLeds),
    disabled: true,
    sets: { on: () => ({ whiteLeds: true }), off: () => ({ whiteLeds: false }) },
  },
];

/** 0 by day, with the filter in the light path; 1 by night. */
function queryFilter({ camera }: Call): Reply {
  return pairs([["filter", camera.pins().irCutOpen ? 1 : 0]]);
}

/** The items that are named, or all that the camera has. */
function queryPins({ camera, model, params }: Call): Reply {
  const pins = camera.pins();
  const named = params.filter(({ value }) => value === undefined).map(({ key }) => key);
  const wanted =
    named.length > 0 ? named : items.filter((item) => item.has(model.has)).map(({ name }) => name);
  return pairs(
    wanted.map((name) => {
      const item = items.find((each) => each.name === name);
      if (item === undefined) return [echo(name), "error"];
      return [name, item.has(model.has) ? item.read(pins, camera) : item.disabled ? "disabled" : "error"];
    }),
  );
}

/** Moves all the parts that are named or none; what can not be moved is answered with `name=error`. */
async function controlPins({ camera, model, params, request }: Call): Promise<Reply> {
  if (params.length === 0) {
    return refuse(`nothing to set; name any of ${settable.map(({ name }) => name).join(", ")}`);
  }
  const errors: string[] = [];
  let change: PinChange = {};
  for (const { key, value = "" } of params) {
    const item = settable.find(({ name }) => name === key);
    const set =
      item?.has(model.has) && Object.hasOwn(item.sets ?? {}, value) ? item.sets?.[value] : undefined;
    if (set === undefined) errors.push(`${echo(key)}=error`);
    else change = { ...change, ...set({ ...camera.pins(), ...change }) };
  }
  if (errors.length > 0) return textLines(errors);
  await camera.setPins(change, request.caller);
  return ok;
}

const settable = items.filter((item) => item.sets !== undefined);

export const pinCommands: readonly Command[] = [
  { path: "/io/query_filter.cgi", methods: ["GET"], changesState: false, run: queryFilter },
  { path: "/io/query_pc.cgi", methods: ["GET"], changesState: false, run: queryPins },
  { path: "/io/control_pc.cgi", methods: ["GET"], changesState: true, run: controlPins },
];
