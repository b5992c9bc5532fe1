import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { isDeepStrictEqual } from "node:util";
import { lansOf } from "./lan/interfaces.ts";

/** Where the machine is on its network; "" for what can not be found out. */
export interface Addresses {
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly nameservers: readonly string[];
}

/** Reads the first IPv4 address at which others reach a camera that listens on `bind`, its netmask, the default route (Linux) and the name servers. */
export async function readAddresses(bind = "0.0.0.0"): Promise<Addresses> {
  const found = [bind, "0.0.0.0"].flatMap((place) => lansOf(place)).find(({ isLoopback }) => !isLoopback);
  const [routes, resolver] = await Promise.all([readText("/proc/net/route"), readText("/etc/resolv.conf")]);
  return {
    address: found?.address ?? "127.0.0.1",
    netmask: found?.netmask ?? "255.0.0.0",
    gateway: gatewayOf(routes),
    nameservers: [...resolver.matchAll(/^nameserver\s+(\S+)/gm)].map(([, address]) => address as string),
  };
}

/** The machine's addresses, read again every now and then. */
export interface AddressWatch extends Disposable {
  readonly current: Addresses;
  /** Reads them now. */
  refresh(): Promise<void>;
  /** Calls back after each change; returns what ends that. */
  onChange(listener: (now: Addresses) => void): () => void;
}

const againMs = 10_000;

export async function watchAddresses(bind: string): Promise<AddressWatch> {
  let current = await readAddresses(bind);
  const listeners = new Set<(now: Addresses) => void>();
  const refresh = async (): Promise<void> => {
    const now = await readAddresses(bind);
    if (isDeepStrictEqual(now, current)) return;
    current = now;
    for (const listener of listeners) listener(now);
  };
  const timer = setInterval(() => void refresh(), againMs);
  timer.unref();
  return {
    get current() {
      return current;
    },
    refresh,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.dispose]: () => clearInterval(timer),
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

/** The network device by which the machine reaches the rest of the world; undefined where there is none (Linux). */
export async function routeDevice(): Promise<string | undefined> {
  const routes = (await readText("/proc/net/route")).split("\n").slice(1);
  return routes.map((line) => line.split("\t")).find(([, destination]) => destination === "00000000")?.[0];
}

async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
