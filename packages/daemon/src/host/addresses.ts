import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";

/** Where the machine is on its network; "" for what can not be found out. */
export interface Addresses {
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly nameservers: readonly string[];
}

/** Reads the first IPv4 address that others can reach, its netmask, the default route (Linux) and the name servers. */
export async function readAddresses(): Promise<Addresses> {
  const found = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal);
  const [routes, resolver] = await Promise.all([readText("/proc/net/route"), readText("/etc/resolv.conf")]);
  return {
    address: found?.address ?? "127.0.0.1",
    netmask: found?.netmask ?? "255.0.0.0",
    gateway: gatewayOf(routes),
    nameservers: [...resolver.matchAll(/^nameserver\s+(\S+)/gm)].map(([, address]) => address as string),
  };
}

/** The addresses of the networks that a camera bound to an address sends to: all that it has, or that one. */
export function sendersOf(bind: string): string[] {
  if (bind !== "0.0.0.0" && bind !== "::") return [bind];
  const found = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal);
  return found.length > 0 ? found.slice(0, mostNetworks).map(({ address }) => address) : ["127.0.0.1"];
}

/** A machine with containers has many networks; beyond these none is of use. */
const mostNetworks = 8;

/** The gateway of the default route in Linux's table: a little-endian hexadecimal IPv4 address. */
export function gatewayOf(routes: string): string {
  for (const line of routes.split("\n").slice(1)) {
    const [, destination, gateway = ""] = line.split("\t");
    if (destination !== "00000000" || !/^[0-9A-F]{8}$/i.test(gateway) || gateway === "00000000") continue;
    return [6, 4, 2, 0].map((at) => Number.parseInt(gateway.slice(at, at + 2), 16)).join(".");
  }
  return "";
}

async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
