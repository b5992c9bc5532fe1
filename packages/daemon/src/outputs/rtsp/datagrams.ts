import type { Socket } from "node:dgram";
import { longestGop } from "../../bus/packet.ts";
import { DirectDatagrams } from "../direct/index.ts";
import type { Parcel } from "./packing.ts";
import type { Sink } from "./playing.ts";

/** Datagrams that are sent in one turn of the event loop: a large picture to some 50 viewers. */
const perTurn = 1500;

/**
 * Datagrams of the past that are sent together, and the pause after them: a receiver's buffer holds about a hundred
 * where the system is left as it comes.
 */
const handful = 40;
const pauseMs = 5;

/** Datagrams of one picture that are sent together; a larger one, such as a key frame of high quality, is spread, too. */
const mostTogether = 2 * handful;

/** Pictures that may wait behind those of the past. */
const mostPast = 2 * longestGop.packets;

/** Milliseconds that a picture may wait; after that no more are taken before all that wait are sent. */
const longestMs = 1000;

/** Sends datagrams for all UDP viewers, in slices, so that a large picture to many of them holds up nobody else. */
export class Post {
  readonly #waiting: (() => number)[] = [];
  #sent = 0;
  #scheduled = false;

  /** Runs `job` now or in a later turn; jobs keep their order. It returns how many datagrams it sent. */
  send(job: () => number): void {
    if (this.#waiting.length > 0 || this.#sent >= perTurn) this.#waiting.push(job);
    else this.#sent += job();
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#sent = 0;
    this.#scheduled = false;
    let done = 0;
    for (; done < this.#waiting.length && this.#sent < perTurn; done++) this.#sent += this.#waiting[done]!();
    this.#waiting.splice(0, done);
    if (this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => this.#turn());
  }
}

export interface DatagramPair {
  /** Both are connected. */
  readonly rtp: Socket;
  readonly rtcp: Socket;
}

/** RTP and RTCP as datagrams; `mostWaiting` bounds what waits to be sent, in bytes. */
export function datagramSink(
  { rtp, rtcp }: DatagramPair,
  post: Post,
  mostWaiting: number,
): Sink & Disposable {
  const direct = new DirectDatagrams(rtp);
  let open = true;
  let waiting = 0;
  /** What a viewer that has joined still has to get before it is up to date. */
  const past: { readonly parcel: Parcel; from: number }[] = [];
  /** Since when the first picture waits behind those of the past. */
  let behindSince: number | undefined;
  /** Since when each of those waits that are to be sent next. */
  const waitingSince: number[] = [];
  let isLate = false;
  let pause: NodeJS.Timeout | undefined;
  const sendPast = (): number => {
    pause = undefined;
    if (!open) return 0;
    let sent = 0;
    while (sent < handful && past.length > 0) {
      const [oldest] = past;
      const { datagrams } = oldest!.parcel;
      const some = datagrams.slice(oldest!.from, oldest!.from + handful - sent);
      for (const datagram of some) direct.send(datagram);
      oldest!.from += some.length;
      sent += some.length;
      if (oldest!.from < datagrams.length) break;
      past.shift();
    }
    if (past.length === 0) behindSince = undefined;
    else pause = setTimeout(catchUp, pauseMs);
    return sent;
  };
  const catchUp = (): void => post.send(sendPast);
  const deliver = ({ datagrams, runs, batch }: Parcel): number => {
    waiting -= batch.bytes.length;
    waitingSince.shift();
    if (!open) return 0;
    for (const run of runs) direct.sendRun(run);
    return datagrams.length;
  };
  return {
    room: () => {
      const since = behindSince ?? waitingSince[0];
      if (since !== undefined) isLate ||= performance.now() - since > longestMs;
      else if (past.length === 0) isLate = false;
      return !isLate && past.length <= mostPast && waiting + rtp.getSendQueueSize() <= mostWaiting;
    },
    send: (parcel, isPast) => {
      if (parcel.report && open) rtcp.send(parcel.report);
      if (isPast || past.length > 0 || parcel.datagrams.length > mostTogether) {
        past.push({ parcel, from: 0 });
        if (!isPast) behindSince ??= performance.now();
        pause ??= setTimeout(catchUp);
        return;
      }
      waiting += parcel.batch.bytes.length;
      waitingSince.push(performance.now());
      post.send(() => deliver(parcel));
    },
    report: (bytes) => {
      if (open) rtcp.send(bytes);
    },
    // What is past is spread over time.
    together: (send) => send(),
    [Symbol.dispose]: () => {
      clearTimeout(pause);
      open = false;
    },
  };
}
