import { once } from "node:events";
import type { Server } from "node:http";
import type { Gate } from "./gate.ts";
import { type Bind, type Listening, listen } from "./listener.ts";
import type { Tls } from "./takeover.ts";

/** One port that the web server listens on. */
export interface Door {
  /** Where it listens. */
  readonly address: Bind;
  /** Goes on with another key and certificate; who is connected keeps the one it has. */
  renew(tls: Tls): void;
  /** Listens no more at once; answers that are under way are finished, and streams cut after a moment. */
  close(): Promise<void>;
}

/** Time for the answer to the very request that closes the port. */
const graceMs = 1000;

/** Listens with a server. Rejects with a CameraError when the address can not be had. */
export async function openDoor(
  server: Server,
  gate: Gate,
  { bind, ...options }: Listening & { readonly bind: Bind },
): Promise<Door> {
  const address = await listen(server, bind, options);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    server.closeIdleConnections();
    const timer = setTimeout(() => gate.closeAll(server), graceMs);
    await closed;
    clearTimeout(timer);
  };
  return {
    address,
    renew: (tls) => {
      if ("setSecureContext" in server)
        (server as SecureServer).setSecureContext({ ...tls, minVersion: "TLSv1.2" });
    },
    close: () => {
      closing ??= server.listening ? close() : Promise.resolve();
      return closing;
    },
  };
}

/** What Node's HTTPS servers have from its TLS servers. */
type SecureServer = Server & { setSecureContext(options: Tls & { readonly minVersion?: "TLSv1.2" }): void };
