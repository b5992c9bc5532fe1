import type { Assembly, Part } from "./assembly.ts";
import type { RtpPacket } from "./header.ts";
import { UnitBuffer } from "./unit-buffer.ts";

/** How one codec's pictures lie in payloads. */
export interface PictureLayout {
  /** Whether this payload is surely the first of its picture. */
  isStart(payload: Uint8Array): boolean;
  /** Forgets the picture before. */
  begin(): void;
  /** Adds the next payload of a picture; false when it does not fit to what was added before, or is too much. */
  append(payload: Uint8Array, into: UnitBuffer): boolean;
  /** Ends a picture; undefined where a part of it is missing. */
  finish(collected: UnitBuffer): { readonly key: boolean } | undefined;
}

/** Collects the packets of one time stamp up to the marker; a picture with a hole is thrown away whole. */
export class PictureAssembly implements Assembly {
  readonly #layout: PictureLayout;
  readonly #buffer: UnitBuffer;
  #timestamp: number | undefined;
  #broken = false;
  /** Whether packets may be missing before the next one, as they are where somebody joins. */
  #gap: boolean;

  constructor(
    layout: PictureLayout,
    { maxUnit, fromStart }: { readonly maxUnit: number; readonly fromStart: boolean },
  ) {
    this.#layout = layout;
    this.#gap = !fromStart;
    this.#buffer = new UnitBuffer(maxUnit);
  }

  add({ payload, timestamp, marker }: RtpPacket): Part[] {
    if (this.#gap && this.#timestamp !== undefined) this.#broken = true;
    // Senders that never set the marker are known; the next time stamp ends their pictures.
    const isNext = this.#timestamp !== undefined && this.#timestamp !== timestamp;
    const parts = isNext ? [this.#finish()] : [];
    if (this.#timestamp === undefined) {
      this.#timestamp = timestamp;
      this.#layout.begin();
      this.#broken = this.#gap && !this.#layout.isStart(payload);
    }
    this.#gap = false;
    if (!this.#broken) this.#broken = !this.#layout.append(payload, this.#buffer);
    if (marker) parts.push(this.#finish());
    return parts;
  }

  gap(): Part[] {
    this.#gap = true;
    return [];
  }

  #finish(): Part {
    const timestamp = this.#timestamp ?? 0;
    const result = this.#broken ? undefined : this.#layout.finish(this.#buffer);
    this.#timestamp = undefined;
    this.#broken = false;
    if (result !== undefined) return { data: this.#buffer.take(), timestamp, key: result.key };
    this.#buffer.clear();
    return undefined;
  }
}
