import { join } from "node:path";
import { descriptionPath } from "@pinhole/kit/dialects/pinhole";
import { udnOf } from "@pinhole/kit/formats/ssdp";
import { bonjour, type CameraEvent, clock, ddns, identity, upnp, zoneClock } from "@pinhole/kit/model";
import type { Camera } from "./camera.ts";
import { announceUpnp } from "./host/announce/upnp.ts";
import { noMemory, openKeeper } from "./host/ddns/keeper.ts";
import { bonjourName } from "./host/identity.ts";
import { type InStep, keepInStep } from "./host/in-step.ts";
import { isOn, type Lan, lansOf } from "./host/lan/interfaces.ts";
import { forwardPorts } from "./host/router/forwarding.ts";
import { openRecord } from "./store/record.ts";

export interface NetworkOptions {
  readonly camera: Camera;
  readonly bind: string;
  readonly folder: string;
  /** "Pinhole/0.1.0". */
  readonly product: string;
  readonly signal: AbortSignal;
}

/** Milliseconds from one look at the networks, and at the clock, to the next. */
const lookMs = 10_000;

/** How the camera makes itself known on its networks and on the internet, as its settings say: until it is disposed of. */
export async function openNetwork(options: NetworkOptions): Promise<AsyncDisposable> {
  const { camera, bind, folder, product, signal } = options;
  const { settings, events, addresses } = camera;
  const log = (message: string, severity: CameraEvent["severity"]): void =>
    events.add({ source: "network", severity, message });
  await using opened = new AsyncDisposableStack();
  const steps: InStep[] = [
    ...[upnpDevice, bonjourServers, portForwarding].map((part) =>
      keepInStep(part({ camera, product, lans: () => lansOf(bind), log })),
    ),
  ];
  for (const step of steps) opened.use(step);

  const memory = opened.use(await openRecord(join(folder, "ddns.json"), noMemory));
  const zone = (unix: number) => {
    const { timeZone, daylightSaving } = settings.get(clock)[0]!;
    return zoneClock(timeZone, daylightSaving).local(unix);
  };
  const keeper = openKeeper({
    settings: () => {
      const set = settings.reveal(ddns)[0]!;
      return { ...set, minute: Number(set.minute) };
    },
    address: () => addresses.current.address,
    now: camera.now,
    local: zone,
    memory: memory.get,
    remember: memory.set,
    log,
    product,
    signal,
  });
  const look = (): void => {
    for (const step of steps) step.update();
    void keeper.check().catch((error: Error) => log(`DDNS: ${error.message}`, 3));
  };
  opened.defer(settings.onChange(look));
  opened.defer(addresses.onChange((now) => log(`the address is now ${now.address}`, 5)));
  const timer = setInterval(look, lookMs);
  timer.unref();
  opened.defer(() => clearInterval(timer));
  look();
  return opened.move();
}

interface Part {
  readonly camera: Camera;
  readonly product: string;
  lans(): readonly Lan[];
  log(message: string, severity: CameraEvent["severity"]): void;
}

type Step = Parameters<typeof keepInStep>[0];

/** All of these are one thing, closed together. */
function together(all: readonly AsyncDisposable[]): AsyncDisposable {
  const stack = new AsyncDisposableStack();
  for (const each of all) stack.use(each);
  return stack;
}

/** UPNP.upnp_mode. */
function upnpDevice({ camera, product, lans, log }: Part): Step {
  const { mac, startedAt } = camera.device();
  return {
    want: () => {
      const [set] = camera.get(upnp);
      return set?.enabled ? JSON.stringify([lans(), camera.device().httpPort]) : undefined;
    },
    open: async () => {
      const device = { udn: udnOf(mac), path: descriptionPath, port: camera.device().httpPort };
      const boot = Math.floor(startedAt);
      const found = lans();
      const all = await Promise.all(found.map((lan) => announceUpnp(lan, { ...device, product, boot })));
      log(`announced by UPnP on ${places(found)}`, 6);
      return together(all);
    },
    failed: (words) => log(`not announced by UPnP: ${words}`, 4),
  };
}

/** BONJOUR.bonjour_mode. */
function bonjourServers({ camera, lans, log }: Part): Step {
  return {
    want: () => {
      const [set] = camera.settings.get(bonjour);
      const { httpPort, rtspPort } = camera.device();
      return set?.enabled ? JSON.stringify([set.name, lans(), httpPort, rtspPort]) : undefined;
    },
    open: async () => {
      const { mac, httpPort, rtspPort } = camera.device();
      const tail = mac.replaceAll(":", "").slice(-6);
      const name = bonjourName(camera.settings.get(bonjour)[0]!, camera.model, mac);
      const model = `${camera.model.company} ${camera.model.name}`;
      const found = lans();
      const { announceBonjour } = await import("./host/announce/bonjour.ts");
      const opened = announceBonjour(found, {
        name,
        host: `sc${tail}.local`,
        servers: [
          { type: "http", port: httpPort, txt: { path: "/", model, mac } },
          { type: "rtsp", port: rtspPort, txt: { path: "/img/media.sav", model, mac } },
        ],
        log: (message) => log(message, 4),
      });
      log(`announced by Bonjour as "${name}" on ${places(found)}`, 6);
      return opened;
    },
    failed: (words) => log(`not announced by Bonjour: ${words}`, 4),
  };
}

/** UPNP.upnp_traversal: on the network that the router is on. */
function portForwarding({ camera, lans, log }: Part): Step {
  const way = (): Lan | undefined => {
    const { gateway } = camera.device();
    const outside = lans().filter(({ isLoopback }) => !isLoopback);
    return outside.find((lan) => isOn(lan, gateway)) ?? outside[0];
  };
  const wanted = () => {
    const { httpPort, rtspPort } = camera.device();
    return [
      { what: "http", port: httpPort },
      { what: "rtsp", port: rtspPort },
    ];
  };
  return {
    want: () => {
      const lan = way();
      const isOnHere = camera.get(upnp)[0]?.portMapping === "on" && lan !== undefined;
      return isOnHere ? JSON.stringify([lan, wanted()]) : undefined;
    },
    open: async () => {
      const description = `${camera.model.name} ${camera.get(identity)[0]?.hostName ?? ""}`.trim();
      return forwardPorts(way()!, { wanted: wanted(), description, log });
    },
    failed: (words) => log(`ports are not forwarded: ${words}`, 4),
  };
}

function places(lans: readonly Lan[]): string {
  return lans.map(({ address }) => address).join(", ") || "no network";
}
