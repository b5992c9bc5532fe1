/** What a frame of the multiplex carries. */
export type OcxKind = "jpeg" | "g726" | "g711a" | "g711u" | "amr" | "pcm";

/** The 48 bytes before every frame of the multiplex that the vendors' browser plug-ins read. */
export interface OcxHeader {
  readonly kind: OcxKind;
  /** Bytes of the frame that follows, without the status block after it. */
  readonly size: number;
  readonly width: number;
  readonly height: number;
  /** Bytes of the frame that have been sent, and of each piece in which it is sent. */
  readonly sentSize: number;
  readonly sliceSize: number;
  /** 0 for the first frame; milliseconds here, as no source names the unit. */
  readonly timestamp: number;
  /** kB/s of the audio, in the headers of pictures too; 0 when there is none. */
  readonly audioRate: number;
  /** Whether a status block follows the frame. */
  readonly status: boolean;
}

export const ocxHeaderSize = 48;

/** "MJPG", the only field of a header in reading order. */
export const ocxMagic = 0x4d4a5047;

const version = 2;
const codes = { jpeg: 1, g726: 2, g711a: 3, g711u: 4, amr: 5, pcm: 0x10 } as const;
const kinds = new Map(Object.entries(codes).map(([kind, code]) => [code as number, kind as OcxKind]));

/** A header for a frame that is sent in one piece. */
export function encodeOcxHeader(
  header: Pick<OcxHeader, "kind" | "size"> & Partial<OcxHeader>,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ocxHeaderSize);
  const view = new DataView(bytes.buffer);
  const { size } = header;
  view.setUint32(0, ocxMagic);
  view.setUint32(4, size, true);
  view.setUint16(8, header.width ?? 0, true);
  view.setUint16(10, header.height ?? 0, true);
  view.setUint32(12, header.sentSize ?? size, true);
  view.setUint16(16, header.sliceSize ?? Math.min(size, 0xffff), true);
  view.setUint32(18, header.timestamp ?? 0, true);
  view.setUint8(22, codes[header.kind]);
  view.setUint16(23, header.audioRate ?? 0, true);
  view.setUint8(25, version);
  view.setUint8(46, header.status ? 1 : 0);
  return bytes;
}

/** Reads the header at `offset`; throws with the offset of what does not fit. */
export function decodeOcxHeader(bytes: Uint8Array, offset = 0): OcxHeader {
  if (bytes.length - offset < ocxHeaderSize) {
    throw new RangeError(`ocx header at byte ${offset}: ${bytes.length - offset} bytes of ${ocxHeaderSize}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, ocxHeaderSize);
  if (view.getUint32(0) !== ocxMagic)
    throw new RangeError(`ocx header at byte ${offset}: does not start with MJPG`);
  const kind = kinds.get(view.getUint8(22));
  if (kind === undefined) {
    throw new RangeError(`ocx header at byte ${offset + 22}: unknown frame type ${view.getUint8(22)}`);
  }
  return {
    kind,
    size: view.getUint32(4, true),
    width: view.getUint16(8, true),
    height: view.getUint16(10, true),
    sentSize: view.getUint32(12, true),
    sliceSize: view.getUint16(16, true),
    timestamp: view.getUint32(18, true),
    audioRate: view.getUint16(23, true),
    status: view.getUint8(46) !== 0,
  };
}
