/** Header values by lower-case name; a header that came twice has both values, with ", " between. */
export type Headers = ReadonlyMap<string, string>;

export interface RtspRequest {
  readonly kind: "request";
  readonly method: string;
  readonly uri: string;
  /** "RTSP/1.0"; other protocols are given as they came. */
  readonly version: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface RtspReply {
  readonly kind: "reply";
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** One interleaved packet (RFC 2326, 10.12). */
export interface RtspFrame {
  readonly kind: "frame";
  readonly channel: number;
  readonly payload: Uint8Array;
}

export type RtspMessage = RtspRequest | RtspReply | RtspFrame;

/** Bytes that are no RTSP; `status` is what to refuse a request with. */
export class RtspSyntaxError extends RangeError {
  override readonly name = "RtspSyntaxError";
  readonly status: number;
  /** The CSeq of the message, where it could be read. */
  readonly cseq: string | undefined;

  constructor(
    message: string,
    { status = 400, cseq }: { readonly status?: number; readonly cseq?: string | undefined } = {},
  ) {
    super(message);
    this.status = status;
    this.cseq = cseq;
  }
}
