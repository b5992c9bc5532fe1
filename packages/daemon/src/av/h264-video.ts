import { joinAnnexB, naluType, naluTypes, type ParameterSets, parseSps } from "@pinhole/kit/formats/h264";
import type { Size } from "./frame.ts";
import type { Unit, UnitVideo } from "./units.ts";

const reordered = "its pictures are not sent in the order of their time (B-frames)";

/** Time stamps that go back by more than this many seconds were set anew; by less, pictures were reordered. */
const setBack = 1;

/** What H.264 is, as its parameter sets and times tell it, and its access units as they go over the network. */
export interface H264Video {
  /** Another object when it has changed. */
  readonly video: UnitVideo;
  /** Takes parameter sets that come beside the pictures. */
  configure(sets: ParameterSets | undefined): void;
  /** Sees the time of the next picture, in seconds. */
  stamped(seconds: number): void;
  /**
   * The access unit of these NAL units; undefined before the first parameter sets. `whole` are its bytes as Annex B, the
   * caller's own, where there are such.
   */
  unit(nalus: readonly Uint8Array[], isKey: boolean, whole?: Uint8Array<ArrayBuffer>): Unit | undefined;
  /** Time begins anew, as after a seek. */
  restart(): void;
}

/** `delayed` says that pictures are known to be reordered. */
export function openH264Video({ width, height }: Size, delayed: boolean): H264Video {
  let video: UnitVideo = { width, height, obstacle: delayed ? reordered : undefined };
  let sets: ParameterSets | undefined;
  let newest: number | undefined;

  const look = ({ sps: [sps] }: ParameterSets): void => {
    if (sps === undefined) return;
    const { width, height, chromaFormat, lumaDepth } = parseSps(sps);
    const strange = lumaDepth !== 8 || chromaFormat > 1;
    const colours = strange ? "its colours are not 4:2:0 with 8 bits" : undefined;
    const obstacle = video.obstacle === reordered ? reordered : colours;
    if (width === video.width && height === video.height && obstacle === video.obstacle) return;
    video = { width, height, obstacle };
  };
  return {
    get video() {
      return video;
    },
    configure: (next) => {
      sets = next && copied(next);
    },
    stamped: (seconds) => {
      const back = (newest ?? seconds) - seconds;
      // Not every encoder says beforehand that it reorders.
      if (back > 0 && back < setBack && video.obstacle !== reordered)
        video = { ...video, obstacle: reordered };
      newest = seconds;
    },
    unit: (nalus, isKey, whole) => {
      const sps = nalus.filter((nalu) => naluType(nalu) === naluTypes.sps);
      const pps = nalus.filter((nalu) => naluType(nalu) === naluTypes.pps);
      if (sps.length > 0) sets = copied({ sps, pps: sets?.pps ?? [] });
      if (pps.length > 0) sets = copied({ sps: sets?.sps ?? [], pps });
      const key = isKey || nalus.some((nalu) => naluType(nalu) === naluTypes.idrSlice);
      if (sets === undefined || sets.sps.length === 0 || sets.pps.length === 0) return undefined;
      if (key) look(sets);
      const isComplete = sps.length > 0 && pps.length > 0;
      if (key && !isComplete) return { data: joinAnnexB(withSets(nalus, sets)), key };
      return { data: whole ?? joinAnnexB(nalus), key };
    },
    restart: () => {
      newest = undefined;
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
