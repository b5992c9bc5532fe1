import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { CameraError, outbox } from "@pinhole/kit/model";
import type { Context } from "../action.ts";

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Link-local networks, and the servers that tell a machine in a cloud its own secrets. */
const local = blocks(
  ["169.254.0.0", 16, "ipv4"],
  ["fe80::", 10, "ipv6"],
  ["100.100.100.200", 32, "ipv4"],
  ["fd00:ec2::254", 128, "ipv6"],
);

/** What is no single machine. */
const nobody = blocks(
  ["0.0.0.0", 8, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["255.255.255.255", 32, "ipv4"],
  ["::", 128, "ipv6"],
  ["ff00::", 8, "ipv6"],
);

/** Addresses of one name that are tried. */
const mostAddresses = 4;

/** The first of the addresses of a host that deliveries may go to. */
export async function addressOf(host: string, context: Looking): Promise<Address> {
  const [first] = await addressesOf(host, context);
  return first as Address;
}

type Looking = Pick<Context, "settings" | "signal" | "stage">;

/**
 * Where a delivery to a host may go, at least one address. Throws CameraError "name-unknown" or
 * "address-forbidden". The connection has to be made to this address, not to the name, which may change meanwhile.
 */
export async function addressesOf(host: string, context: Looking): Promise<readonly Address[]> {
  context.stage("name", host);
  const allowsLocal = context.settings(outbox)[0]!.linkLocal;
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  const found = await orAbort(
    lookup(bare, { all: true }).catch((error: NodeJS.ErrnoException) => {
      throw new CameraError("name-unknown", `the name ${host} is not known (${error.code})`, {
        cause: error,
      });
    }),
    context.signal,
  );
  const good = found.filter(({ address }) => isAllowed(address, allowsLocal)).slice(0, mostAddresses);
  if (good.length > 0) return good.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  const [first] = found;
  throw new CameraError("address-forbidden", `nothing is delivered to ${host} (${first?.address})`, {
    at: host,
  });
}

export function isAllowed(address: string, allowsLocal: boolean): boolean {
  // An IPv4 address in IPv6 clothes is judged as what it is: BlockList sees through them.
  const plain = address.replace(/%.*$/, "");
  const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
  return !nobody.check(plain, family) && (allowsLocal || !local.check(plain, family));
}

/** A promise that is left behind when the signal aborts. */
export async function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function blocks(...nets: readonly [network: string, bits: number, family: "ipv4" | "ipv6"][]): BlockList {
  const list = new BlockList();
  for (const [network, bits, family] of nets) list.addSubnet(network, bits, family);
  return list;
}
