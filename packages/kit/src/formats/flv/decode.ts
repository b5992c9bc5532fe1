import { ByteQueue } from "../bytes/index.ts";
import { type FlvKind, flvKinds, flvTagHeadSize } from "./encode.ts";

/** One tag as it was read. */
export interface FlvTag {
  readonly kind: FlvKind;
  /** Milliseconds; goes on past the field's 32 bits. */
  readonly timestampMs: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What a video tag of H.264 or an audio tag of AAC holds. */
export interface FlvMedia {
  /** "config": an AVCDecoderConfigurationRecord or AudioSpecificConfig; "end": H.264 ends here. */
  readonly type: "config" | "media" | "end";
  /** H.264: NAL units after their lengths. AAC: one access unit. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly key: boolean;
  /** Milliseconds from decoding to showing. */
  readonly delayMs: number;
}

const kinds = new Map(Object.entries(flvKinds).map(([kind, code]) => [code, kind as FlvKind]));
const sizeField = 4;
const signature = 0x464c56;
const mediaTypes = ["config", "media", "end"] as const;
const [avc, aac] = [7, 10];

/** Cuts an FLV stream into its tags; throws when it is none or a tag passes `maxTag` bytes. */
export class FlvDecoder {
  readonly #maxTag: number;
  readonly #pending = new ByteQueue();
  #started = false;
  #read = 0;
  #time: number | undefined;

  constructor(options: { readonly maxTag?: number } = {}) {
    this.#maxTag = options.maxTag ?? 16 * 1024 * 1024;
  }

  /** Takes the next bytes of the stream and returns the tags that they complete. */
  push(chunk: Uint8Array): FlvTag[] {
    this.#pending.push(chunk);
    const tags: FlvTag[] = [];
    if (!this.#started && !this.#takeHeader()) return tags;
    for (let tag = this.#takeTag(); tag !== undefined; tag = this.#takeTag()) tags.push(tag);
    return tags;
  }

  #takeHeader(): boolean {
    const { bytes } = this.#pending;
    if (bytes.length < 9) return false;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    if (view.getUint32(0) >>> 8 !== signature) throw new RangeError("flv at byte 0: does not start with FLV");
    const size = view.getUint32(5);
    if (size < 9 || size > this.#maxTag) throw new RangeError(`flv at byte 5: a header of ${size} bytes`);
    if (bytes.length < size + sizeField) return false;
    this.#drop(size + sizeField);
    this.#started = true;
    return true;
  }

  #takeTag(): FlvTag | undefined {
    const { bytes } = this.#pending;
    if (bytes.length < flvTagHeadSize) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const kind = kinds.get(view.getUint8(0));
    if (kind === undefined)
      throw new RangeError(`flv at byte ${this.#read}: unknown tag ${view.getUint8(0)}`);
    const size = view.getUint32(0) & 0xffffff;
    if (size > this.#maxTag) {
      throw new RangeError(
        `flv at byte ${this.#read}: a tag of ${size} bytes, at most ${this.#maxTag} are taken`,
      );
    }
    const end = flvTagHeadSize + size;
    if (bytes.length < end + sizeField) return undefined;
    const timestampMs = this.#unwrap((view.getUint32(4) >>> 8) + view.getUint8(7) * 2 ** 24);
    const body = bytes.slice(flvTagHeadSize, end);
    this.#drop(end + sizeField);
    return { kind, timestampMs, body };
  }

  /** The time stamp that is nearest to the one before. */
  #unwrap(stamp: number): number {
    this.#time = this.#time === undefined ? stamp : this.#time + ((stamp - (this.#time % 2 ** 32)) | 0);
    return this.#time;
  }

  #drop(count: number): void {
    this.#pending.drop(count);
    this.#read += count;
  }
}

/** Opens the body of a video or audio tag; throws for a codec other than H.264 and AAC. */
export function decodeMedia({ kind, body }: FlvTag): FlvMedia {
  if (kind === "script") throw new RangeError("flv: a script tag holds no media");
  const [first = 0, packet = 0] = body;
  const [codec, known] = kind === "video" ? [first & 0x0f, avc] : [first >> 4, aac];
  if (codec !== known) throw new RangeError(`flv ${kind} at byte 0: codec ${codec}, only ${known} is known`);
  const head = kind === "video" ? 5 : 2;
  if (body.length < head) throw new RangeError(`flv ${kind}: ${body.length} bytes of at least ${head}`);
  const type = mediaTypes[packet];
  if (type === undefined || (kind === "audio" && type === "end")) {
    throw new RangeError(`flv ${kind} at byte 1: unknown packet type ${packet}`);
  }
  const key = kind === "audio" || first >> 4 === 1;
  const delayMs = kind === "video" ? (new DataView(body.buffer, body.byteOffset).getInt32(1) << 8) >> 8 : 0;
  return { type, data: body.subarray(head), key, delayMs };
}
