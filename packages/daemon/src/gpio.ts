import { type CameraEvent, clock, type Pressable } from "@pinhole/kit/model";
import type { Camera } from "./camera.ts";
import { type Gpio, type GpioInput, type GpioLine, openGpio } from "./host/gpio/index.ts";

/** The camera's inputs, outputs and lamps on lines of the machine. */
export interface ConnectedPins extends AsyncDisposable {
  /** To be called when pins, lamps or settings may have changed. */
  update(): void;
}

const parts: Readonly<Partial<Record<GpioInput, Pressable>>> = { in1: "input1", in2: "input2", pir: "pir" };

/** Connects a camera with the lines that are named; of inputs at the start it takes the level, which is no event. */
export async function connectPins(
  camera: Camera,
  lines: readonly GpioLine[],
  log: (event: Omit<CameraEvent, "at">) => void,
): Promise<ConnectedPins> {
  const gpio: Gpio = await openGpio({
    lines,
    log,
    onInput: (name, on, first) => {
      const part = parts[name];
      if (part !== undefined) return camera.alarms.put(part, on, { quietly: first });
      // A button, not a switch: each press turns privacy on or off.
      if (first) return;
      log({ source: "system", severity: 6, message: `privacy button ${on ? "pressed" : "let go"}` });
      if (!on) return;
      const by = { name: "the privacy button", level: "admin", privileges: new Set<never>() } as const;
      void camera.setPrivacy(!camera.privacy(), by);
    },
  });
  const update = (): void => {
    const { outputs, irLeds, irCutOpen, whiteLeds } = camera.pins();
    gpio.set("out1", outputs[0]);
    gpio.set("out2", outputs[1]);
    gpio.set("ir-leds", irLeds);
    gpio.set("ir-cut", irCutOpen);
    gpio.set("white-leds", whiteLeds);
    gpio.set("led", camera.get(clock)[0]!.led);
  };
  update();
  return { update, [Symbol.asyncDispose]: () => gpio[Symbol.asyncDispose]() };
}
