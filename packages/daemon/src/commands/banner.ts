import { networkInterfaces } from "node:os";
import { identity } from "@pinhole/kit/model";
import type { Login } from "../camera.ts";
import type { Running } from "./run-camera.ts";
import { version } from "./version.ts";

export interface BannerOptions {
  readonly bind: string;
  readonly source: string;
  readonly state: string;
  readonly factoryLogin: boolean;
  readonly newLogin: Login | undefined;
}

/** What a person needs after the start: where to look, how to log in, what is missing. */
export function banner({ camera, server, rtsp, ports }: Running, options: BannerOptions): string {
  const port = server.addresses[0]!.port;
  const hosts = hostsOf(options.bind);
  const bases = hosts.map((host) => `http://${host}:${port}`);
  const base = bases[0]!;
  const secure = (scheme: string, { port }: { readonly port: number }, path: string): string =>
    `${scheme}://${hosts[0]}:${port}${path}`;
  const { hostName } = camera.get(identity)[0]!;
  const lines = [
    `Pinhole ${version()} is the ${camera.model.company} ${camera.model.name} "${hostName}" and shows ${options.source}.`,
    "",
    `  Page       ${bases.map((each) => `${each}/`).join("   ")}`,
    `  Snapshot   ${base}/img/snapshot.cgi`,
    `  MJPEG      ${base}/img/video.mjpeg`,
    `  H.264      ${base}/stream/h264/1`,
    `  Settings   ${base}/adm/get_group.cgi`,
    `  RTSP       ${base.replace(/^http/, "rtsp").replace(/:\d+$/, `:${rtsp.address.port}`)}/img/media.sav`,
    ...(ports.https ? [`  HTTPS      ${secure("https", ports.https, "/")}`] : []),
    ...(ports.rtsps ? [`  RTSPS      ${secure("rtsps", ports.rtsps, "/img/media.sav")}`] : []),
    ...(ports.fingerprint ? [`  SHA-256    ${ports.fingerprint}`] : []),
    `  Login      ${loginOf(options)}`,
    `  State      ${options.state}`,
    "",
    "Ctrl+C stops it.",
    "",
  ];
  return `${lines.join("\n")}\n`;
}

function loginOf({ newLogin, factoryLogin }: BannerOptions): string {
  if (factoryLogin) return "administrator, no password: as the vendor ships it, for test benches only";
  if (newLogin) return `${newLogin.user} / ${newLogin.password}   (made now and not shown again)`;
  return "as before; forgotten? npm run pinhole -- reset --keep-settings";
}

/** Names and addresses under which the camera can be reached: this machine first. */
function hostsOf(bind: string): readonly string[] {
  const written = (address: string): string => (address.includes(":") ? `[${address}]` : address);
  if (bind !== "0.0.0.0" && bind !== "::") return [written(bind)];
  const lan = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
  return ["localhost", ...lan.slice(0, 2)];
}
