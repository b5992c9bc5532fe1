import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** Two UDP sockets: RTP on an even port, RTCP on the next one. */
export interface PortPair {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly port: number;
  close(): void;
}

/** Hands out pairs of UDP ports in turn, so that one that was just given back rests as long as possible. */
export class Ports {
  #cursor = 0;
  #open = 0;

  /** A pair between `first` and `first` + 2 x `pairs`, bound to a local address; undefined when there is none free. */
  async open(address: string, first: number, pairs: number): Promise<PortPair | undefined> {
    const start = Math.min(first + (first % 2), 65_534);
    const count = Math.min(pairs, Math.floor((65_536 - start) / 2));
    if (this.#open >= count) return undefined;
    this.#open++;
    // Ports taken by others, as by a hundred cameras beside this one, cost some 30 µs each to pass over.
    for (let n = 0; n < count; n++) {
      const port = start + 2 * (this.#cursor++ % count);
      const rtp = await bind(address, port);
      if (rtp === undefined) continue;
      const rtcp = await bind(address, port + 1);
      if (rtcp === undefined) rtp.close();
      else return this.#pair(rtp, rtcp, port);
    }
    this.#open--;
    return undefined;
  }

  #pair(rtp: Socket, rtcp: Socket, port: number): PortPair {
    let open = true;
    const close = (): void => {
      if (!open) return;
      open = false;
      this.#open--;
      rtp.close();
      rtcp.close();
    };
    return { rtp, rtcp, port, close };
  }
}

/** A UDP socket; undefined where the port is taken. */
export async function bind(address: string, port: number): Promise<Socket | undefined> {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, "listening");
  } catch {
    socket.close();
    return undefined;
  }
  // A viewer that is gone answers with ICMP errors; its session ends when its time is over.
  socket.on("error", () => {});
  return socket;
}

/** Lets a socket send to one address only, and hear only that one. */
export async function connect(socket: Socket, port: number, address: string): Promise<void> {
  socket.connect(port, address);
  await once(socket, "connect");
}
