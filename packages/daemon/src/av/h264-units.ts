import {
  findParameterSets,
  joinAnnexB,
  naluType,
  naluTypes,
  type ParameterSets,
  parseAvcConfig,
  parseSps,
  splitAnnexB,
  splitLengthPrefixed,
} from "@pinhole/kit/formats/h264";
import { AV_CODEC_ID_H264, AV_NOPTS_VALUE, AV_PKT_DATA_NEW_EXTRADATA } from "node-av/constants";
import type { Packet, Stream } from "node-av/lib";
import type { Unit, Units, UnitVideo } from "./units.ts";

const reordered = "its pictures are not sent in the order of their time (B-frames)";

/** Time stamps that go back by more than this many seconds were set anew; by less, pictures were reordered. */
const setBack = 1;

/** Undefined when the track is not H.264. */
export function openH264Units({ codecpar, timeBase }: Stream): Units | undefined {
  if (codecpar.codecId !== AV_CODEC_ID_H264) return undefined;
  const { width, height, videoDelay } = codecpar;
  let video: UnitVideo = { width, height, obstacle: videoDelay > 0 ? reordered : undefined };
  let lengthSize: number | undefined;
  let sets: ParameterSets | undefined;
  let newestPts: bigint | undefined;

  const configure = (extradata: Uint8Array): void => {
    const bytes = Uint8Array.from(extradata);
    if (bytes[0] === 1) ({ lengthSize, ...sets } = parseAvcConfig(bytes));
    else sets = findParameterSets(splitAnnexB(bytes));
  };
  const look = ({ sps: [sps] }: ParameterSets): void => {
    if (sps === undefined) return;
    const { width, height, chromaFormat, lumaDepth } = parseSps(sps);
    const strange = lumaDepth !== 8 || chromaFormat > 1;
    const colours = strange ? "its colours are not 4:2:0 with 8 bits" : undefined;
    const obstacle = video.obstacle === reordered ? reordered : colours;
    if (width === video.width && height === video.height && obstacle === video.obstacle) return;
    video = { width, height, obstacle };
  };
  const read = (packet: Packet, bytes: Uint8Array): Unit | undefined => {
    const news = packet.isKeyframe ? packet.getSideData(AV_PKT_DATA_NEW_EXTRADATA) : null;
    if (news !== null) configure(news);
    const nalus = lengthSize === undefined ? splitAnnexB(bytes) : splitLengthPrefixed(bytes, lengthSize);
    const sps = nalus.filter((nalu) => naluType(nalu) === naluTypes.sps);
    const pps = nalus.filter((nalu) => naluType(nalu) === naluTypes.pps);
    if (sps.length > 0) sets = copied({ sps, pps: sets?.pps ?? [] });
    if (pps.length > 0) sets = copied({ sps: sets?.sps ?? [], pps });
    const key = packet.isKeyframe || nalus.some((nalu) => naluType(nalu) === naluTypes.idrSlice);
    if (sets === undefined || sets.sps.length === 0 || sets.pps.length === 0) return undefined;
    if (key) look(sets);
    const isComplete = sps.length > 0 && pps.length > 0;
    if (key && !isComplete) return { data: joinAnnexB(withSets(nalus, sets)), key };
    return { data: lengthSize === undefined ? new Uint8Array(bytes) : joinAnnexB(nalus), key };
  };

  try {
    if (codecpar.extradata !== null) configure(codecpar.extradata);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return {
    get video() {
      return video;
    },
    take: (packet) => {
      const bytes = packet.data;
      if (bytes === null || bytes.length === 0) return undefined;
      const { pts } = packet;
      if (pts !== AV_NOPTS_VALUE) {
        const back = Number((newestPts ?? pts) - pts) * (timeBase.num / timeBase.den);
        // Not every encoder says beforehand that it reorders.
        if (back > 0 && back < setBack && video.obstacle !== reordered)
          video = { ...video, obstacle: reordered };
        newestPts = pts;
      }
      try {
        return read(packet, bytes);
      } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
    restart: () => {
      newestPts = undefined;
    },
  };
}

/** The sets live on when the packet is gone. */
function copied({ sps, pps }: ParameterSets): ParameterSets {
  return { sps: sps.map((set) => Uint8Array.from(set)), pps: pps.map((set) => Uint8Array.from(set)) };
}

/** The parameter sets that are missing go before the picture, but after a delimiter, which has to be the first. */
function withSets(nalus: readonly Uint8Array[], { sps, pps }: ParameterSets): readonly Uint8Array[] {
  const isDelimiter = (nalu: Uint8Array): boolean => naluType(nalu) === naluTypes.accessUnitDelimiter;
  const isSet = (nalu: Uint8Array): boolean =>
    naluType(nalu) === naluTypes.sps || naluType(nalu) === naluTypes.pps;
  const rest = nalus.filter((nalu) => !isDelimiter(nalu) && !isSet(nalu));
  return [...nalus.filter(isDelimiter), ...sps, ...pps, ...rest];
}
