/** What a line of a GPIO chip can be for the camera: told by somebody, or switched by the camera. */
export const gpioInputs = ["in1", "in2", "pir", "privacy"] as const;
export const gpioOutputs = ["out1", "out2", "ir-leds", "ir-cut", "white-leds", "led"] as const;

export type GpioInput = (typeof gpioInputs)[number];
export type GpioOutput = (typeof gpioOutputs)[number];

/** One line: `chip` as in /dev, "gpiochip0". */
export interface GpioLine<Name extends string = GpioInput | GpioOutput> {
  readonly name: Name;
  readonly chip: string;
  readonly offset: number;
  /** The line is on when its level is low. */
  readonly activeLow: boolean;
  readonly bias?: "pull-up" | "pull-down";
}

/** What `--gpio` takes. */
export const gpioUsage =
  "NAME=CHIP:LINE, such as in1=gpiochip0:17,ir-leds=gpiochip0:27, with :low for a line that is on when it is low, :pull-up and :pull-down for inputs";

/** Reads "in1=gpiochip0:17:low:pull-up,out1=gpiochip0:27"; a text is the sentence that says what is wrong. */
export function parseGpio(text: string): readonly GpioLine[] | string {
  const lines: GpioLine[] = [];
  for (const part of text.split(",")) {
    const line = parseLine(part);
    if (typeof line === "string") return line;
    const { name, chip, offset } = line;
    if (lines.some((other) => other.name === name)) return `names ${name} twice`;
    if (lines.some((other) => other.chip === chip && other.offset === offset))
      return `uses line ${offset} of ${chip} twice`;
    lines.push(line);
  }
  return lines;
}

function parseLine(text: string): GpioLine | string {
  const [, name = "", chip = "", digits = "", rest = ""] =
    /^([a-z0-9-]+)=(gpiochip\d{1,3}):(\d{1,4})((?::[a-z-]+)*)$/.exec(text) ?? [];
  if (name === "") return `has to be ${gpioUsage}; "${text.slice(0, 60)}" is not`;
  const isOutput = isGpioOutput(name);
  if (!isOutput && !isOneOf(gpioInputs, name))
    return `knows ${[...gpioInputs, ...gpioOutputs].join(", ")}, not ${name}`;
  const words = rest.split(":").slice(1);
  const bias = words.find((word) => word === "pull-up" || word === "pull-down");
  const other = words.find((word) => word !== "low" && word !== bias);
  if (other !== undefined || new Set(words).size < words.length || (isOutput && bias !== undefined))
    return `has to be ${gpioUsage}; "${text.slice(0, 60)}" is not`;
  return {
    ...{ name, chip, offset: Number(digits), activeLow: words.includes("low") },
    ...(bias === undefined ? {} : { bias }),
  };
}

/** Whether the camera switches a line of that name. */
export function isGpioOutput(name: string): name is GpioOutput {
  return isOneOf(gpioOutputs, name);
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}
