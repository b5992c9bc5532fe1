import { accepted, type ClientRequest, type Send } from "@pinhole/kit/client";
import {
  type Configuration,
  decodeConfiguration,
  encodeConfiguration,
  type SercommClient,
  sercommClient,
  streamPaths,
} from "@pinhole/kit/dialects/sercomm";
import { PushDecoder } from "@pinhole/kit/formats/mjpeg-push";
import { audio, CameraError, type Model, messageOf, rtsp } from "@pinhole/kit/model";
import { type CameraSettings, settingsOver } from "./settings.ts";
import { type Talked, type TalkOptions, talk } from "./talk/talk.ts";
import type { Address, Transport } from "./transport.ts";

/** Where players find the camera's streams; the addresses hold the login only if they are asked for with it. */
export interface StreamUrls {
  readonly mjpeg: string;
  readonly flv: string;
  readonly rtsp: string;
  readonly rtspVideo: string;
  readonly rtspAudio: string;
}

/** A Sercomm camera: its settings by our names, and every call that it answers. */
export interface SercommCamera extends Omit<SercommClient, "set" | "read" | "model">, CameraSettings {
  readonly dialect: "sercomm";
  /** Scheme, host and port, without the login. */
  readonly address: string;
  readonly model: Model;
  /** The pictures of the camera's motion JPEG, each a JPEG, until the loop is left or the signal aborts. */
  pictures(options?: { readonly signal?: AbortSignal }): AsyncGenerator<Uint8Array, void, undefined>;
  streamUrls(options?: { readonly withLogin?: boolean }): Promise<StreamUrls>;
  /** Says a WAV file, or raw PCM, in the codec that the camera takes; lasts as long as the sound. */
  talk(source: Uint8Array | AsyncIterable<Uint8Array>, options?: TalkOptions): Promise<Talked>;
  /** All settings as the camera keeps them, by the vendor's keys. */
  configuration(): Promise<Configuration>;
  /** Puts such settings back; the camera then restarts itself. */
  restoreConfiguration(configuration: Configuration): Promise<void>;
  /** The transport, for calls that this SDK does not know. */
  readonly transport: Transport;
}

/** Finds out the model of the Sercomm camera behind a transport. */
export async function sercommCamera(address: Address, transport: Transport): Promise<SercommCamera> {
  const client = sercommClient(transport.send);
  const model = await client.model();
  const { set: setChanges, read, ...calls } = client;
  return {
    ...calls,
    dialect: "sercomm",
    address: address.origin,
    model,
    transport,
    ...settingsOver({ read, set: setChanges }),
    pictures: ({ signal } = {}) => pictures(transport, streamPaths.mjpeg, signal),
    talk: async (source, options = {}) => {
      const [sound] = (await read(audio)).records;
      if (sound === undefined || !model.has.speaker)
        throw new CameraError("not-offered", `the ${model.name} has no speaker`);
      if (!sound.speaker)
        throw new CameraError("refused", "the speaker is off; set audio.speaker to true to switch it on");
      return talk(transport, source, { ...options, codec: sound.outputCodec });
    },
    configuration: async () => decodeConfiguration(await client.downloadConfiguration()),
    restoreConfiguration: (configuration) => client.uploadConfiguration(encodeConfiguration(configuration)),
    streamUrls: ({ withLogin = false } = {}) => streamUrls(address, client, withLogin),
  };
}

/** How long one picture may take: the slowest cameras send one in some seconds. */
const pictureMs = 30_000;

/** The pictures of a motion JPEG stream at a path. */
export async function* pictures(
  transport: Transport,
  target: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const left = new AbortController();
  const until = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const [path = "", query] = target.split("?");
  const request: ClientRequest = { method: "GET", path, ...(query === undefined ? {} : { query }) };
  let [count, late] = [0, false];
  const tooLate = (): void => {
    late = true;
    left.abort();
  };
  let patience: ReturnType<typeof setTimeout> | undefined;
  try {
    const reply = await transport.open(request, until);
    if (reply.status !== 200) accepted(request, { ...reply, body: new Uint8Array() });
    const decoder = new PushDecoder();
    patience = setTimeout(tooLate, pictureMs);
    for await (const bytes of reply.body) {
      for (const { body } of decoder.push(bytes)) {
        count += 1;
        clearTimeout(patience);
        yield body;
        patience = setTimeout(tooLate, pictureMs);
      }
      if (decoder.ended) return;
    }
    // A body that is cut short by the signal only ends.
    signal?.throwIfAborted();
    if (count === 0) throw new CameraError("reply-damaged", `${path}: the answer holds no picture`);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (late) throw new CameraError("timeout", `${path}: no picture came in ${pictureMs / 1000} s`);
    if (error instanceof CameraError) throw error;
    if (error instanceof RangeError) throw new CameraError("reply-damaged", error.message, { cause: error });
    throw new CameraError("unreachable", `${path}: the stream broke off: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(patience);
    left.abort();
  }
}

async function streamUrls(
  { origin, login }: Address,
  client: SercommClient,
  withLogin: boolean,
): Promise<StreamUrls> {
  const shown =
    withLogin && login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : "";
  const { protocol, host, hostname } = new URL(origin);
  // What the camera says of itself is nearer to the truth than its settings, which a port forwarding does not know either.
  const said = Number((await client.facts()).rtsp_port);
  const port = said > 0 ? said : (await client.read(rtsp)).records[0]?.port;
  const web = `${protocol}//${shown}${host}`;
  const play = `rtsp://${shown}${hostname}${port === 554 ? "" : `:${port}`}`;
  return {
    mjpeg: web + streamPaths.mjpeg,
    flv: web + streamPaths.flv,
    rtsp: play + streamPaths.rtsp,
    rtspVideo: play + streamPaths.rtspVideo,
    rtspAudio: play + streamPaths.rtspAudio,
  };
}

/** Whether a Sercomm camera answers; what it needs no login for is asked. */
export async function isSercomm(send: Send): Promise<boolean> {
  const reply = await send({ method: "GET", path: "/util/query.cgi" });
  return (
    reply.status < 300 && /^(?:hostname|defname|model_number)=/m.test(new TextDecoder().decode(reply.body))
  );
}
