/** The other end of a connection. */
export interface Peer {
  /** IPv4 or IPv6 without a zone; an IPv4 address that came as IPv6 is IPv4. "" when it is already gone. */
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
  /** What counts as one guesser: an IPv4 address, or an IPv6 network of 64 bits, which is one household. */
  readonly network: string;
  readonly loopback: boolean;
}

export function peerOf(remoteAddress = ""): Peer {
  const plain = remoteAddress.replace(/%.*$/, "").toLowerCase();
  const address = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1] ?? plain;
  if (!address.includes(":")) {
    return { address, family: "ipv4", network: address, loopback: address.startsWith("127.") };
  }
  return { address, family: "ipv6", network: `${network64(address)}::/64`, loopback: address === "::1" };
}

function network64(address: string): string {
  const [left = "", right] = address.split("::");
  const head = left === "" ? [] : left.split(":");
  const tail = right ? right.split(":") : [];
  const zeros = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  return [...head, ...Array<string>(zeros).fill("0"), ...tail].slice(0, 4).join(":");
}
