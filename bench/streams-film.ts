import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openPacketizer, withChannel } from "@pinhole/kit/formats/rtp";
import type { Bench } from "./bench.ts";
import { ffmpeg } from "./clip.ts";
import type { Film } from "./peers/rtsp-server.ts";
import { runToEnd } from "./process.ts";

const frameRate = 25;
const packetSize = 1400;

/** The film of the streams benchmark: 720p, 25 pictures a second, 2 Mbit/s, a key frame every two seconds, no B-frames. */
export async function makeFilm(bench: Bench): Promise<Film> {
  const [short, mp4, annexB] = ["short.mp4", "film.mp4", "film.264"].map((name) =>
    join(bench.folder, name),
  ) as [string, string, string];
  const picture = [
    "-f",
    "lavfi",
    "-i",
    `testsrc2=size=1280x720:rate=${frameRate}`,
    "-vf",
    "noise=alls=8:allf=t",
  ];
  const rate = ["-b:v", "2M", "-maxrate", "2M", "-bufsize", "1M", "-g", String(2 * frameRate)];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p"];
  await runToEnd(bench, [ffmpeg(), "-v", "error", ...picture, "-t", "10", ...codec, ...rate, short], 120);
  // Long enough for servers that stop at the end.
  const loop = [ffmpeg(), "-v", "error", "-stream_loop", "11", "-i", short, "-c", "copy"];
  await runToEnd(bench, [...loop, mp4], 60);
  await runToEnd(bench, [ffmpeg(), "-v", "error", "-i", mp4, "-c", "copy", "-f", "h264", annexB], 60);
  const units = accessUnits(await readFile(annexB));
  const framed = join(bench.folder, "film.framed");
  await writeFile(framed, Buffer.concat(units.flatMap(packer())));
  const [sps, pps] = [7, 8].map((kind) => nalUnits(units[0]!).find((unit) => (unit[0]! & 31) === kind)!);
  const sets = [sps!, pps!].map((unit) => Buffer.from(unit).toString("base64")).join(",");
  return { mp4, annexB, framed, frameRate, parameters: `packetization-mode=1;sprop-parameter-sets=${sets}` };
}

/** Turns access units into RTP with interleaved headers, as bare-rtsp.c takes it. */
function packer(): (unit: Uint8Array<ArrayBuffer>, at: number) => Uint8Array[] {
  const packetizer = openPacketizer({
    ...{ codec: "h264", payloadType: 96, ssrc: 4711, packetSize, channel: 0, sequence: 0 },
  });
  return (unit, at) => {
    const key = nalUnits(unit).some((nal) => (nal[0]! & 31) === 5);
    const { bytes } = withChannel(packetizer.packetize(unit, (at * 90_000) / frameRate, key), 0);
    const head = Buffer.alloc(5);
    head.writeUInt32LE(bytes.length);
    head[4] = key ? 1 : 0;
    return [head, bytes];
  };
}

function nalUnits(bytes: Uint8Array): Uint8Array[] {
  const starts = startsOf(bytes);
  return starts.map((start, n) => {
    const next = starts[n + 1];
    const end = next === undefined ? bytes.length : next - (bytes[next - 4] === 0 ? 4 : 3);
    return bytes.subarray(start, end);
  });
}

/** Where each NAL unit begins, behind its start code. */
function startsOf(bytes: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = bytes.indexOf(1, 2); at > 0; at = bytes.indexOf(1, at + 1))
    if (bytes[at - 1] === 0 && bytes[at - 2] === 0) starts.push(at + 1);
  return starts;
}

/** Cuts a stream of one slice in each picture: parameter sets and the like belong to the picture after them. */
function accessUnits(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const units: Uint8Array<ArrayBuffer>[] = [];
  let from = 0;
  const starts = startsOf(bytes);
  let done = false;
  for (const [n, start] of starts.entries()) {
    const code = start - (bytes[start - 4] === 0 ? 4 : 3);
    // zerolatency cuts pictures into slices, of which the first begins with macroblock 0.
    const isSlice = (bytes[start]! & 31) === 1 || (bytes[start]! & 31) === 5;
    const begins = !isSlice || (bytes[start + 1]! & 0x80) !== 0;
    if (done && begins) {
      units.push(Uint8Array.from(bytes.subarray(from, code)));
      from = code;
      done = false;
    }
    if (isSlice) done = true;
    if (n === starts.length - 1) units.push(Uint8Array.from(bytes.subarray(from)));
  }
  return units;
}
