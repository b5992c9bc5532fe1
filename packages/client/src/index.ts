import { CameraError } from "@pinhole/kit/model";
import { isSercomm, type SercommCamera, sercommCamera } from "./camera.ts";
import { fetchTransport } from "./fetch-transport.ts";
import { limits, parseAddress, type Transport } from "./transport.ts";

export { CameraError, type ErrorCode, errorCodes } from "@pinhole/kit/model";
export type { CameraSettings, Patch, SercommCamera, StreamUrls } from "./camera.ts";
export type { GroupName, Groups } from "./groups.ts";
export type { Transport } from "./transport.ts";

/** Any camera that this SDK knows; `dialect` tells which. */
export type Camera = SercommCamera;

export interface OpenOptions {
  /** Ends every call and stream of the camera. */
  readonly signal?: AbortSignal;
  /** Milliseconds for a call, 10,000 when it is left out; surveys have their own. */
  readonly timeoutMs?: number;
  /** Carries the requests instead of fetch. */
  readonly transport?: Transport;
}

/**
 * Finds out what camera answers at "http://user:password@host". Throws CameraError: "unreachable", "timeout",
 * "login-refused", or "not-offered" when it is no camera that is known.
 */
export async function openCamera(address: string, options: OpenOptions = {}): Promise<Camera> {
  const where = parseAddress(address);
  const { signal, timeoutMs = limits.timeoutMs } = options;
  const transport = options.transport ?? fetchTransport(where, timeoutMs, signal);
  if (await isSercomm(transport.send)) return sercommCamera(where, transport);
  throw new CameraError(
    "not-offered",
    `${where.origin} answers, but not as a Sercomm or INSTAR camera does; is this the camera's own address?`,
    { at: where.origin },
  );
}
