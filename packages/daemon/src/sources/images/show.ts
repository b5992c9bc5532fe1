import { CameraError } from "@pinhole/kit/model";
import { openDecoder } from "../../av/decoder.ts";
import { openDemuxer } from "../../av/demuxer.ts";
import { unixNow, until } from "../pace.ts";
import type { SourceContext } from "../source.ts";

/** How long each picture is shown. */
export const showSeconds = 1;

/** Shows one picture for its time, at the frame rate that is wanted. */
export async function show(path: string, context: SourceContext): Promise<void> {
  const end = unixNow() + showSeconds;
  await using demuxer = await openDemuxer(`file:${path}`, {
    at: path,
    signal: context.signal,
    options: { protocol_whitelist: "file" },
  });
  using decoder = openDecoder(demuxer.video, path);
  const packet = await demuxer.read();
  let shown = false;
  const hold = async (frame: Parameters<SourceContext["take"]>[0]): Promise<void> => {
    shown = true;
    for (let now = unixNow(); now < end; now = unixNow()) {
      context.take(frame, now);
      await until(Math.min(end, now + 1 / context.frameRate()), context.signal);
    }
  };
  if (packet !== undefined) await decoder.decode(packet, hold);
  await decoder.decode(null, hold);
  // Without a failure nobody would wait before the next picture.
  if (!shown) throw new CameraError("source-damaged", `${path}: no picture that can be read`, { at: path });
}
