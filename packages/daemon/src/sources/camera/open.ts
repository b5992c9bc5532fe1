import { openCamera, type Camera as Upstream } from "@pinhole/client";
import type { CameraAddress } from "./address.ts";

export type { Upstream };

/** Milliseconds that a call to a camera may take: old ones are slow, and somebody waits. */
const patienceMs = 8000;

/** Finds out what camera it is; the signal ends all its calls. Throws a CameraError. */
export function openAt(
  { url, dialect, verify, oldTls }: CameraAddress,
  { signal, timeoutMs = patienceMs }: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
): Promise<Upstream> {
  return openCamera(url, {
    ...{ timeoutMs, tls: { verify, old: oldTls } },
    ...(signal === undefined ? {} : { signal }),
    ...(dialect === undefined ? {} : { dialect }),
  });
}
