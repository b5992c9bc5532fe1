import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/** The first three bytes of the vendors' MAC addresses. */
export const vendorsByMac: Readonly<Record<string, "sercomm" | "instar">> = {
  "00:0e:8f": "sercomm",
  "00:c0:02": "sercomm",
  "3c:98:72": "sercomm",
  "78:81:02": "sercomm",
  "78:94:b4": "sercomm",
  "d4:21:22": "sercomm",
  "10:d1:dc": "instar",
};

/** Addresses that one scan may touch, and how many of them in a second. */
export const mostAddresses = 1024;
const perSecond = 100;
/** How long the last one may take to be answered. */
const settleMs = 1000;
/** Nobody listens at "discard"; the packet only makes the machine ask who has the address. */
const discard = 9;

/** A neighbour of the machine. */
export interface Neighbour {
  readonly ip: string;
  /** "00:0e:8f:92:ff:f7". */
  readonly mac: string;
}

/** The addresses of "192.168.1.0/24" without the network's own and the broadcast. Throws a RangeError with what is allowed. */
export function addressesOf(range: string): readonly string[] {
  const [address = "", bits = ""] = range.split("/");
  const length = Number(bits);
  if (!isIPv4(address) || !/^\d{1,2}$/.test(bits) || length > 32 || 2 ** (32 - length) > mostAddresses)
    throw new RangeError(
      `"${range}" must be a network of at most ${mostAddresses} addresses: 192.168.1.0/24`,
    );
  const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const count = 2 ** (32 - length);
  const first = number - (number % count);
  const all = Array.from({ length: count }, (_, n) => first + n);
  const hosts = count > 2 ? all.slice(1, -1) : all;
  return hosts.map((each) => [24, 16, 8, 0].map((shift) => Math.floor(each / 2 ** shift) % 256).join("."));
}

/**
 * The neighbours whose MAC address is of one of the vendors. Each address gets one small packet, so that the machine
 * learns its MAC address; nobody is connected to.
 */
export async function scan(range: string, signal: AbortSignal): Promise<readonly Neighbour[]> {
  const wanted = addressesOf(range);
  const socket = createSocket({ type: "udp4" });
  socket.on("error", () => {});
  try {
    socket.bind(0);
    await once(socket, "listening", { signal });
    for (const [n, ip] of wanted.entries()) {
      socket.send("\0", discard, ip, () => {});
      if (n % 10 === 9) await delay(10_000 / perSecond, undefined, { signal });
    }
    await delay(settleMs, undefined, { signal });
  } finally {
    socket.close();
  }
  const all = new Set(wanted);
  return (await neighbours()).filter(({ ip, mac }) => all.has(ip) && vendorOf(mac) !== undefined);
}

/** Whose MAC address it is, as far as these vendors go. */
export function vendorOf(mac: string): "sercomm" | "instar" | undefined {
  const start = mac.toLowerCase().slice(0, 8);
  return Object.hasOwn(vendorsByMac, start) ? vendorsByMac[start] : undefined;
}

async function neighbours(): Promise<readonly Neighbour[]> {
  if (process.platform === "linux") return parseNeighbours(await readFile("/proc/net/arp", "utf8"));
  const { stdout } = await promisify(execFile)("arp", ["-a"], { timeout: 5000, windowsHide: true });
  return parseNeighbours(stdout);
}

/** Reads Linux's table of neighbours, and what `arp -a` prints on macOS and Windows. */
export function parseNeighbours(text: string): readonly Neighbour[] {
  return text.split("\n").flatMap((line) => {
    const ip = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/.exec(line)?.[0];
    const mac = /(?<![\w:-])(?:[\da-f]{1,2}[:-]){5}[\da-f]{1,2}(?![\w:-])/i.exec(line)?.[0];
    if (ip === undefined || mac === undefined) return [];
    const bytes = mac
      .toLowerCase()
      .split(/[:-]/)
      .map((byte) => byte.padStart(2, "0"));
    return bytes.every((byte) => byte === "00") ? [] : [{ ip, mac: bytes.join(":") }];
  });
}
