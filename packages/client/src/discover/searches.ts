import { randomUUID } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv4 } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { formatSsdp, parseSsdp } from "@pinhole/kit/formats/ssdp";
import { formatProbe, parseMatch } from "@pinhole/kit/formats/ws-discovery";

/** Something that answered a search and may be a camera. */
export interface Heard {
  /** IPv4. */
  readonly ip: string;
  /** Of its web server, where that is told. */
  readonly port?: number;
  readonly name?: string;
  readonly by: "bonjour" | "ssdp" | "ws-discovery" | "scan";
}

/** Searches from one address of the machine until the signal aborts. */
export type Search = (from: string, heard: (found: Heard) => void, signal: AbortSignal) => Promise<void>;

/** A question is put again, because datagrams get lost. */
const againMs = 1000;
const ssdpGroup = { address: "239.255.255.250", port: 1900 } as const;
const wsGroup = { address: "239.255.255.250", port: 3702 } as const;
const longest = 8192;

/** UPnP devices; each says where its description is, which is on its own web server. */
export const searchBySsdp: Search = (from, heard, signal) => {
  const question = (): string =>
    formatSsdp({
      start: "M-SEARCH * HTTP/1.1",
      headers: {
        HOST: `${ssdpGroup.address}:${ssdpGroup.port}`,
        MAN: '"ssdp:discover"',
        MX: "1",
        ST: "upnp:rootdevice",
      },
    });
  return search({ from, group: ssdpGroup, question }, signal, (text, ip) => {
    const message = parseSsdp(text);
    if (message?.start !== "HTTP/1.1 200 OK") return;
    heard({ ip, by: "ssdp", ...portOf(message.headers.LOCATION, ip) });
  });
};

/** Devices that speak WS-Discovery, ONVIF's among them. */
export const searchByWsDiscovery: Search = (from, heard, signal) =>
  search({ from, group: wsGroup, question: () => formatProbe(randomUUID(), "") }, signal, (text, ip) => {
    const match = parseMatch(text);
    if (match === undefined) return;
    const [, name] = /\/name\/([^/\s]+)/.exec(match.scopes.join(" ")) ?? [];
    const [own] = match.urls.flatMap((url) => portOf(url, ip) ?? []);
    heard({ ip, by: "ws-discovery", ...own, ...(name === undefined ? {} : { name: decoded(name) }) });
  });

interface Asking {
  readonly from: string;
  readonly group: { readonly address: string; readonly port: number };
  readonly question: () => string;
}

async function search(
  { from, group, question }: Asking,
  signal: AbortSignal,
  answer: (text: string, ip: string) => void,
): Promise<void> {
  const socket = createSocket({ type: "udp4" });
  socket.on("error", () => {});
  socket.on("message", (bytes, { address }) => {
    if (bytes.length <= longest && isIPv4(address)) answer(bytes.toString("utf8"), address);
  });
  try {
    socket.bind({ address: from, port: 0 });
    await once(socket, "listening", { signal });
    socket.setMulticastInterface(from);
    socket.setMulticastTTL(2);
    for (;;) {
      send(socket, question(), group);
      await delay(againMs, undefined, { signal });
    }
  } catch (error) {
    // A network that lets nobody ask has no answers.
    if (!signal.aborted && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
  } finally {
    socket.close();
  }
}

function send(socket: Socket, text: string, { address, port }: Asking["group"]): void {
  socket.send(text, port, address, () => {});
}

/** The port of a URL, if it is of the device's own web server: an answer must not send us elsewhere. */
function portOf(url: string | undefined, ip: string): { readonly port: number } | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  if (hostname !== ip || protocol !== "http:") return undefined;
  return { port: port === "" ? 80 : Number(port) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
