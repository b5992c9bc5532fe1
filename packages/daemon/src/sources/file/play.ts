import { resolve } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { CameraError } from "@pinhole/kit/model";
import { type Decoder, openDecoder } from "../../av/decoder.ts";
import { type Demuxer, openDemuxer, type Packet } from "../../av/demuxer.ts";
import type { Frame } from "../../av/frame.ts";
import { openPace, type Pace, unixNow } from "../pace.ts";
import type { SourceContext } from "../source.ts";
import { openVideoTrack, type VideoTrack } from "../video-track.ts";

/** Pictures that are later than this are left out until the playing has caught up. */
const lateness = 0.2;

/** Packets that are handed on can not be left out: when they are later than this, time goes on from where they are. */
const longestHoldUp = 2;

/** Sound is handed on this much before it is due: it waits for the pictures that the file holds before it. */
const soundAhead = 0.1;

/**
 * Seconds of packets that are handed on at a time where they may come ahead, and by which the first of them comes before
 * it is due: a thread that wakes for each one spends more on that than on the packet.
 */
const burst = 0.15;
const lead = 0.04;

/** Milliseconds of work after which the thread's other work has its turn. */
const turnMs = 20;

/** Plays a file from where it would be had it run since the camera's start, then from its beginning again. */
export async function play(path: string, context: SourceContext): Promise<void> {
  await using demuxer = await openDemuxer(`file:${resolve(path)}`, {
    at: path,
    signal: context.signal,
    sound: true,
    local: true,
    options: { protocol_whitelist: "file" },
  });
  using video = openVideoTrack(demuxer, path, context);
  using sound = demuxer.sound && openDecoder(demuxer.sound, path);
  using pace = openPace(context.signal);
  context.hasSound(sound !== undefined);
  const { duration } = demuxer;
  let position = duration === undefined ? 0 : (unixNow() - context.epoch) % duration;
  let origin = unixNow() - position;
  if (position > 0) demuxer.seek(position);
  for (;;) {
    const round = await playOnce({ demuxer, video, sound, pace, from: position, origin }, context);
    // Seeking near the end of some files finds nothing more to show; from the start there has to be something.
    if (round.shown === 0 && position === 0)
      throw new CameraError("source-damaged", "holds no picture that can be read", { at: path });
    // Each round begins where the one before ends, so that no rounding error adds up over days.
    origin = Math.max(round.ended, unixNow() - lateness);
    position = 0;
    demuxer.seek(0);
    video.flush();
    sound?.flush();
  }
}

interface Round {
  readonly demuxer: Demuxer;
  readonly video: VideoTrack;
  readonly sound: Decoder | undefined;
  readonly pace: Pace;
  /** Second of the file from which pictures are shown. */
  readonly from: number;
  /** Unix time of the file's second 0. */
  readonly origin: number;
}

/** From the present position to the end in real time; returns how many pictures were due and the Unix time of the end. */
async function playOnce(
  round: Round,
  context: SourceContext,
): Promise<{ readonly shown: number; readonly ended: number }> {
  const { demuxer, video, sound, pace } = round;
  let { from, origin } = round;
  let shown = 0;
  let next = from;
  let handedOn = Number.NEGATIVE_INFINITY;
  let rested = performance.now();
  const wait = async (at: number): Promise<void> => {
    await pace.until(at);
    rested = performance.now();
  };
  const runsAhead = (): boolean => video.passes && context.mayRunAhead();
  const show = async (frame: Frame): Promise<void> => {
    const at = demuxer.timeOf(frame, demuxer.video) ?? next;
    next = at + demuxer.frameDuration;
    // The picture that is on at the place where playing begins is shown from there.
    if (next <= from) return;
    shown++;
    const due = origin + Math.max(at, from);
    if (unixNow() - due > lateness) return;
    await wait(due);
    context.take(frame, due);
  };
  /** Hands a packet on when it is due; what was sought begins at the key frame before it. */
  const pass = async (packet: Packet): Promise<number | undefined> => {
    if (!video.passes) return video.pass(packet, () => origin + next);
    const at = demuxer.timeOfPacket(packet) ?? next;
    // Where the file's times go back, those of the packets that were handed on ahead of theirs are still to come.
    if (at < from || unixNow() - origin - at > longestHoldUp) {
      origin = Math.max(unixNow(), origin + next) - at;
    }
    from = Math.min(from, at);
    next = at + demuxer.frameDuration;
    shown++;
    const due = origin + at;
    if (!runsAhead()) await wait(due);
    else if (due > handedOn) {
      await wait(due - lead);
      handedOn = due + burst;
    }
    return video.pass(packet, () => due);
  };
  /** Gives the picture of what was handed on, which may have been before its time. */
  const taken = async (frame: Frame, at: number): Promise<void> => {
    if (at > unixNow()) await wait(at);
    context.take(frame, at);
  };
  const sounds = async (frame: Frame): Promise<void> => {
    const at = demuxer.sound && demuxer.timeOf(frame, demuxer.sound);
    if (at === undefined || at < from) return;
    await wait(origin + at - soundAhead);
    context.takeSound(frame, origin + at);
  };
  for (;;) {
    if (performance.now() - rested > turnMs) {
      await turn();
      rested = performance.now();
    }
    const packet = await demuxer.read();
    const isSound = packet !== undefined && packet.streamIndex === demuxer.sound?.index;
    if (!isSound) {
      const passedAt = packet && (await pass(packet));
      await video.decode(packet ?? null, passedAt === undefined ? show : (frame) => taken(frame, passedAt));
    } else if (context.wantsSound()) await sound?.decode(packet, sounds);
    if (packet === undefined) break;
  }
  await wait(origin + next - (runsAhead() ? lead : 0));
  return { shown, ended: origin + next };
}
