import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { parseSps, splitAnnexB } from "@pinhole/kit/formats/h264";
import type { Packet } from "../../bus/packet.ts";
import { Stream } from "../../bus/stream.ts";
import type { Media } from "./media.ts";

const frameRate = 25;
const audioRate = 8000;
const run = promisify(execFile);

/** Two seconds of a moving picture with sound, played for ever at their own pace, as an engine would give them. */
export async function openClip({
  size = "640x360",
  bitrateKbps = 1000,
} = {}): Promise<{ readonly media: Media } & Disposable> {
  const ffmpeg = async (args: string): Promise<Buffer> => {
    const options = { encoding: "buffer", maxBuffer: 100_000_000 } as const;
    return (await run("ffmpeg", ["-v", "error", ...args.split(" "), "-"], options)).stdout;
  };
  const rate = `-b:v ${bitrateKbps}k -maxrate ${bitrateKbps}k -bufsize ${bitrateKbps}k`;
  const video = await ffmpeg(
    `-f lavfi -i testsrc2=size=${size}:rate=${frameRate}:duration=2 -vf noise=alls=20:allf=t -pix_fmt yuv420p -c:v libx264 -preset ultrafast -tune zerolatency -g 25 ${rate} -x264-params aud=1:repeat-headers=1 -f h264`,
  );
  const sound = await ffmpeg(`-f lavfi -i sine=frequency=440:sample_rate=${audioRate}:duration=2 -f mulaw`);
  const units = accessUnits(video);
  const { width, height } = parseSps(splitAnnexB(video).find((nalu) => (nalu[0]! & 31) === 7)!);
  const pictures = openLoop("video", units, 1 / frameRate, (data) => data.includes(0x67) && isKey(data));
  const sounds = openLoop("audio", chunks(sound, audioRate / 50), 1 / 50, () => true);
  return {
    media: {
      video: { stream: pictures.stream, codec: "h264", frameRate, width, height },
      audio: { stream: sounds.stream, codec: "pcm_mulaw", sampleRate: audioRate, channels: 1 },
    },
    [Symbol.dispose]: () => {
      pictures.stop();
      sounds.stop();
    },
  };
}

function openLoop(
  name: string,
  units: readonly Uint8Array<ArrayBuffer>[],
  step: number,
  key: (data: Uint8Array) => boolean,
) {
  let timer: NodeJS.Timeout | undefined;
  let at = 0;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const isKeyUnit = units.map(key);
  const start = (): void => {
    const began = Date.now() / 1000;
    let sent = 0;
    at = 0;
    timer ??= setInterval(() => {
      for (; began + sent * step <= Date.now() / 1000; sent++, at++) {
        const n = at % units.length;
        const packet: Packet = { data: units[n]!, pts: began + sent * step, key: isKeyUnit[n]! };
        stream.publish(packet);
      }
    }, 5);
  };
  // Every second there is a key frame, and a new reader begins at the next one.
  const refresh = (): void => {
    while (!isKeyUnit[at % units.length]) at++;
  };
  const stream: Stream = new Stream(name, { start, stop, refresh }, 200);
  return { stream, stop };
}

function isKey(data: Uint8Array): boolean {
  return splitAnnexB(data).some((nalu) => (nalu[0]! & 31) === 5);
}

/** Cuts an Annex B stream before each access unit delimiter. */
function accessUnits(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const starts: number[] = [];
  for (let at = 0; at + 4 < bytes.length; at++) {
    if (
      bytes[at] === 0 &&
      bytes[at + 1] === 0 &&
      bytes[at + 2] === 0 &&
      bytes[at + 3] === 1 &&
      bytes[at + 4] === 9
    )
      starts.push(at);
  }
  return starts.map((start, n) => Uint8Array.from(bytes.subarray(start, starts[n + 1])));
}

function chunks(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer>[] {
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, n) =>
    Uint8Array.from(bytes.subarray(n * size, (n + 1) * size)),
  );
}
