import {
  formatAction,
  formatSsdp,
  parseFault,
  parseForwardingPoint,
  parseSsdp,
} from "@pinhole/kit/formats/ssdp";
import { textOf } from "@pinhole/kit/formats/xml";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { isOn, type Lan } from "../lan/interfaces.ts";
import { openSocket, post } from "../lan/sockets.ts";
import { firstBytes } from "../lan/web.ts";

const group = { address: "239.255.255.250", port: 1900 } as const;
const searched = [1, 2].map((version) => `urn:schemas-upnp-org:device:InternetGatewayDevice:${version}`);
const searchMs = 3000;
const callMs = 5000;
const mostBytes = 64 * 1024;

/** Seconds for which a router forwards a port unless it is asked again. */
export const leaseSeconds = 3600;

/** A router that forwards ports of its own to this camera. */
export interface Router {
  readonly address: string;
  /** The address by which the internet knows it; "" when it does not say. */
  externalAddress(signal: AbortSignal): Promise<string>;
  /** Asks for a port until the lease is over. False when the port is somebody else's. */
  forward(mapping: Mapping, signal: AbortSignal): Promise<boolean>;
  release(mapping: Pick<Mapping, "externalPort">, signal: AbortSignal): Promise<void>;
}

export interface Mapping {
  readonly externalPort: number;
  readonly internalPort: number;
  readonly description: string;
}

/** Searches a network for a router by UPnP; undefined when none answers. */
export async function findRouter(lan: Lan, signal: AbortSignal): Promise<Router | undefined> {
  const found = await search(lan, signal);
  for (const url of found) {
    const router = await routerAt(url, lan, signal).catch(() => undefined);
    if (router) return router;
  }
  return undefined;
}

/** The URLs of descriptions, each at the address that answered. */
async function search(lan: Lan, signal: AbortSignal): Promise<readonly URL[]> {
  await using socket = await openSocket({ address: lan.address, port: 0 });
  socket.setMulticastInterface(lan.address);
  socket.setMulticastTTL(2);
  const found = new Map<string, URL>();
  const first = Promise.withResolvers<void>();
  socket.on("message", (bytes, { address }) => {
    const location = parseSsdp(bytes.toString("latin1"))?.headers.LOCATION ?? "";
    if (!isOn(lan, address) || !URL.canParse(location) || found.size >= 4) return;
    const url = new URL(location);
    if (url.protocol !== "http:" || url.hostname !== address) return;
    found.set(url.href, url);
    first.resolve();
  });
  for (const target of searched) {
    const headers = { HOST: `${group.address}:${group.port}`, MAN: '"ssdp:discover"', MX: "2", ST: target };
    post(socket, formatSsdp({ start: "M-SEARCH * HTTP/1.1", headers }), group);
  }
  const patience = setTimeout(first.resolve, searchMs);
  signal.addEventListener("abort", () => first.resolve(), { once: true });
  await first.promise;
  clearTimeout(patience);
  signal.throwIfAborted();
  return [...found.values()];
}

async function routerAt(location: URL, lan: Lan, signal: AbortSignal): Promise<Router | undefined> {
  const description = await ask(location, { signal });
  const point = parseForwardingPoint(description.text);
  if (point === undefined) return undefined;
  const control = new URL(point.controlUrl, textOf(description.text, "URLBase") || location);
  if (control.hostname !== location.hostname) return undefined;
  const call = async (action: string, values: Parameters<typeof formatAction>[2], until: AbortSignal) => {
    const headers = { "content-type": 'text/xml; charset="utf-8"', soapaction: `"${point.type}#${action}"` };
    const body = formatAction(point.type, action, values);
    const { ok, text } = await ask(control, { signal: until, init: { method: "POST", headers, body } });
    return { ok, text, fault: ok ? undefined : (parseFault(text) ?? 0) };
  };
  const keyOf = (port: number) =>
    [
      ["NewRemoteHost", ""],
      ["NewExternalPort", String(port)],
      ["NewProtocol", "TCP"],
    ] as const;
  return {
    address: location.hostname,
    externalAddress: async (until) => {
      const { text } = await call("GetExternalIPAddress", [], until);
      return textOf(text, "NewExternalIPAddress") ?? "";
    },
    forward: async ({ externalPort, internalPort, description: words }, until) => {
      const add = (seconds: number) =>
        call(
          "AddPortMapping",
          [
            ...keyOf(externalPort),
            ["NewInternalPort", String(internalPort)],
            ["NewInternalClient", lan.address],
            ["NewEnabled", "1"],
            ["NewPortMappingDescription", words],
            ["NewLeaseDuration", String(seconds)],
          ],
          until,
        );
      const first = await add(leaseSeconds);
      // 725: the router knows leases without an end only.
      const { ok, fault } = first.fault === 725 ? await add(0) : first;
      // 718: the port is forwarded to somebody else.
      if (fault === 718) return false;
      if (!ok) throw refused(location.hostname, fault ?? 0);
      return true;
    },
    release: async ({ externalPort }, until) => {
      await call("DeletePortMapping", keyOf(externalPort), until);
    },
  };
}

function refused(address: string, fault: number): CameraError {
  return new CameraError("refused", `the router ${address} forwards no port: UPnP error ${fault}`, {
    at: address,
  });
}

async function ask(
  url: URL,
  { signal, init = {} }: { readonly signal: AbortSignal; readonly init?: RequestInit },
): Promise<{ readonly ok: boolean; readonly text: string }> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(callMs)]),
    });
    return { ok: response.ok, text: await firstBytes(response, mostBytes) };
  } catch (error) {
    signal.throwIfAborted();
    throw new CameraError("unreachable", `the router ${url.hostname} does not answer: ${messageOf(error)}`, {
      at: url.hostname,
      cause: error,
    });
  }
}
