import { randomBytes } from "node:crypto";
import { parseRtcp } from "@pinhole/kit/formats/rtcp";
import type { Carrier } from "./carrier.ts";
import { type State, step } from "./machine.ts";
import type { Login, Track } from "./media.ts";
import type { Packing } from "./packing.ts";
import type { Feed, Playing } from "./playing.ts";

/** Whoever made a session; nobody else may use it. */
export interface Owner {
  readonly connection: {
    keep(session: Session): void;
    forget(session: Session, why: Why): void;
  };
  readonly remoteAddress: string;
  readonly login: Login;
}

interface Part {
  readonly track: Track;
  readonly feed: Feed;
  readonly carrier: Carrier;
  playing: Playing | undefined;
  /** Capture time of the newest that it had been given when it stopped. */
  had: number | undefined;
  /** Until its stream, which was switched off, may be read again. */
  awaiting?: Disposable;
}

/** A viewer's session: the tracks that were set up, and how each gets to it. */
export class Session {
  readonly id = randomBytes(16).toString("hex");
  /** Address of the medium, as the client wrote it. */
  readonly base: string;
  readonly path: string;
  readonly owner: Owner;
  /** Receiver reports that came, and the most packets of a track that one said were lost. */
  reports = 0;
  lost = 0;
  readonly #parts = new Map<number, Part>();
  readonly #closed: (session: Session, why: Why) => void;
  #open = true;
  #seenMs = performance.now();
  #playedMs: number | undefined;

  constructor(
    medium: { readonly base: string; readonly path: string },
    owner: Owner,
    closed: (session: Session, why: Why) => void,
  ) {
    this.base = medium.base;
    this.path = medium.path;
    this.owner = owner;
    this.#closed = closed;
  }

  get tracks(): readonly number[] {
    return [...this.#parts.keys()];
  }

  get playing(): boolean {
    return this.#all.some((part) => part.playing !== undefined);
  }

  get open(): boolean {
    return this.#open;
  }

  /** How its tracks travel: "tcp", "udp", "multicast". */
  get kinds(): ReadonlySet<Carrier["kind"]> {
    return new Set(this.#all.map((part) => part.carrier.kind));
  }

  /** Interleaved channels in use, for other tracks than `except`. */
  channels(except?: number): number[] {
    return [...this.#parts].flatMap(([number, { carrier }]) =>
      number === except ? [] : (carrier.transport.interleaved ?? []),
    );
  }

  state(number: number): State {
    const part = this.#parts.get(number);
    if (part === undefined) return "init";
    return part.playing === undefined ? "ready" : "playing";
  }

  /** A sign of life. */
  touch(): void {
    this.#seenMs = performance.now();
  }

  /** Seconds since the last sign of life. */
  get quiet(): number {
    return (performance.now() - this.#seenMs) / 1000;
  }

  /** Seconds since it first played; 0 before. */
  get played(): number {
    return this.#playedMs === undefined ? 0 : (performance.now() - this.#playedMs) / 1000;
  }

  /** Reads RTCP of the viewer: a sign of life, and how much it lost. */
  heard(bytes: Uint8Array): void {
    let packets: ReturnType<typeof parseRtcp>;
    try {
      packets = parseRtcp(bytes);
    } catch {
      return;
    }
    this.touch();
    for (const packet of packets) {
      if (packet.kind !== "receiver-report") continue;
      this.reports++;
      const own = packet.reports.find(({ ssrc }) => this.#all.some(({ feed }) => feed.packing.ssrc === ssrc));
      if (own) this.lost = Math.max(this.lost, own.lost);
    }
  }

  /** Reads what came on an interleaved channel; false when it belongs to no track here. */
  heardOn(channel: number, bytes: Uint8Array): boolean {
    if (!this.channels().includes(channel)) return false;
    const isRtcp = this.#all.some(({ carrier }) => carrier.transport.interleaved?.[1] === channel);
    if (isRtcp) this.heard(bytes);
    return true;
  }

  /** Sets a track up, or again with another carrier. */
  setUp(track: Track, feed: Feed, carrier: Carrier): void {
    this.#drop(track.number);
    this.#parts.set(track.number, { track, feed, carrier, playing: undefined, had: undefined });
  }

  packing(number: number): Packing | undefined {
    return this.#parts.get(number)?.feed.packing;
  }

  /** Capture time of the first picture or sound that the given tracks begin with: what plays now. */
  now(numbers: readonly number[]): number {
    const times = numbers.flatMap((number) => {
      const part = this.#parts.get(number);
      const { recent = [], newest } = part?.feed.stream ?? {};
      const { had = Number.NEGATIVE_INFINITY } = part ?? {};
      return (recent.find(({ pts }) => pts > had) ?? newest)?.pts ?? [];
    });
    return times.length > 0 ? Math.min(...times) : Date.now() / 1000;
  }

  play(numbers: readonly number[]): void {
    this.#playedMs ??= performance.now();
    for (const number of numbers) {
      const part = this.#parts.get(number);
      if (!this.#open || part === undefined || part.playing !== undefined) continue;
      part.awaiting?.[Symbol.dispose]();
      part.playing = part.carrier.start(part.feed, () => this.#ended(number), part.had);
    }
  }

  pause(numbers: readonly number[]): void {
    for (const number of numbers) {
      const part = this.#parts.get(number);
      part?.awaiting?.[Symbol.dispose]();
      if (part?.playing === undefined) continue;
      part.had = part.feed.stream.newest?.pts ?? part.had;
      part.playing[Symbol.dispose]();
      part.playing = undefined;
    }
  }

  /** Takes tracks out; without any the session is over. */
  tearDown(numbers: readonly number[]): void {
    for (const number of numbers) if (step("TEARDOWN", this.state(number)) === "gone") this.#drop(number);
    if (this.#parts.size === 0) this.close("left");
  }

  /** Ends it; `why` is told to whoever keeps it. */
  close(why: Why): void {
    if (!this.#open) return;
    this.#open = false;
    if (why !== "left") for (const { playing } of this.#all) playing?.bye();
    for (const number of this.tracks) this.#drop(number);
    this.#closed(this, why);
  }

  get #all(): Part[] {
    return [...this.#parts.values()];
  }

  #ended(number: number): void {
    // The stream that ends still goes through its readers.
    queueMicrotask(() => {
      const part = this.#parts.get(number);
      if (part === undefined) return;
      this.pause([number]);
      // Whoever watches comes again for a picture that was switched off; sound that is switched off is only missing.
      if (part.track.kind === "video" || !this.playing) this.close("ended");
      else part.awaiting = part.feed.stream.onceOpen(() => this.play([number]));
    });
  }

  #drop(number: number): void {
    const part = this.#parts.get(number);
    if (part === undefined) return;
    this.#parts.delete(number);
    part.awaiting?.[Symbol.dispose]();
    part.playing?.[Symbol.dispose]();
    part.carrier[Symbol.dispose]();
  }
}

/** Why a session is over: the viewer left, its stream ended, its time was up, or it was sent away. */
export type Why = "left" | "ended" | "silent" | "expelled";
