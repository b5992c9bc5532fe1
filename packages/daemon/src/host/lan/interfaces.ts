import { isIPv4 } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/** A place of the camera on a network: an IPv4 address of the machine. */
export interface Lan {
  /** "eth0". */
  readonly name: string;
  readonly address: string;
  readonly netmask: string;
  /** The address that reaches everybody on it. */
  readonly broadcast: string;
  /** Nobody but this machine is on it. */
  readonly isLoopback: boolean;
}

const most = 8;

/** Where a camera that listens on an address is: "0.0.0.0" and "::" are all networks of the machine, but not the machine itself. */
export function lansOf(bind: string, all = networkInterfaces()): readonly Lan[] {
  const everywhere = bind === "0.0.0.0" || bind === "::";
  return Object.entries(all)
    .flatMap(([name, infos]) => (infos ?? []).map((info) => ({ name, info })))
    .filter(({ info }) => info.family === "IPv4" && (everywhere ? !info.internal : info.address === bind))
    .slice(0, most)
    .map(({ name, info }) => lanOf(name, info));
}

function lanOf(name: string, { address, netmask, internal }: NetworkInterfaceInfo): Lan {
  return { name, address, netmask, broadcast: broadcastOf(address, netmask), isLoopback: internal };
}

/** The last address of the network that an address is in. */
export function broadcastOf(address: string, netmask: string): string {
  const [own, mask] = [address, netmask].map((text) => text.split(".").map(Number));
  return own!.map((byte, n) => (byte | (255 ^ mask![n]!)) & 255).join(".");
}

/** The length of a netmask: 24 for 255.255.255.0. */
export function prefixOf(netmask: string): number {
  return netmask
    .split(".")
    .reduce((bits, byte) => bits + Number(byte).toString(2).replaceAll("0", "").length, 0);
}

/** Whether an address is on a network. */
export function isOn({ broadcast, netmask }: Lan, address: string): boolean {
  return isIPv4(address) && broadcastOf(address, netmask) === broadcast;
}
