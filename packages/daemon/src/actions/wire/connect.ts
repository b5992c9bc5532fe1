import { isIP, connect as netConnect, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { CameraError } from "@pinhole/kit/model";
import type { Wire } from "../action.ts";
import { addressesOf } from "./address.ts";
import { wireFailure } from "./failure.ts";

/** Milliseconds that a connection, and a TLS handshake, may take. */
const patienceMs = 10_000;

/**
 * Connects to a host, by the first of its addresses that deliveries may go to and that answers. The socket is destroyed when
 * the attempt ends.
 */
export async function connect(host: string, port: number, context: Wire): Promise<Socket> {
  let failure: unknown;
  for (const { address, family } of await addressesOf(host, context)) {
    context.stage("connect", `${address} port ${port}`);
    const socket = netConnect({ host: address, family, port, noDelay: true });
    try {
      await settled(socket, "connect", { context, at: `${host} port ${port}`, code: "target-unreachable" });
      return socket;
    } catch (error) {
      context.signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

/** Puts TLS over a connection. `verify` off takes any certificate, and the log says whose. */
export async function secure(
  socket: Socket,
  { host, verify }: { readonly host: string; readonly verify: boolean },
  context: Wire,
): Promise<TLSSocket> {
  context.stage("tls");
  const { connect: tlsConnect } = await import("node:tls");
  const secured = tlsConnect({
    socket,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    host,
    rejectUnauthorized: verify,
    ...(context.authorities ? { ca: [...context.authorities] } : {}),
  });
  await settled(secured, "secureConnect", { context, at: host, code: "target-silent" });
  const trust = secured.authorized ? "" : ", certificate not verified";
  context.stage("tls", `${secured.getProtocol()}${trust}`);
  return secured;
}

interface Waiting {
  readonly context: Wire;
  readonly at: string;
  /** What it is when nothing happens in time. */
  readonly code: "target-unreachable" | "target-silent";
}

async function settled(socket: Socket, event: string, { context, at, code }: Waiting): Promise<void> {
  const { signal } = context;
  const done = Promise.withResolvers<void>();
  const fail = (error: unknown): void => done.reject(error);
  const close = (): void =>
    fail(new CameraError("transfer-incomplete", `${at} closed the connection`, { at }));
  const late = setTimeout(
    () => fail(new CameraError(code, `${at} did not answer within ${patienceMs / 1000} s`, { at })),
    patienceMs,
  );
  socket.once(event, () => done.resolve());
  socket.once("error", fail);
  socket.once("close", close);
  const stop = (): void => {
    fail(signal.reason);
    socket.destroy();
  };
  signal.addEventListener("abort", stop, { once: true });
  // The attempt's end closes whatever it has opened, long after this wait.
  socket.once("close", () => signal.removeEventListener("abort", stop));
  try {
    signal.throwIfAborted();
    await done.promise;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw wireFailure(error, at);
  } finally {
    clearTimeout(late);
    socket.removeListener("error", fail);
    socket.removeListener("close", close);
    // An error with no listener would end the program; whoever uses the socket hears of it as well.
    socket.on("error", () => {});
  }
}
