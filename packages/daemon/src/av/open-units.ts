import type { Stream } from "node-av/lib";
import { openH264Units } from "./h264-units.ts";
import { openJpegUnits } from "./jpeg-units.ts";
import type { Units } from "./units.ts";

/** Undefined when the track's packets are of no use but to a decoder. */
export function openUnits(stream: Stream): Units | undefined {
  return openH264Units(stream) ?? openJpegUnits(stream);
}
