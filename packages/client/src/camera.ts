import { accepted, type Send } from "@pinhole/kit/client";
import {
  type ReadGroup,
  type SercommClient,
  sercommClient,
  streamPaths,
} from "@pinhole/kit/dialects/sercomm";
import { PushDecoder } from "@pinhole/kit/formats/mjpeg-push";
import { type AnyRecord, CameraError, type Model, type RecordOf, rtsp } from "@pinhole/kit/model";
import { type GroupName, type Groups, groupNamed } from "./groups.ts";
import type { Address, Transport } from "./transport.ts";

/** The parameters of a record, some of them. */
export type Patch<N extends GroupName> = Partial<RecordOf<Groups[N]>>;

/** Settings by the names of our groups; records are counted from 1. */
export interface CameraSettings {
  /** One record: `get("motionWindow", 2)`, `get("video")`. Parameters that the camera lacks are at their defaults. */
  get<N extends GroupName>(name: N, number?: number): Promise<RecordOf<Groups[N]>>;
  /** All records, and what of them the camera lacks or says strangely. */
  readGroup<N extends GroupName>(name: N): Promise<ReadGroup<Groups[N]>>;
  /** Changes what is named and leaves the rest; a value out of range is refused before anything is sent. */
  set<N extends GroupName>(name: N, values: Patch<N>): Promise<void>;
  set<N extends GroupName>(name: N, number: number, values: Patch<N>): Promise<void>;
}

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
    get: async (name, number = 1) => {
      const group = groupNamed(name);
      const record = (await read(group)).records[number - 1];
      if (record === undefined)
        throw new CameraError("refused", `${name} has ${group.count} records, not ${number}`);
      return record as never;
    },
    readGroup: async (name) => (await read(groupNamed(name))) as never,
    set: async (name: GroupName, ...rest: readonly unknown[]) => {
      const [number, values] = rest.length > 1 ? rest : [1, rest[0]];
      await setChanges([{ group: groupNamed(name), index: Number(number) - 1, values: values as AnyRecord }]);
    },
    pictures: ({ signal } = {}) => pictures(transport, signal),
    streamUrls: ({ withLogin = false } = {}) => streamUrls(address, client, withLogin),
  };
}

async function* pictures(
  transport: Transport,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const left = new AbortController();
  const until = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const request = { method: "GET", path: streamPaths.mjpeg } as const;
  try {
    const reply = await transport.open(request, until);
    if (reply.status !== 200) accepted(request, { ...reply, body: new Uint8Array() });
    const decoder = new PushDecoder();
    for await (const bytes of reply.body) {
      for (const { body } of decoder.push(bytes)) yield body;
      if (decoder.ended) return;
    }
    // A body that is cut short by the signal only ends.
    signal?.throwIfAborted();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof RangeError) throw new CameraError("reply-damaged", error.message, { cause: error });
    throw error;
  } finally {
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
