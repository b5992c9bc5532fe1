import { messageOf } from "@pinhole/kit/model";
import { openGate } from "../../bus/gate.ts";
import type { Stream } from "../../bus/stream.ts";
import type { Log } from "./media.ts";
import type { Packing, Parcel } from "./packing.ts";

/** Seconds of stream time between two sender reports. */
const reportInterval = 5;

/** Where the RTP of one track goes to: a connection, a pair of UDP sockets, a multicast group. */
export interface Sink {
  /** Whether it can take a picture now. */
  room(): boolean;
  /** `isPast` says that it belongs to what a viewer that joins begins with, which comes all at once. */
  send(parcel: Parcel, isPast: boolean): void;
  /** Sends RTCP. */
  report(bytes: Uint8Array): void;
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

/** Sends a track from its next key frame on until it is disposed. `ended` is called when the stream itself ends. */
export function play({ stream, packing, packetSize, log }: Feed, sink: Sink, ended: () => void): Playing {
  const gate = openGate();
  const joined = packing.join(packetSize);
  let reportedAt: number | undefined;
  let complained = false;
  let isPast = true;
  const reading = stream.read({
    output: "rtsp",
    write: (packet) => {
      if (!gate.pass(packet, isPast || sink.room())) return false;
      let parcel: Parcel;
      try {
        parcel = packing.pack(packet);
      } catch (error) {
        if (!complained)
          log({ source: "video", severity: 4, message: `${stream.name} over RTP: ${messageOf(error)}` });
        complained = true;
        return false;
      }
      if (reportedAt === undefined || Math.abs(packet.pts - reportedAt) >= reportInterval) {
        reportedAt = packet.pts;
        sink.report(packing.report(packet));
      }
      sink.send(parcel, isPast);
      return true;
    },
    end: () => {
      sink.report(packing.bye());
      ended();
    },
  });
  isPast = false;
  return {
    bye: () => sink.report(packing.bye()),
    [Symbol.dispose]: () => {
      reading[Symbol.dispose]();
      joined[Symbol.dispose]();
    },
  };
}
