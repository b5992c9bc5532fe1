import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { CameraError, messageOf } from "@pinhole/kit/model";

/** Where a socket for datagrams is bound; `shared` lets other programs have the same port. */
export interface Place {
  readonly address: string;
  readonly port: number;
  readonly shared?: boolean;
}

/** Opens a socket for datagrams. Rejects with a CameraError when the port can not be had. */
export async function openSocket({
  address,
  port,
  shared = false,
}: Place): Promise<Socket & AsyncDisposable> {
  const socket = createSocket({ type: "udp4", reuseAddr: shared });
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, "listening");
  } catch (error) {
    throw new CameraError("port-busy", `UDP port ${port} of ${address}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  // What can not be sent, because the network is gone, is as good as lost on the way.
  socket.on("error", () => {});
  return socket;
}

/** Sends a datagram; one that the system refuses to send is lost as others are. */
export function post(
  socket: Socket,
  bytes: Uint8Array | string,
  to: { readonly address: string; readonly port: number },
): void {
  socket.send(bytes, to.port, to.address, () => {});
}
