import type { Bench, Child } from "../bench.ts";
import { type Target, until } from "../http.ts";

/** What every MJPEG server is fed with: the same pictures at the same rate. */
export interface Feed {
  readonly pictures: readonly Buffer[];
  /** A file of them, each after its length in 4 bytes, little-endian. */
  readonly framed: string;
  readonly frameRate: number;
}

/** A server of MJPEG streams, running. */
export interface MjpegServer extends AsyncDisposable {
  readonly child: Child;
  readonly mjpeg: Target;
}

export interface MjpegPeer {
  readonly name: string;
  /** Rejects with `Missing` when this machine does not have it. */
  start(bench: Bench, feed: Feed): Promise<MjpegServer>;
}

/** Waits until the server answers HTTP at all. */
export async function listening(child: Child, port: number, path = "/"): Promise<void> {
  const check = () => child.assertAlive();
  await until({ port, path }, { isGood: ({ status }) => status < 500, everyMs: 20, withinMs: 10_000, check });
}
