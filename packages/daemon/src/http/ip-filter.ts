import { BlockList, isIP, isIPv4 } from "node:net";
import type { ipFilter, RecordOf } from "@pinhole/kit/model";
import type { Peer } from "./peer.ts";

/** Whether a peer may connect. */
export type Filter = (peer: Peer) => boolean;

/**
 * The filter that a record asks for. Two cases are let in so that nobody locks himself out: the machine itself, always,
 * and everybody as long as the list is empty. An entry that can not be read matches nobody.
 */
export function filterOf(record: RecordOf<typeof ipFilter>): Filter {
  const entries = record.addresses.filter((entry) => entry.trim() !== "");
  if (!record.enabled || entries.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of entries) add(list, entry.trim());
  const allow = record.rule === "allow";
  return ({ address, family, loopback }) =>
    loopback || (address !== "" && list.check(address, family) === allow);
}

function add(list: BlockList, entry: string): void {
  const [first = "", last] = entry.split("-", 2);
  const [address = "", bits] = first.split("/", 2);
  if (isIP(address) === 0) return;
  const family = isIPv4(address) ? "ipv4" : "ipv6";
  if (last !== undefined) {
    if (bits === undefined && isIP(last) === isIP(address)) tryTo(() => list.addRange(address, last, family));
  } else if (bits !== undefined) {
    if (/^\d{1,3}$/.test(bits)) tryTo(() => list.addSubnet(address, Number(bits), family));
  } else {
    list.addAddress(address, family);
  }
}

/** A block list throws for a range that runs backwards and for a prefix that is too long. */
function tryTo(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  }
}
