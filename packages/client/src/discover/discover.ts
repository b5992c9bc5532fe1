import { networkInterfaces } from "node:os";
import { type ClientReply, pairsOf, textOf } from "@pinhole/kit/client";
import { CameraError } from "@pinhole/kit/model";
import { nodeTransport } from "../node-transport.ts";
import { parseAddress } from "../transport.ts";
import { scan, vendorOf } from "./scan.ts";
import { type Heard, type Search, searchBySsdp, searchByWsDiscovery } from "./searches.ts";

/** A camera on the network; nobody has logged in there. */
export interface Discovered {
  /** "http://192.168.1.20", for `openCamera`. */
  readonly address: string;
  /** Undefined for a device that is neither's. */
  readonly dialect: "sercomm" | "instar" | undefined;
  readonly name: string;
  /** "" where it is not told without a login. */
  readonly model: string;
  readonly mac: string;
  /** How it was found. */
  readonly by: readonly Heard["by"][];
}

export interface DiscoverOptions {
  readonly signal?: AbortSignal;
  /** How long answers are waited for; 4 when it is left out. */
  readonly seconds?: number;
  /** Addresses of this machine to search from; all its networks when it is left out. */
  readonly from?: readonly string[];
  /** Networks to look through by the vendors' MAC addresses as well: "192.168.1.0/24". Nothing is scanned without it. */
  readonly scan?: readonly string[];
  /** A search by Bonjour, which needs a library for mDNS; the command line has one. */
  readonly bonjour?: Search;
  /** Other devices too, which answered and are no camera that is known. */
  readonly others?: boolean;
}

/** Devices that one search looks at, and how many of them at a time. */
const mostDevices = 500;
const atOnce = 16;
const askMs = 3000;

/** Searches the networks of this machine for cameras: by SSDP, WS-Discovery and, where it is handed in, Bonjour. */
export async function discoverCameras(options: DiscoverOptions = {}): Promise<readonly Discovered[]> {
  const { seconds = 4, from = ownAddresses(), bonjour, others = false } = options;
  const enough = AbortSignal.timeout(seconds * 1000);
  const signal = options.signal ? AbortSignal.any([options.signal, enough]) : enough;
  const places = new Map<string, Heard[]>();
  const heard = (found: Heard): void => {
    const place = `${found.ip}:${found.port ?? 80}`;
    const known = places.get(place);
    if (known) known.push(found);
    else if (places.size < mostDevices) places.set(place, [found]);
  };
  const searches = [searchBySsdp, searchByWsDiscovery, ...(bonjour ? [bonjour] : [])];
  const scanned = scanAll(options.scan ?? [], heard, options.signal);
  await Promise.all(from.flatMap((address) => searches.map((search) => search(address, heard, signal))));
  const macs = await scanned;
  options.signal?.throwIfAborted();
  const found: Discovered[] = [];
  const left = [...places];
  const ask = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [place, all] = next;
      const camera = await identified(place, all, { macs, signal: options.signal });
      if (camera !== undefined && (others || camera.dialect !== undefined)) found.push(camera);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return found.sort((a, b) => a.address.localeCompare(b.address, "en", { numeric: true }));
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((infos) => infos ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address)
    .slice(0, 8);
}

async function scanAll(
  ranges: readonly string[],
  heard: (found: Heard) => void,
  signal = new AbortController().signal,
): Promise<ReadonlyMap<string, string>> {
  const macs = new Map<string, string>();
  for (const range of ranges) {
    for (const { ip, mac } of await scan(range, signal)) {
      macs.set(ip, mac);
      heard({ ip, by: "scan" });
    }
  }
  return macs;
}

interface Asking {
  readonly macs: ReadonlyMap<string, string>;
  readonly signal: AbortSignal | undefined;
}

/** What is at a place, by what it says to anybody; undefined where no web server answers. */
async function identified(
  place: string,
  heard: readonly Heard[],
  { macs, signal }: Asking,
): Promise<Discovered | undefined> {
  const [ip = ""] = place.split(":");
  const { origin } = parseAddress(place);
  using transport = nodeTransport(parseAddress(place), { timeoutMs: askMs, signal });
  const mac = macs.get(ip) ?? "";
  const name = heard.find((each) => each.name !== undefined)?.name ?? "";
  const by = [...new Set(heard.map((each) => each.by))];
  const ask = (path: string, query: string): Promise<ClientReply> =>
    transport.send({ method: "GET", path, query });
  try {
    const reply = await ask("/util/query.cgi", "extension=yes");
    const facts = reply.status < 300 ? pairsOf(textOf(reply).split(/\r\n|\n|\r/)) : {};
    if (facts.model_number !== undefined || facts.defname !== undefined) {
      const { hostname = name, model_number: model = "", mac: told = mac } = facts;
      return {
        address: origin,
        dialect: "sercomm",
        name: hostname.trim(),
        model: model.trim(),
        mac: told.trim(),
        by,
      };
    }
    const answer = await ask("/param.cgi", "cmd=getserverinfo");
    const [, model] = /model\s*=\s*"([^"]{0,64})"/.exec(textOf(answer)) ?? [];
    const isInstar = model !== undefined || vendorOf(mac) === "instar" || /^(?:INSTAR|IN-\d)/i.test(name);
    return { address: origin, dialect: isInstar ? "instar" : undefined, name, model: model ?? "", mac, by };
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    return undefined;
  }
}
