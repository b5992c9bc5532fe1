import { once } from "node:events";
import { createServer, isIPv6, type Socket, connect as tcpConnect } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { Client } from "basic-ftp";
import { FTPError } from "basic-ftp";

/** A connection for one file. It is there at once in passive mode; in active mode the server makes it. */
export interface DataConnection extends Disposable {
  readonly socket: Promise<Socket>;
}

/** Agrees with the server on a connection for the next file. */
export function openData(client: Client, passive: boolean): Promise<DataConnection> {
  return passive ? openPassive(client) : openActive(client);
}

/** EPSV (RFC 2428), or PASV for servers without it. The address is always that of the server itself. */
async function openPassive(client: Client): Promise<DataConnection> {
  const host = client.ftp.socket.remoteAddress ?? "";
  const socket = tcpConnect({ host, port: await passivePort(client) });
  // Until somebody waits for it, a failure is not unhandled.
  socket.on("error", () => undefined);
  const connected = once(socket, "connect").then(() => socket);
  connected.catch(() => undefined);
  return { socket: connected, [Symbol.dispose]: () => socket.destroy() };
}

async function passivePort(client: Client): Promise<number> {
  try {
    const { message } = await client.send("EPSV");
    const port = Number(/\(([!-~])\1\1(\d{1,5})\1\)/.exec(message)?.[2]);
    if (port >= 1 && port <= 65535) return port;
    throw new TypeError(`EPSV was answered without a port: ${message}`);
  } catch (error) {
    if (!(error instanceof FTPError) || isIPv6(address(client.ftp.socket.remoteAddress))) throw error;
  }
  const { message } = await client.send("PASV");
  const [, high, low] = /\d{1,3},\d{1,3},\d{1,3},\d{1,3},(\d{1,3}),(\d{1,3})/.exec(message) ?? [];
  const port = Number(high) * 256 + Number(low);
  if (port >= 1 && port <= 65535) return port;
  throw new TypeError(`PASV was answered without a port: ${message}`);
}

/**
 * PORT, or EPRT for IPv6 and for servers that want it: the server connects to us. Only the server's own address is let
 * in, and only once.
 */
async function openActive(client: Client): Promise<DataConnection> {
  const control = client.ftp.socket;
  const own = address(control.localAddress);
  const server = createServer({ pauseOnConnect: true });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  promise.catch(() => undefined);
  let accepted: Socket | undefined;
  server.on("connection", (socket) => {
    if (accepted !== undefined || address(socket.remoteAddress) !== address(control.remoteAddress)) {
      socket.destroy();
      return;
    }
    accepted = socket;
    socket.on("error", () => undefined);
    server.close();
    socket.resume();
    resolve(socket);
  });
  server.on("error", reject);
  server.listen({ host: own, port: 0 });
  const dispose = (): void => {
    server.close();
    accepted?.destroy();
    reject(new Error("no data connection came from the server"));
  };
  try {
    await once(server, "listening");
    const { port } = server.address() as { readonly port: number };
    await announce(client, own, port);
  } catch (error) {
    dispose();
    throw error;
  }
  return { socket: promise, [Symbol.dispose]: dispose };
}

async function announce(client: Client, own: string, port: number): Promise<void> {
  const extended = `EPRT |${isIPv6(own) ? 2 : 1}|${own}|${port}|`;
  if (isIPv6(own)) {
    await client.send(extended);
    return;
  }
  try {
    await client.send(`PORT ${own.replaceAll(".", ",")},${port >> 8},${port & 255}`);
  } catch (error) {
    if (!(error instanceof FTPError) || error.code < 500 || error.code > 504) throw error;
    await client.send(extended);
  }
}

/** Puts TLS over a data connection, with the session of the control connection: servers ask for that. */
export async function secured(client: Client, socket: Socket): Promise<Socket> {
  const { ftp } = client;
  const session = ftp.tlsSessionStore ?? ("getSession" in ftp.socket ? ftp.socket.getSession() : undefined);
  const wrapped = tlsConnect({ ...ftp.tlsOptions, socket, ...(session ? { session } : {}) });
  wrapped.on("error", () => undefined);
  // A ticket of TLS 1.3 is good for one connection; the next one needs the next.
  wrapped.on("session", (next) => {
    ftp.tlsSessionStore = next;
  });
  await once(wrapped, "secureConnect");
  return wrapped;
}

function address(text = ""): string {
  return text.replace(/^::ffff:/i, "");
}
