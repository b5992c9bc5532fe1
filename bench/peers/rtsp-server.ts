import { once } from "node:events";
import { connect } from "node:net";
import type { Bench, Child } from "../bench.ts";
import { ffmpeg } from "../clip.ts";

/** One film in the forms in which servers take it. */
export interface Film {
  readonly mp4: string;
  /** The same as a bare H.264 stream. */
  readonly annexB: string;
  /** RTP that is ready to be sent, see bare-rtsp.c. */
  readonly framed: string;
  /** Of its SDP. */
  readonly parameters: string;
  readonly frameRate: number;
}

/** A server that sends a film by RTSP to whoever asks. */
export interface RtspServer extends AsyncDisposable {
  readonly child: Child;
  readonly port: number;
  readonly path: string;
  /** Basic's base64, or "-" for none. */
  readonly login: string;
}

export interface RtspPeer {
  readonly name: string;
  readonly transports: readonly ("tcp" | "udp")[];
  start(bench: Bench, film: Film): Promise<RtspServer>;
}

const startMs = 15_000;

/** Waits until a server takes connections. */
export async function accepting(bench: Bench, child: Child, port: number): Promise<void> {
  for (const end = performance.now() + startMs; performance.now() < end; await bench.pause(0.05)) {
    child.assertAlive();
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch {
      // Not yet.
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`nobody listens on port ${port}\n${child.output()}`);
}

/** Publishes the film to a server at its own pace, by a process of which no server's CPU is measured. */
export async function publish(bench: Bench, film: Film, address: string): Promise<Child> {
  const input = ["-v", "error", "-re", "-stream_loop", "-1", "-i", film.mp4, "-c", "copy"];
  const child = bench.start([ffmpeg(), ...input, "-f", "rtsp", "-rtsp_transport", "tcp", address]);
  await bench.pause(1.5);
  child.assertAlive();
  return child;
}
