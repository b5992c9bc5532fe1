import { randomUUID } from "node:crypto";
import {
  formatGet,
  formatProbe,
  formatResolve,
  type Match,
  parseComputer,
  parseMatch,
} from "@pinhole/kit/formats/ws-discovery";
import { openSocket, post } from "../lan/sockets.ts";
import { firstBytes } from "../lan/web.ts";
import { askAgain, type Finder, type FoundServer } from "./finder.ts";

const group = { address: "239.255.255.250", port: 3702 } as const;

/** Devices that one survey asks what they are, and bytes of what one may say. */
const mostDevices = 500;
const mostBytes = 64 * 1024;
const answerMs = 3000;

/** Asks for devices by WS-Discovery, and each of them whether it is a computer: Windows and wsdd answer. */
export const findByWsDiscovery: Finder = async (lan, found, signal) => {
  await using socket = await openSocket({ address: lan.address, port: 0 });
  socket.setMulticastInterface(lan.address);
  socket.setMulticastTTL(1);
  const devices = new Map<string, "resolving" | "asked">();
  const resolve = (endpoint: string): void => {
    if (devices.has(endpoint) || devices.size >= mostDevices) return;
    devices.set(endpoint, "resolving");
    post(socket, formatResolve(randomUUID(), endpoint), group);
  };
  socket.on("message", (bytes, { address }) => {
    const match = parseMatch(bytes.toString("utf8"));
    if (match === undefined) return;
    const url = ownUrl(match, address);
    if (url === undefined) return resolve(match.endpoint);
    if (devices.get(match.endpoint) === "asked" || devices.size >= mostDevices) return;
    devices.set(match.endpoint, "asked");
    void computerAt(url, match.endpoint, signal).then((computer) => {
      if (computer) found({ ...computer, comment: "", address });
    });
  });
  await askAgain(() => {
    for (const [endpoint, state] of devices) if (state === "resolving") devices.delete(endpoint);
    post(socket, formatProbe(randomUUID()), group);
  }, signal);
};

/** Only a URL at the address that answered is gone to: an answer must not send the camera elsewhere. */
function ownUrl({ urls }: Match, address: string): string | undefined {
  return urls.find(
    (url) => URL.canParse(url) && new URL(url).hostname === address && url.startsWith("http:"),
  );
}

async function computerAt(
  url: string,
  endpoint: string,
  signal: AbortSignal,
): Promise<Pick<FoundServer, "name" | "workgroup"> | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/soap+xml" },
      body: formatGet(randomUUID(), endpoint),
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    return parseComputer(await firstBytes(response, mostBytes));
  } catch {
    // A device that says nothing of itself is none that shares folders.
    return undefined;
  }
}
