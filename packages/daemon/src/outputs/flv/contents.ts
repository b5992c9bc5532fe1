import { aacSound, avcPicture, type FlvContent } from "@pinhole/kit/formats/flv";
import {
  encodeAvcConfig,
  findParameterSets,
  naluType,
  naluTypes,
  parseSps,
  splitAnnexB,
} from "@pinhole/kit/formats/h264";
import type { Packet } from "../../bus/packet.ts";

/** A packet as FLV holds it. */
export interface Content {
  readonly tag: FlvContent;
  /** What a key frame says of the pictures from here on. */
  readonly setup?: Setup;
}

export interface Setup {
  /** The AVCDecoderConfigurationRecord. */
  readonly config: Uint8Array;
  /** By the names of FLV's metadata. */
  readonly facts: Readonly<Record<string, number>>;
}

/** Makes each packet's content once for all viewers; undefined for one that FLV can not hold. */
export type Contents = (packet: Packet, kind: "video" | "audio") => Content | undefined;

export function openContents(): Contents {
  const made = new WeakMap<Packet, Content | false>();
  return (packet, kind) => {
    const known = made.get(packet) ?? contentOf(packet, kind) ?? false;
    made.set(packet, known);
    return known || undefined;
  };
}

// A tag is an access unit by itself. Parameter sets stay, though the set-up has them, too: FFmpeg's parser reads no other
// set-up than the first, and takes what comes behind a second one by that.
const leftOut: ReadonlySet<number> = new Set([naluTypes.accessUnitDelimiter]);

function contentOf({ data, key }: Packet, kind: "video" | "audio"): Content | undefined {
  try {
    if (kind === "audio") return { tag: aacSound(data) };
    const nalus = splitAnnexB(data);
    const tag = avcPicture(
      nalus.filter((nalu) => !leftOut.has(naluType(nalu))),
      key,
    );
    return key ? { tag, setup: setupOf(nalus) } : { tag };
  } catch (error) {
    // A camera that is passed through may send what is no H.264; then its pictures count as lost.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function setupOf(nalus: readonly Uint8Array[]): Setup {
  const sets = findParameterSets(nalus);
  const sps = sets?.sps[0];
  if (sets === undefined || sps === undefined) throw new RangeError("a key frame without its parameter sets");
  const { width, height, frameRate = 0 } = parseSps(sps);
  // Ruffle 0.6 opens no decoder unless all five are there; 0 stands for what is not known.
  const facts = { width, height, framerate: frameRate, videocodecid: 7, duration: 0 };
  return { config: encodeAvcConfig(sets), facts };
}
