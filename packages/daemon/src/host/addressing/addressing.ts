import type { RunProgram } from "../../programs/run-program.ts";

/** How a network device gets its addresses. */
export interface Addressing {
  readonly dhcp: boolean;
  readonly address: string;
  /** Length of the netmask. */
  readonly prefix: number;
  /** "" for none. */
  readonly gateway: string;
  /** Undefined where they come from the DHCP server, or are left as they are. */
  readonly nameservers?: readonly string[];
}

/** A program that configures network devices. Everything rejects with a CameraError when that fails. */
export interface Configurator {
  readonly name: string;
  /** Whether it is there and has the device in its care. */
  cares(device: string): Promise<boolean>;
  /** Configures a device; what it returns puts everything back as it was. */
  apply(device: string, wanted: Addressing): Promise<() => Promise<void>>;
}

export type ConfiguratorMaker = (run: RunProgram) => Configurator;

export const patienceMs = 20_000;
