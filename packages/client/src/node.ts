import { type Camera, type OpenOptions, openCamera as openWith } from "./index.ts";
import { nodeTransport, type TlsOptions } from "./node-transport.ts";
import { limits, parseAddress } from "./transport.ts";

export { type Cassette, parseCassette, type Recorded } from "./cassette/cassette.ts";
export { type RecordOptions, recordCassette } from "./cassette/record.ts";
export { type Playing, playCassette, type ServeOptions } from "./cassette/serve.ts";
export { type Discovered, type DiscoverOptions, discoverCameras } from "./discover/discover.ts";
export type { Heard, Search } from "./discover/searches.ts";
export * from "./index.ts";
export type { Received, ReceivedFile } from "./listen/received.ts";
export { openReceiver, type Receiver, type ReceiverOptions } from "./listen/receiver.ts";
export type { TlsOptions } from "./node-transport.ts";

export interface NodeOpenOptions extends OpenOptions {
  readonly tls?: TlsOptions;
}

/** `openCamera` of index.ts over Node's own HTTP: with Digest, old TLS, and sound to the camera. */
export async function openCamera(address: string, options: NodeOpenOptions = {}): Promise<Camera> {
  const { tls, signal, timeoutMs = limits.timeoutMs } = options;
  const transport = options.transport ?? nodeTransport(parseAddress(address), { timeoutMs, signal, tls });
  return openWith(address, { ...options, transport });
}
