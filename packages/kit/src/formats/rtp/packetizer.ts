import { splitAac } from "./aac.ts";
import { assemble, type Batch, type Split } from "./batch.ts";
import { type RtpCodec, rtpCodecs } from "./codecs.ts";
import { splitH264 } from "./h264.ts";
import { rtpHeaderSize } from "./header.ts";
import { splitJpeg } from "./jpeg.ts";
import { splitMpeg4 } from "./mpeg4.ts";
import { splitSound } from "./sound.ts";

export interface PacketizerOptions {
  readonly codec: RtpCodec;
  /** 0 to 127. */
  readonly payloadType: number;
  readonly ssrc: number;
  /** Bytes of the largest RTP packet, its header of 12 bytes included. */
  readonly packetSize: number;
  /** Interleaved channel, 0 to 255. */
  readonly channel: number;
  /** Sequence number of the first packet. */
  readonly sequence: number;
  /** Hz, of sound; packets are cut alike at every rate. */
  readonly sampleRate?: number;
  /** Of `pcm_*`; 1 when it is not said. */
  readonly channels?: number;
  /** Of `adpcm_g726`: 2 for 16 kbit/s, 4 for 32 kbit/s, which is taken when it is not said. */
  readonly bitsPerSample?: number;
}

export interface Packetizer {
  /**
   * The packets of one access unit. `timestamp` counts the codec's clock (90 kHz for pictures, the sample rate for
   * sound) and is taken modulo 2^32. Throws a RangeError, and counts nothing, where RTP cannot carry the unit.
   */
  packetize(unit: Uint8Array, timestamp: number, key: boolean): Batch;
}

/** Makes the packetizer of one stream. */
export function openPacketizer(options: PacketizerOptions): Packetizer {
  const { payloadType, ssrc, packetSize, channel } = options;
  check("payloadType", payloadType, 0, 127);
  check("ssrc", ssrc, 0, 0xffffffff);
  check("packetSize", packetSize, 256, 65_507);
  check("channel", channel, 0, 255);
  check("sequence", options.sequence, 0, 0xffff);
  const split = splitOf(options);
  const room = packetSize - rtpHeaderSize;
  let sequence = options.sequence;
  return {
    packetize(unit, timestamp, key) {
      const payloads = split(unit, room);
      const batch = assemble(payloads, { payloadType, ssrc, channel, sequence, timestamp, key });
      sequence = (sequence + payloads.length) & 0xffff;
      return batch;
    },
  };
}

function splitOf(options: PacketizerOptions): Split {
  const { codec, channels = 1, bitsPerSample = 4 } = options;
  check("channels", channels, 1, 8);
  check("bitsPerSample", bitsPerSample, 2, 5);
  switch (codec) {
    case "h264":
      return splitH264;
    case "mpeg4":
      return splitMpeg4;
    case "mjpeg":
      return splitJpeg;
    case "aac":
      return splitAac;
    case "pcm_alaw":
    case "pcm_mulaw":
      return splitSound({ blockSize: channels, blockTicks: 1 });
    case "pcm_s16be":
      return splitSound({ blockSize: 2 * channels, blockTicks: 1 });
    case "adpcm_g726":
      // Eight samples are the fewest that fill whole bytes at every rate.
      return splitSound({ blockSize: bitsPerSample, blockTicks: 8 });
    default:
      throw new RangeError(`rtp codec is ${String(codec)}, allowed are ${rtpCodecs.join(", ")}`);
  }
}

function check(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`rtp ${name} is ${value}, ${least} to ${most} are allowed`);
}
