import { randomInt } from "node:crypto";
import { basicDevice, formatSsdp, parseSsdp, type SsdpMessage } from "@pinhole/kit/formats/ssdp";
import { isOn, type Lan } from "../lan/interfaces.ts";
import { openSocket, post } from "../lan/sockets.ts";

const group = { address: "239.255.255.250", port: 1900 } as const;

/** Seconds for which an announcement holds; it is renewed before half of that is over. */
const holdsSeconds = 1800;
const againMs = 800_000;

/** What is lost at the start is sent once more. */
const twiceMs = 300;

/** Searches that wait for their answers, and the longest that one may have its answer wait (1.3.2: 5 seconds). */
const mostWaiting = 200;
const mostMx = 5;

export interface UpnpDevice {
  /** "uuid:...". */
  readonly udn: string;
  /** The path of the description on the camera's web server, and its port. */
  readonly path: string;
  readonly port: number;
  /** "Pinhole/0.1.0". */
  readonly product: string;
  /** Unix time at which the camera started: higher each time (1.2.2, BOOTID). */
  readonly boot: number;
}

/** Announces a camera on one network and answers those who search for it, until it is disposed of: then it says goodbye. */
export async function announceUpnp(lan: Lan, device: UpnpDevice): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const listener = opened.use(await openSocket({ address: "0.0.0.0", port: group.port, shared: true }));
  const speaker = opened.use(await openSocket({ address: lan.address, port: 0 }));
  listener.addMembership(group.address, lan.address);
  speaker.setMulticastInterface(lan.address);
  speaker.setMulticastTTL(2);

  const targets = targetsOf(device);
  const notify = (kind: "ssdp:alive" | "ssdp:byebye"): void => {
    for (const target of targets)
      post(speaker, formatSsdp(notification(kind, target, { lan, device })), group);
  };
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, call: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      call();
    }, ms);
    timers.add(timer);
  };
  listener.on("message", (bytes, from) => {
    // Who is on another network has this camera's answers sent to somebody who never asked.
    if (bytes.length > 2048 || !isOn(lan, from.address) || timers.size >= mostWaiting) return;
    const search = parseSsdp(bytes.toString("latin1"));
    const wanted = search && matching(search, targets);
    if (!wanted || wanted.length === 0) return;
    const wait = Math.min(Number.parseInt(search?.headers.MX ?? "0", 10) || 0, mostMx);
    later(wait === 0 ? 0 : randomInt(wait * 1000), () => {
      for (const target of wanted) post(speaker, formatSsdp(reply(target, { lan, device })), from);
    });
  });

  notify("ssdp:alive");
  later(twiceMs, () => notify("ssdp:alive"));
  const again = setInterval(() => notify("ssdp:alive"), againMs);
  again.unref();
  opened.defer(async () => {
    clearInterval(again);
    for (const timer of timers) clearTimeout(timer);
    notify("ssdp:byebye");
    // The goodbye has left when the one behind it has.
    const sent = Promise.withResolvers<void>();
    speaker.send("", group.port, lan.address, () => sent.resolve());
    await sent.promise;
  });
  return opened.move();
}

/** A device is announced as a device, by its name and by its type (1.1.3); first what it is called, then its full name. */
interface Target {
  readonly type: string;
  readonly name: string;
}

function targetsOf({ udn }: UpnpDevice): readonly Target[] {
  return [
    { type: "upnp:rootdevice", name: `${udn}::upnp:rootdevice` },
    { type: udn, name: udn },
    { type: basicDevice, name: `${udn}::${basicDevice}` },
  ];
}

interface At {
  readonly lan: Lan;
  readonly device: UpnpDevice;
}

function notification(kind: "ssdp:alive" | "ssdp:byebye", { type, name }: Target, at: At): SsdpMessage {
  const headers = { HOST: `${group.address}:${group.port}`, NT: type, NTS: kind, USN: name };
  const more = kind === "ssdp:alive" ? whereabouts(at) : {};
  return { start: "NOTIFY * HTTP/1.1", headers: { ...headers, ...more, ...bootOf(at) } };
}

function reply({ type, name }: Target, at: At): SsdpMessage {
  const headers = { EXT: "", ST: type, USN: name, DATE: new Date().toUTCString() };
  return { start: "HTTP/1.1 200 OK", headers: { ...whereabouts(at), ...headers, ...bootOf(at) } };
}

function whereabouts({ lan, device }: At): Record<string, string> {
  return {
    "CACHE-CONTROL": `max-age=${holdsSeconds}`,
    LOCATION: `http://${lan.address}:${device.port}${device.path}`,
    SERVER: `${process.platform} UPnP/1.1 ${device.product}`,
  };
}

function bootOf({ device }: At): Record<string, string> {
  return { "BOOTID.UPNP.ORG": String(device.boot % 2 ** 31), "CONFIGID.UPNP.ORG": "1" };
}

function matching({ start, headers }: SsdpMessage, targets: readonly Target[]): readonly Target[] {
  if (start !== "M-SEARCH * HTTP/1.1" || headers.MAN?.replaceAll('"', "") !== "ssdp:discover") return [];
  return headers.ST === "ssdp:all" ? targets : targets.filter(({ type }) => type === headers.ST);
}
