import { type InstarClient, instarClient, instarPaths } from "@pinhole/kit/dialects/instar";
import { CameraError } from "@pinhole/kit/model";
import { pictures } from "./camera.ts";
import { type CameraSettings, settingsOver } from "./settings.ts";
import type { Address, Transport } from "./transport.ts";

/** An INSTAR camera: its settings by our names as far as it has them, and the calls that it answers. */
export interface InstarCamera extends Omit<InstarClient, "set" | "read">, CameraSettings {
  readonly dialect: "instar";
  /** Scheme, host and port, without the login. */
  readonly address: string;
  readonly model: { readonly name: string; readonly firmware: string };
  /** The pictures of the camera's motion JPEG, each a JPEG, until the loop is left or the signal aborts. */
  pictures(options?: { readonly signal?: AbortSignal }): AsyncGenerator<Uint8Array, void, undefined>;
  /** Where players find the streams; with the login only if it is asked for. */
  streamUrls(options?: { readonly withLogin?: boolean }): Promise<{
    readonly mjpeg: string;
    readonly rtsp: string;
  }>;
  /** The transport, for calls that this SDK does not know. */
  readonly transport: Transport;
}

/** Finds out the model of the INSTAR camera behind a transport; undefined when it is none. */
export async function instarCamera(
  address: Address,
  transport: Transport,
): Promise<InstarCamera | undefined> {
  const client = instarClient(transport.send);
  const facts = await factsOf(client);
  if (facts === undefined) return undefined;
  const { set, read, ...calls } = client;
  const mjpeg = `${instarPaths.mjpeg(2)}?action=play&media=mjpeg`;
  return {
    ...calls,
    dialect: "instar",
    address: address.origin,
    model: { name: facts.model ?? facts.product ?? "", firmware: facts.softVersion ?? "" },
    transport,
    ...settingsOver({ read, set }),
    pictures: ({ signal } = {}) => pictures(transport, mjpeg, signal),
    streamUrls: async ({ withLogin = false } = {}) => {
      const { origin, login } = address;
      const shown =
        withLogin && login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : "";
      const { protocol, host, hostname } = new URL(origin);
      return {
        mjpeg: `${protocol}//${shown}${host}${mjpeg}`,
        rtsp: `rtsp://${shown}${hostname}${instarPaths.mjpeg(1)}`,
      };
    },
  };
}

async function factsOf(client: InstarClient): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const facts = await client.facts();
    return facts.model === undefined && facts.softVersion === undefined ? undefined : facts;
  } catch (error) {
    const isOther =
      error instanceof CameraError && ["not-offered", "reply-damaged", "refused"].includes(error.code);
    if (isOther) return undefined;
    throw error;
  }
}
