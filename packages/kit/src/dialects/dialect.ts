import type { Caller, CameraPort, Level } from "../model/index.ts";

/** A request after login, without sockets. */
export interface Request {
  /** Upper case. */
  readonly method: string;
  /** Percent-decoded, without the query. */
  readonly path: string;
  /** Everything after the first "?", raw. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly caller: Caller;
}

/** Bytes or text to send. In place of a reply of status 401 the server asks for a login in its own words. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One JPEG of what the camera sees; what is absent is as the first JPEG channel is set. */
export interface PictureAnswer {
  readonly picture: {
    readonly width?: number;
    readonly height?: number;
    /** JPEG quality of the IJG scale, 1 to 100. */
    readonly quality?: number;
    /** Only a picture captured after this Unix time in seconds will do. */
    readonly newerThan?: number;
  };
}

/**
 * An endless stream: where it comes from and how it is framed. Sound goes with "flv" and "asf" where the camera has any;
 * "elementary" is nothing but the codec's own bytes, and
 * "sdp" only the session description by which RTSP would play the stream.
 */
export interface StreamAnswer {
  readonly stream: {
    /** From 1. */
    readonly channel: number;
  } & (
    | { readonly codec: "mjpeg"; readonly framing: "multipart" | "ocx" }
    | { readonly codec: "h264"; readonly framing: "elementary" }
    | { readonly codec: "h264"; readonly framing: "flv"; readonly silent?: true }
    | { readonly codec: "h264" | "mpeg4" | "mjpeg"; readonly framing: "sdp" }
    | { readonly codec: "mpeg4"; readonly framing: "elementary" | "asf" }
  );
}

/** The body of the request is what somebody says: it is played as it comes, from 8 kHz and one channel. */
export interface TalkAnswer {
  readonly talk:
    | { readonly codec: "pcm_alaw" | "pcm_mulaw" }
    /** `bits` of each sample: 2 for 16 kbit/s, 4 for 32. */
    | { readonly codec: "adpcm_g726"; readonly bits: 2 | 4 };
}

/** WebRTC: a viewer's offer (SDP) for an H.264 channel, from 1, or a viewer who leaves. */
export interface WebrtcAnswer {
  readonly webrtc: { readonly channel: number; readonly offer: string } | { readonly leave: string };
}

/** What an RTSP path plays; channels and encodings count from 1. */
export interface Programme {
  readonly video?: { readonly codec: "h264" | "mpeg4" | "mjpeg"; readonly channel: number };
  readonly sound?: 1 | 2;
}

/** A recording, whole or in ranges. */
export interface FileAnswer {
  readonly file: {
    /** Relative to the camera's folder. */
    readonly path: string;
    readonly type: string;
  };
}

export type Answer = Reply | PictureAnswer | StreamAnswer | TalkAnswer | WebrtcAnswer | FileAnswer;

/** The server half of a vendor's HTTP interface. */
export interface Dialect {
  readonly name: string;
  /** Who may call a path; undefined when the path is not of this dialect. */
  level(path: string): Level | undefined;
  /** Whether a request changes state: one that a browser marks as coming from another site is then refused. */
  changesState(method: string, path: string, query: string): boolean;
  /** Whether the body of a POST to a path is sound without a known end: it is left unread, and `serve` gets none. */
  takesSound?(path: string): boolean;
  /** A login that a query carries, as the value of an Authorization header. */
  authorization?(query: string): string | undefined;
  /** What a path of the RTSP server plays; undefined when the path is not of this dialect. */
  programme?(path: string, camera: CameraPort): Programme | undefined;
  serve(request: Request, camera: CameraPort): Answer | Promise<Answer>;
}
