import { parentPort, workerData } from "node:worker_threads";
import { type Connection, connect } from "./connection.ts";
import { Packing } from "./packing.ts";
import type { FromThread, ThreadStart, ToThread, Unit } from "./protocol.ts";

// Encryption and the keys' handshakes cost milliseconds, which would be taken from every other stream.

const port = parentPort!;
const { handled, limits } = workerData as ThreadStart;
const count = new Int32Array(handled);
const post = (message: FromThread): void => port.postMessage(message);

const connections = new Map<string, Connection>();
/** By stream: how it is packed, and the connections that get it. */
const streams = new Map<string, { readonly packing: Packing; readonly to: Set<Connection> }>();

function leave(id: string): void {
  const connection = connections.get(id);
  connections.delete(id);
  for (const [name, { to }] of streams) {
    if (connection) to.delete(connection);
    if (to.size === 0) streams.delete(name);
  }
  connection?.close();
}

async function offer({ id, sdp, wanted, addresses }: Extract<ToThread, { type: "offer" }>): Promise<void> {
  const gone = (): void => {
    leave(id);
    post({ type: "gone", id });
  };
  try {
    const connection = await connect(
      { sdp, wanted, addresses, limits },
      {
        connected: () => post({ type: "connected", id }),
        lost: () => post({ type: "refresh", id }),
        gone,
      },
    );
    connections.set(id, connection);
    post({ type: "answer", id, sdp: connection.answer });
  } catch (error) {
    post({ type: "refused", id, problem: error instanceof Error ? error.message : String(error) });
  }
}

function begin({ id, stream, past }: Extract<ToThread, { type: "begin" }>): void {
  const connection = connections.get(id);
  if (connection === undefined) return;
  const kind = connection.kindOf(stream);
  const known = streams.get(stream) ?? { packing: new Packing(kind), to: new Set<Connection>() };
  streams.set(stream, known);
  for (const unit of past) connection.send(stream, unit.key, known.packing.packPast(unit));
  known.to.add(connection);
}

function send(stream: string, unit: Unit): void {
  const known = streams.get(stream);
  if (known === undefined) return;
  const parcel = known.packing.pack(unit);
  for (const connection of known.to) connection.send(stream, unit.key, parcel);
}

port.on("message", (message: ToThread) => {
  if (message.type === "unit") {
    Atomics.add(count, 0, 1);
    send(message.stream, message.unit);
  } else if (message.type === "offer") void offer(message);
  else if (message.type === "begin") begin(message);
  else leave(message.id);
});
