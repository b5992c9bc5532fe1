/** Which way a medium flows, seen from whoever wrote the description. */
export const sdpDirections = ["sendonly", "recvonly", "sendrecv", "inactive"] as const;
export type SdpDirection = (typeof sdpDirections)[number];

/** A session description (RFC 8866) as far as RTSP needs it. */
export interface SdpSession {
  readonly origin: SdpOrigin;
  /** `s=`; an empty one is written as "-". */
  readonly name: string;
  readonly connection?: SdpConnection | undefined;
  readonly bandwidthKbps?: number | undefined;
  /** URL of the whole, "*" for the description's own. */
  readonly control?: string | undefined;
  /** "npt=now-" for live media. */
  readonly range?: string | undefined;
  readonly direction?: SdpDirection | undefined;
  /** All other attributes. */
  readonly attributes?: readonly SdpAttribute[] | undefined;
  readonly media: readonly SdpMedia[];
}

/** Who made the session; `id` and `version` are decimal numbers of up to 20 digits. */
export interface SdpOrigin {
  readonly user: string;
  readonly id: string;
  readonly version: string;
  readonly address: string;
}

/** Where packets go: an IPv4 or IPv6 address or a host's name; `hops` for IPv4 multicast only. */
export interface SdpConnection {
  readonly address: string;
  readonly hops?: number | undefined;
}

export interface SdpAttribute {
  readonly name: string;
  readonly value?: string | undefined;
}

export interface SdpMedia {
  /** "video", "audio", "application". */
  readonly kind: string;
  /** 0 where SETUP decides. */
  readonly port: number;
  /** "RTP/AVP". */
  readonly protocol: string;
  readonly formats: readonly SdpFormat[];
  readonly connection?: SdpConnection | undefined;
  readonly bandwidthKbps?: number | undefined;
  readonly control?: string | undefined;
  readonly range?: string | undefined;
  /** Pictures a second. */
  readonly frameRate?: number | undefined;
  /** Pixels. */
  readonly frameSize?: { readonly width: number; readonly height: number } | undefined;
  readonly direction?: SdpDirection | undefined;
  /** All other attributes. */
  readonly attributes?: readonly SdpAttribute[] | undefined;
}

/** One payload type with its `rtpmap` and `fmtp`. */
export interface SdpFormat {
  /** 0 to 127. */
  readonly payloadType: number;
  /** "H264", as registered; undefined where neither the description nor RFC 3551 says it. */
  readonly encoding?: string | undefined;
  /** Hz. */
  readonly clockRate?: number | undefined;
  readonly channels?: number | undefined;
  /** `fmtp`; a parameter without a value is "". Names are in lower case after reading. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}
