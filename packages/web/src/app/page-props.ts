import type { CameraState } from "./camera.ts";

/** What every page is given. */
export interface PageProps {
  /** What stands behind the page's name in the address. */
  readonly rest: readonly string[];
  readonly camera: CameraState | undefined;
}
