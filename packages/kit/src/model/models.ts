import type { AnyRecord } from "./group.ts";

/** What a camera has or lacks. */
export interface Capabilities {
  readonly panTilt: boolean;
  readonly microphone: boolean;
  readonly speaker: boolean;
  readonly irLeds: boolean;
  readonly whiteLeds: boolean;
  readonly dayNight: boolean;
  readonly wifi: boolean;
  /** Number of inputs, and of outputs. */
  readonly io: number;
  readonly pir: boolean;
  readonly privacyButton: boolean;
  readonly serialPort: boolean;
  readonly sdCard: boolean;
}

/** A product: names, capabilities, and where its defaults differ from the groups' own. */
export interface Model {
  readonly name: string;
  readonly company: string;
  readonly firmware: string;
  readonly firmwareDate: string;
  readonly configVersion: string;
  readonly has: Capabilities;
  /** By group name, one patch for each record. */
  readonly defaults: Readonly<Record<string, readonly AnyRecord[]>>;
}
