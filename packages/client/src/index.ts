import { CameraError } from "@pinhole/kit/model";
import { isSercomm, type SercommCamera, sercommCamera } from "./camera.ts";
import { fetchTransport } from "./fetch-transport.ts";
import { type InstarCamera, instarCamera } from "./instar-camera.ts";
import { limits, parseAddress, type Transport } from "./transport.ts";

export { CameraError, type ErrorCode, errorCodes } from "@pinhole/kit/model";
export type { SercommCamera, StreamUrls } from "./camera.ts";
export type { GroupName, Groups } from "./groups.ts";
export type { InstarCamera } from "./instar-camera.ts";
export type { CameraSettings, Patch } from "./settings.ts";
export type { RawFormat } from "./talk/samples.ts";
export type { Talked, TalkOptions } from "./talk/talk.ts";
export type { Transport } from "./transport.ts";

/** Any camera that this SDK knows; `dialect` tells which. */
export type Camera = SercommCamera | InstarCamera;

export interface OpenOptions {
  /** Ends every call and stream of the camera. */
  readonly signal?: AbortSignal;
  /** Milliseconds for a call, 10,000 when it is left out; surveys have their own. */
  readonly timeoutMs?: number;
  /** What to speak with a camera that speaks both; left out, it is found out. "instar://..." as its address says so too. */
  readonly dialect?: Camera["dialect"];
  /** Carries the requests instead of fetch. */
  readonly transport?: Transport;
}

const vendors = { sercomm: "Sercomm", instar: "INSTAR" } as const;

/**
 * Finds out what camera answers at "http://user:password@host". Throws CameraError: "unreachable", "timeout",
 * "login-refused", or "not-offered" when it is no camera that is known.
 */
export async function openCamera(address: string, options: OpenOptions = {}): Promise<Camera> {
  const where = parseAddress(address);
  const { signal, timeoutMs = limits.timeoutMs } = options;
  const transport = options.transport ?? fetchTransport(where, timeoutMs, signal);
  const wanted = options.dialect ?? where.dialect;
  if (wanted !== "instar" && (await isSercomm(transport.send))) return sercommCamera(where, transport);
  const instar = wanted === "sercomm" ? undefined : await instarCamera(where, transport);
  if (instar !== undefined) return instar;
  throw new CameraError(
    "not-offered",
    `${where.origin} answers, but not as a ${wanted === undefined ? "Sercomm or INSTAR" : vendors[wanted]} camera does; is this the camera's own address?`,
    { at: where.origin },
  );
}
