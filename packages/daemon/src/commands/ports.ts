import { hostname, networkInterfaces } from "node:os";
import { type CameraEvent, defaults, http, identity, messageOf, rtsp as rtspGroup } from "@pinhole/kit/model";
import type { Camera } from "../camera.ts";
import type { Door } from "../http/door.ts";
import type { Bind } from "../http/listener.ts";
import type { HttpServer } from "../http/server.ts";
import type { RtspServer } from "../outputs/rtsp/index.ts";
import { type Certificate, openCertificate } from "../store/certificate/index.ts";

/** A port as the user gave it; undefined where the default will do, if it is free. */
export type PortFlag = number | "off" | undefined;

export interface PortsOptions {
  readonly camera: Pick<Camera, "get" | "settings">;
  readonly server: Pick<HttpServer, "listen">;
  readonly rtsp: Pick<RtspServer, "listen" | "address">;
  readonly bind: string;
  /** The main HTTP port: as the user gave it, and where it is. */
  readonly http: { readonly wanted: number; readonly bound: number };
  readonly https: PortFlag;
  readonly rtsps: PortFlag;
  /** Files of the user's own certificate. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** The camera's state folder. */
  readonly folder: string;
  readonly log: (event: Omit<CameraEvent, "at">) => void;
}

/** The ports beside the main ones: RTSPS, and what the groups `http` and `rtsp` have, which open and close as they change. */
export interface Ports extends AsyncDisposable {
  /** Opens what is wanted. Rejects with a CameraError where a port that the user named can not be had. */
  open(): Promise<void>;
  /** Where each is, if it is open. */
  readonly https: Bind | undefined;
  readonly rtsps: Bind | undefined;
  readonly secondRtsp: Bind | undefined;
  /** Of the certificate, SHA-256; undefined while nothing speaks TLS. */
  readonly fingerprint: string | undefined;
}

const usual = { https: 8443, rtsps: 8322 } as const;

/** Milliseconds after which a port that another program has is asked for again. */
const retryMs = 10_000;

type Name = "https" | "rtsps" | "second HTTP" | "second HTTPS" | "second RTSP";

const plain: ReadonlySet<Name> = new Set(["second HTTP", "second RTSP"]);

interface Wish {
  readonly name: Name;
  readonly port: number;
  /** What the user changes to have another port. */
  readonly setting: string;
  /** Whether a start without it is no start, whether it is worth a warning, or only what the factory has set. */
  readonly weight: "firm" | "wished" | "factory";
}

/** Prepares the ports; none is open before `open`. */
export function openPorts(options: PortsOptions): Ports {
  const { camera, log } = options;
  const open = new Map<Name, { readonly wish: Wish; readonly door: Door }>();
  let certificate: Certificate | undefined;

  const renew = (): void => {
    for (const [name, { door }] of open) if (!plain.has(name)) door.renew(certificate!.pair);
  };
  const openTls = async (): Promise<Certificate> => {
    if (certificate) return certificate;
    const { hostName } = camera.get(identity)[0]!;
    const names = namesOf(hostName, options.bind);
    certificate = await openCertificate({ folder: options.folder, names, given: options.tls, log });
    certificate.onChange(renew);
    return certificate;
  };
  const openOne = async ({ name, port, setting }: Wish): Promise<Door> => {
    const place = { host: options.bind, port };
    if (name === "second HTTP") return options.server.listen(place, setting);
    if (name === "second RTSP") return options.rtsp.listen(place, setting);
    const { pair } = await openTls();
    if (name === "rtsps") return options.rtsp.listen(place, setting, pair);
    return options.server.listen(place, setting, pair);
  };
  /** What could not be opened, and why: that is told once. */
  const failed = new Map<Name, string>();
  let retry: NodeJS.Timeout | undefined;
  const apply = async (isStart: boolean): Promise<void> => {
    clearTimeout(retry);
    const wishes = wishesOf(options);
    for (const name of failed.keys()) if (!wishes.some((wish) => wish.name === name)) failed.delete(name);
    for (const [name, { wish, door }] of open) {
      if (wishes.some((other) => other.name === name && other.port === wish.port)) continue;
      open.delete(name);
      void door.close();
    }
    for (const wish of wishes) {
      if (open.has(wish.name)) continue;
      try {
        open.set(wish.name, { wish, door: await openOne(wish) });
        if (failed.delete(wish.name))
          log({ source: "network", severity: 5, message: `the ${wish.name} port is open` });
      } catch (error) {
        if (isStart && wish.weight === "firm") throw error;
        const message = `the ${wish.name} port is not open: ${messageOf(error)}`;
        if (failed.get(wish.name) === message) continue;
        failed.set(wish.name, message);
        log({ source: "network", severity: wish.weight === "factory" ? 7 : 4, message });
      }
    }
    // What the settings ask for is had as soon as nobody else has it.
    const isAwaited = wishes.some(
      ({ name, weight }) => failed.has(name) && name.startsWith("second") && weight === "wished",
    );
    if (isAwaited && isOpen) retry = setTimeout(again, retryMs).unref();
  };
  let work = Promise.resolve();
  const again = (): void => {
    work = work.then(() => apply(false));
  };
  const forget = camera.settings.onChange((names) => {
    if ((names.has(http.name) || names.has(rtspGroup.name)) && isOpen) again();
  });
  let isOpen = false;
  const addressOf = (name: Name): Bind | undefined => open.get(name)?.door.address;
  return {
    open: () => {
      isOpen = true;
      const opened = work.then(() => apply(true));
      work = opened.catch(() => {});
      return opened;
    },
    get https() {
      return addressOf("https");
    },
    get rtsps() {
      return addressOf("rtsps");
    },
    get secondRtsp() {
      return addressOf("second RTSP");
    },
    get fingerprint() {
      return [...open.keys()].some((name) => !plain.has(name)) ? certificate?.fingerprint : undefined;
    },
    [Symbol.asyncDispose]: async () => {
      forget();
      isOpen = false;
      clearTimeout(retry);
      await work;
      // The servers close their own ports; what they no longer know is closed here.
      await Promise.all([...open.values()].map(({ door }) => door.close()));
      await certificate?.[Symbol.asyncDispose]();
    },
  };
}

function wishesOf({ camera, http: main, rtsp, https, rtsps, tls }: PortsOptions): Wish[] {
  const set = camera.get(http)[0]!;
  const wishes: Wish[] = [];
  // The factory's port is below 1024 and stands for the one that the program was started with.
  const { port: rtspPort } = camera.get(rtspGroup)[0]!;
  if (rtspPort !== defaults(rtspGroup)[0]!.port && rtspPort !== rtsp.address.port) {
    wishes.push({ name: "second RTSP", port: rtspPort, setting: "RTSP_RTP.rtsp_port", weight: "wished" });
  }
  // Who leaves the main port to chance wants no fixed one either, unless it was chosen.
  const isFactory = set.secondPort === defaults(http)[0]!.secondPort;
  if (set.secondPortEnabled && set.secondPort !== main.bound && !(main.wanted === 0 && isFactory)) {
    const setting = "HTTP.http_port2_num";
    const weight = isFactory ? "factory" : "wished";
    wishes.push({ name: "second HTTP", port: set.secondPort, setting, weight });
  }
  // Files of a certificate that can not be used are told at once.
  const weightOf = (flag: PortFlag) => (flag === undefined && tls === undefined ? "wished" : "firm");
  if (https !== "off" && set.httpsEnabled) {
    const port = https ?? usual.https;
    wishes.push({ name: "https", port, setting: "--https", weight: weightOf(https) });
    const setting = "HTTP.ssport_number";
    if (set.securePortEnabled && set.securePort !== port)
      wishes.push({ name: "second HTTPS", port: set.securePort, setting, weight: "wished" });
  }
  if (rtsps !== "off") {
    const port = rtsps ?? usual.rtsps;
    wishes.push({ name: "rtsps", port, setting: "--rtsps", weight: weightOf(rtsps) });
  }
  return wishes;
}

/** Under what the camera is reached: its name, the machine's, and the addresses of both. */
function namesOf(hostName: string, bind: string): string[] {
  const label = hostName.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-");
  const addresses = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ address }) => !/^fe80:/i.test(address))
    .map(({ address }) => address);
  const bound = bind === "0.0.0.0" || bind === "::" ? [] : [bind];
  const names = [label, hostname().toLowerCase(), "localhost"].filter((name) => /^[a-z0-9.-]+$/.test(name));
  return [...new Set([...names, "127.0.0.1", "::1", ...bound, ...addresses.slice(0, 8)])];
}
