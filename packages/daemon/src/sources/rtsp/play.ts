import { randomBytes } from "node:crypto";
import { encodeReceiverReport } from "@pinhole/kit/formats/rtcp";
import { unixNow } from "../pace.ts";
import type { SourceContext } from "../source.ts";
import { openTimeline } from "../timeline.ts";
import { Unspoken } from "../unspoken.ts";
import { openReceiver, type Receiver } from "./receive.ts";
import { type Every, openSession, every as setEvery } from "./session.ts";
import { openSound } from "./sound.ts";
import { openVideo } from "./video.ts";

/** Seconds without a key frame after which FFmpeg's reader is asked, and the packets that have to have come by then. */
const patience = { seconds: 12, packets: 200 } as const;

/** Units, and the part of them, that may be damaged before that. */
const damage = { units: 20, part: 0.3 } as const;

/** Seconds by which the sound's own clock may differ from what its packets' arrival tells. */
const mostSkew = 2;

/** Seconds between two reports to the sender. */
const reportSeconds = 5;

/**
 * Hands on the H.264 and the sound at an RTSP address, over the RTSP connection, until the signal aborts. Throws a
 * CameraError when that fails or ends, and Unspoken for what FFmpeg's reader may understand.
 */
export async function playRtsp(
  url: string,
  at: string,
  context: SourceContext & { readonly every?: Every },
): Promise<never> {
  const { signal, every = setEvery } = context;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => {});
  let route: (channel: number, bytes: Uint8Array) => void = () => {};
  await using session = await openSession({
    ...{ url, at, signal, every },
    frame: (channel, bytes) => route(channel, bytes),
  });
  using opened = new DisposableStack();
  const { tracks, channels } = session;
  const receivers = {
    video: openReceiver({ ...tracks.video, codec: "h264" }),
    sound: tracks.sound && openReceiver({ ...tracks.sound, codec: tracks.sound.sound.codec }),
  };
  const timelines = { video: openTimeline(), sound: openTimeline() };
  const capturedVideo = (seconds: number): number => timelines.video.captured(seconds, unixNow());
  /** By the video's timeline where the sender says how the two clocks lie. */
  const capturedSound = (seconds: number): number => {
    const arrived = timelines.sound.captured(seconds, unixNow());
    const [mine, theirs] = [receivers.sound?.ahead, receivers.video.ahead];
    if (mine === undefined || theirs === undefined || timelines.video.ahead === undefined) return arrived;
    const said = seconds + mine - theirs + timelines.video.ahead;
    return Math.abs(said - arrived) < mostSkew ? said : arrived;
  };
  const failed = failure.reject;
  let isKeySeen = false;
  const video = opened.use(
    openVideo({ track: tracks.video, ...{ at, context, failed }, captured: capturedVideo }),
  );
  const sound =
    tracks.sound &&
    opened.use(openSound({ track: tracks.sound, ...{ at, context, failed }, captured: capturedSound }));
  context.hasSound(sound !== undefined);
  let began: number | undefined;
  let units = 0;
  /** Whether this reader gets on with what comes. */
  const judge = ({ counts: { packets, dropped } }: Receiver): void => {
    if (dropped + units > damage.units && dropped > damage.part * (dropped + units))
      throw new Unspoken(`${dropped} of ${dropped + units} pictures are damaged`);
    if (isKeySeen || packets < patience.packets) return;
    if (performance.now() / 1000 - (began ?? 0) > patience.seconds) throw new Unspoken("no key frame came");
  };
  route = (channel, bytes) => {
    try {
      if (channel === channels.video.rtp) {
        began ??= performance.now() / 1000;
        for (const unit of receivers.video.rtp(bytes)) {
          units++;
          isKeySeen ||= unit.key;
          video.take(unit);
        }
        if (!isKeySeen || receivers.video.counts.dropped > damage.units * damage.part) judge(receivers.video);
      } else if (channel === channels.sound?.rtp)
        for (const unit of receivers.sound?.rtp(bytes) ?? []) sound?.take(unit);
      else if (channel === channels.video.rtcp) receivers.video.rtcp(bytes, performance.now() / 1000);
      else if (channel === channels.sound?.rtcp) receivers.sound?.rtcp(bytes, performance.now() / 1000);
    } catch (error) {
      failed(error);
    }
  };
  const ssrc = randomBytes(4).readUInt32BE();
  const report = (receiver: Receiver | undefined, channel: number | undefined): void => {
    const about = receiver?.report(performance.now() / 1000);
    if (about !== undefined && channel !== undefined)
      session.send(channel, encodeReceiverReport(ssrc, [about], "pinhole"));
  };
  opened.use(
    every(reportSeconds, () => {
      report(receivers.video, channels.video.rtcp);
      report(receivers.sound, channels.sound?.rtcp);
    }),
  );
  await session.play();
  return await Promise.race([session.over, failure.promise]).finally(() => {
    route = () => {};
  });
}
