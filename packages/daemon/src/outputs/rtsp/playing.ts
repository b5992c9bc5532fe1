import { messageOf } from "@pinhole/kit/model";
import { Gate } from "../../bus/gate.ts";
import type { Packet } from "../../bus/packet.ts";
import type { Reader, Stream } from "../../bus/stream.ts";
import type { Log } from "./media.ts";
import type { Packing, Parcel } from "./packing.ts";

/** Where the RTP of one track goes to: a connection, a pair of UDP sockets, a multicast group. */
export interface Sink {
  /** Whether it can take a picture now. */
  room(): boolean;
  /** `isPast` says that it belongs to what a viewer that joins begins with, which comes all at once. */
  send(parcel: Parcel, isPast: boolean): void;
  /** Sends RTCP. */
  report(bytes: Uint8Array): void;
  /** Runs what sends all of the past. */
  together(send: () => void): void;
}

/** A track on its way to a viewer, until it is disposed. */
export interface Playing extends Disposable {
  /** Says that nothing more comes. */
  bye(): void;
}

export interface Feed {
  readonly stream: Stream;
  readonly packing: Packing;
  readonly packetSize: number;
  readonly log: Log;
}

/**
 * Sends a track from its next key frame on until it is disposed, or on from what a viewer had of it, by its capture time.
 * `ended` is called when the stream itself ends.
 */
export function play(feed: Feed, sink: Sink, ended: () => void, had = Number.NEGATIVE_INFINITY): Playing {
  return new Player(feed, sink, { ended, had });
}

/** Runs for each picture and viewer, and touches as little memory as can be: what it needs each time stands first. */
class Player implements Reader, Playing {
  readonly #sink: Sink;
  readonly #packing: Packing;
  readonly #gate = new Gate();
  #isPast = true;
  #isReported = false;
  #complained = false;
  readonly output = "rtsp";
  readonly #feed: Feed;
  readonly #ended: () => void;
  readonly #had: number;
  readonly #joined: Disposable;
  readonly #reading: Disposable;

  constructor(feed: Feed, sink: Sink, { ended, had }: { readonly ended: () => void; readonly had: number }) {
    this.#feed = feed;
    this.#sink = sink;
    this.#packing = feed.packing;
    this.#ended = ended;
    this.#had = had;
    this.#joined = feed.packing.join(feed.packetSize);
    let reading: Disposable | undefined;
    sink.together(() => {
      reading = feed.stream.read(this);
    });
    this.#reading = reading!;
    this.#isPast = false;
  }

  write(packet: Packet): boolean {
    const isPast = this.#isPast;
    if (!this.#gate.pass(packet, isPast || this.#sink.room())) return false;
    // Who goes on after a pause has the beginning.
    if (isPast && packet.pts <= this.#had) return true;
    let parcel: Parcel;
    try {
      parcel = this.#packing.pack(packet);
    } catch (error) {
      this.#complain(error);
      return false;
    }
    if (!this.#isReported) {
      this.#isReported = true;
      if (parcel.report === undefined) this.#sink.report(this.#packing.report(packet));
    }
    this.#sink.send(parcel, isPast);
    return true;
  }

  end(): void {
    this.bye();
    this.#ended();
  }

  bye(): void {
    this.#sink.report(this.#packing.bye());
  }

  [Symbol.dispose](): void {
    this.#reading[Symbol.dispose]();
    this.#joined[Symbol.dispose]();
  }

  #complain(error: unknown): void {
    const { log, stream } = this.#feed;
    if (!this.#complained)
      log({ source: "video", severity: 4, message: `${stream.name} over RTP: ${messageOf(error)}` });
    this.#complained = true;
  }
}
