import { openDecoder } from "../av/decoder.ts";
import { type DemuxerOptions, openDemuxer } from "../av/demuxer.ts";
import { unixNow } from "./pace.ts";
import type { SourceContext } from "./source.ts";
import { openTimeline } from "./timeline.ts";
import { openVideoTrack } from "./video-track.ts";

/** Hands on what comes from a live input as it comes; returns the number of pictures when the input ends. */
export async function decodeLive(
  url: string,
  options: DemuxerOptions,
  context: SourceContext,
): Promise<number> {
  await using demuxer = await openDemuxer(url, { ...options, sound: true });
  const { video, sound } = demuxer;
  using track = openVideoTrack(demuxer, options.at, context);
  using soundDecoder = sound && openDecoder(sound, options.at);
  context.hasSound(sound !== undefined);
  const timeline = demuxer.isTimed
    ? openTimeline().captured
    : (_stamp: number | undefined, arrival: number) => arrival;
  let pictures = 0;
  for (;;) {
    const packet = await demuxer.read();
    if (sound && soundDecoder && packet?.streamIndex === sound.index) {
      if (!context.wantsSound()) continue;
      await soundDecoder.decode(packet, (frame) => {
        context.takeSound(frame, timeline(demuxer.timeOf(frame, sound), unixNow()));
      });
      continue;
    }
    const passedAt = packet && track.pass(packet, () => timeline(demuxer.timeOfPacket(packet), unixNow()));
    if (passedAt !== undefined) pictures++;
    await track.decode(packet ?? null, (frame) => {
      if (passedAt === undefined) pictures++;
      context.take(frame, passedAt ?? timeline(demuxer.timeOf(frame, video), unixNow()));
    });
    if (packet === undefined) return pictures;
  }
}
