import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { CameraError, messageOf, outbox } from "@pinhole/kit/model";
import type { Reveal } from "../action.ts";

/** An address that a name leads to. */
export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
// Where clouds keep the secrets of their machines.
linkLocal.addAddress("fd00:ec2::254", "ipv6");
linkLocal.addAddress("100.100.100.200", "ipv4");

const nobody = new BlockList();
nobody.addSubnet("0.0.0.0", 8, "ipv4");
nobody.addSubnet("224.0.0.0", 3, "ipv4");
nobody.addAddress("::", "ipv6");
nobody.addSubnet("ff00::", 8, "ipv6");

/**
 * Where a server is. Link-local addresses and those of no single machine are refused, however the name leads there: a
 * setting must not make the camera speak to what only its host should reach.
 */
export async function addressOf(host: string, settings: Reveal): Promise<Address> {
  const allowLinkLocal = settings(outbox)[0]?.linkLocal ?? false;
  const found = await find(host);
  const allowed = found.find(({ address, family }) => {
    const kind = family === 4 ? "ipv4" : "ipv6";
    return !nobody.check(address, kind) && (allowLinkLocal || !linkLocal.check(address, kind));
  });
  if (allowed !== undefined) return allowed;
  const words = `${host} leads to ${found.map(({ address }) => address).join(", ")}, where nothing is sent`;
  throw new CameraError("address-forbidden", words, { at: host });
}

async function find(host: string): Promise<readonly Address[]> {
  try {
    const all = await lookup(host, { all: true, verbatim: true });
    return all.map(({ address }) => plain(address));
  } catch (error) {
    throw new CameraError("name-unknown", `${host}: ${messageOf(error)}`, { at: host, cause: error });
  }
}

/** An IPv4 address that is written as IPv6 is IPv4. */
function plain(address: string): Address {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return { address: mapped, family: 4 };
  return { address, family: isIP(address) === 6 ? 6 : 4 };
}
