import { CameraError } from "@pinhole/kit/model";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { GatewayFlags } from "../gateway.ts";
import { isCamera, withOptions } from "../sources/camera/address.ts";
import { guardModes } from "../sources/camera/guard-modes.ts";

export interface GatewayArguments {
  readonly guard: GatewayFlags["guard"];
  readonly guardSeconds: number;
  readonly detect?: GatewayFlags["detect"];
  readonly notifyAddress?: string;
  readonly insecure: boolean;
  readonly oldTls: boolean;
}

/** The flags for a camera as SOURCE. */
export function addGatewayFlags(command: Command): Command {
  return command
    .option("--insecure", "SOURCE is a camera: takes any TLS certificate of it", false)
    .option("--old-tls", "SOURCE is a camera: also TLS 1.0 with it", false)
    .addOption(
      new Option("--guard <mode>", "SOURCE is a camera: what is done when others change its settings")
        .choices(guardModes)
        .default("restore"),
    )
    .option(
      "--guard-seconds <number>",
      "seconds from one look at its settings to the next",
      guardSeconds,
      300,
    )
    .addOption(
      new Option(
        "--detect <where>",
        "SOURCE is a camera: who finds motion, it or Pinhole (default: camera with --notify-address, else here)",
      ).choices(["here", "camera"]),
    )
    .option(
      "--notify-address <host[:port]>",
      "SOURCE is a camera: sets it to tell its alarms to Pinhole, at this address of ours",
      notifyAddress,
    );
}

/** SOURCE with what the flags say of it. Throws a CameraError for flags that only cameras have. */
export function gatewaySource(source: string, flags: GatewayArguments): string {
  if (isCamera(source)) return withOptions(source, flags);
  const given = [
    ...(flags.insecure ? ["--insecure"] : []),
    ...(flags.oldTls ? ["--old-tls"] : []),
    ...(flags.detect === undefined ? [] : ["--detect"]),
    ...(flags.notifyAddress === undefined ? [] : ["--notify-address"]),
  ];
  if (given.length === 0) return source;
  throw new CameraError(
    "refused",
    `${given.join(", ")}: only for a SOURCE such as sercomm://user:password@host`,
  );
}

export function gatewayFlags({
  guard,
  guardSeconds: seconds,
  detect,
  notifyAddress: place,
}: GatewayArguments): GatewayFlags {
  return {
    ...{ guard, guardSeconds: seconds, notifyAddress: place },
    detect: detect ?? (place === undefined ? "here" : "camera"),
  };
}

function guardSeconds(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 10 && Number(text) <= 86_400) return Number(text);
  throw new InvalidArgumentError("must be 10 to 86400 seconds.");
}

function notifyAddress(text: string): string {
  const url = URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined;
  const isPlain =
    url !== undefined && url.pathname === "/" && url.username === "" && url.search === "" && url.hash === "";
  if (isPlain && !text.includes("/")) return text;
  throw new InvalidArgumentError(
    "must be an address of this machine as the camera reaches it, such as 192.168.1.5 or 192.168.1.5:8080.",
  );
}
