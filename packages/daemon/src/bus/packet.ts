/** One access unit: immutable, shared by all readers, never copied. */
export interface Packet {
  /** May have unused bytes of its buffer around it (see `roomAround`). */
  readonly data: Uint8Array<ArrayBuffer>;
  /** When the picture was captured, Unix time in seconds. */
  readonly pts: number;
  /** Whether decoding can begin here. */
  readonly key: boolean;
  /** Whether it came so from the source: then a key frame comes when the source makes one, not when it is asked for. */
  readonly passed?: boolean;
}

/** Bytes that a JPEG's maker leaves free before and after it, so that an output can frame it without a copy. */
export const roomAround = { before: 160, after: 2 } as const;

/** The most packets and bytes that are kept from one key frame on, where none can be asked for. */
export const longestGop = { packets: 600, bytes: 8_000_000 } as const;
