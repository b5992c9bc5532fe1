import type { Clock } from "@pinhole/kit/model";
import type { Packet } from "../../bus/packet.ts";
import type { Tape } from "./tape.ts";

/** Seconds for which a picture may be missing before the clip ends without it. */
const patience = 3;
/** Seconds that sound may come behind the pictures: a busy source makes up for it later. */
const soundLag = 2.5;
/** Seconds of sound before the first picture that are taken along: its decoder has to get going. */
const soundLead = 0.5;
/** A gap of more than this many seconds ends a clip; nobody wants to watch it. */
const longestGap = 10;
/** The first picture may be this much earlier than wanted: times are not exact to the last bit. */
const slack = 0.001;

/** What a clip is made of. Times are Unix times in seconds, on the clock of the packets. */
export interface Footage {
  readonly video: Tape;
  readonly sound?: Tape | undefined;
  readonly from: number;
  /** May move while the clip is taken. */
  until(): number;
  /** The clock of the packets. */
  readonly clock: Clock;
  /** Ends the clip where it is. */
  readonly signal: AbortSignal;
}

/** What takes the packets of a clip, in order, on even times. */
export interface Sink {
  /** `shown` is false for pictures that are there only so that the first can be decoded. */
  picture(packet: Packet, pts: number, shown: boolean): void;
  sound(packet: Packet, pts: number): void;
}

/** Runs packets into a sink until the clip is complete; gives the time at which it ends. */
export function take(footage: Footage, sink: Sink): Promise<number> {
  const { video, sound, from, until, clock, signal } = footage;
  const { promise, resolve } = Promise.withResolvers<number>();
  let last: number | undefined;
  let step = 0.04;
  let shown = false;
  /** What is added to the packets' times, so that they go on when the machine's clock is set back. */
  let shift = 0;
  let heard = Number.NEGATIVE_INFINITY;
  let end: number | undefined;
  let done = false;
  const players = new DisposableStack();
  const finish = (at: number): void => {
    if (done) return;
    done = true;
    signal.removeEventListener("abort", stop);
    players.dispose();
    resolve(at);
  };
  const stop = (): void => finish(end ?? (last === undefined ? from : last + step));
  let waiting: Disposable | undefined;
  const wait = (seconds: number): void => {
    waiting?.[Symbol.dispose]();
    waiting = clock.after(seconds, stop);
  };
  players.defer(() => waiting?.[Symbol.dispose]());

  const takePicture = (packet: Packet): void => {
    if (done || end !== undefined) return;
    if (last !== undefined && packet.pts + shift < last - 1) shift = last + step - packet.pts;
    const pts = packet.pts + shift;
    if (last !== undefined && pts <= last) return;
    if (last !== undefined && pts - last > longestGap) return stop();
    if (shown && pts >= until() - slack) {
      end = pts;
      if (sound === undefined || sound.ended || heard >= end) return finish(end);
      return wait(soundLag);
    }
    if (last !== undefined) step = Math.min(1, pts - last);
    last = pts;
    shown ||= pts >= from - slack;
    sink.picture(packet, pts, shown);
    wait(patience);
  };
  const takeSound = (packet: Packet): void => {
    if (done) return;
    const pts = packet.pts + shift;
    // Set back a moment before the pictures.
    if (pts <= heard) return;
    heard = pts;
    if (end === undefined || pts < end) sink.sound(packet, pts);
    else finish(end);
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  wait(patience);
  // Sound first: with the pictures the clip may already be complete.
  if (!done && sound) players.use(sound.play(from - soundLead, takeSound));
  if (!done) {
    const playing = video.play(from, takePicture);
    if (done) playing[Symbol.dispose]();
    else players.use(playing);
  }
  return promise;
}
