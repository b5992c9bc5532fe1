import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { needs } from "../../../../../test/peers.ts";
import { findParameterSets, naluType, splitAnnexB } from "../h264/index.ts";
import { encodeBye, encodeSenderReport } from "../rtcp/index.ts";
import { formatOf, formatSdp, type SdpCodec } from "../sdp/index.ts";
import { drawJpeg } from "./fixtures/drawn-jpeg.ts";
import {
  type Batch,
  mpeg4Config,
  openDepacketizer,
  openPacketizer,
  type PacketizerOptions,
  packetsOf,
  parseRtp,
} from "./index.ts";

/** One codec's stream as ffmpeg encoded it, and how it goes over RTP. */
interface Feed {
  readonly name: string;
  /** What makes ffmpeg encode it, or pictures that are there already. */
  readonly args: string | readonly Uint8Array[];
  readonly extension: string;
  /** What ffmpeg has to be told to read the file again. */
  readonly input?: string;
  readonly cut: (bytes: Uint8Array) => Uint8Array[];
  readonly codec: (units: readonly Uint8Array[]) => SdpCodec;
  readonly options?: Partial<PacketizerOptions>;
  /** RTP time between units. */
  readonly ticks: number;
  readonly isSound?: true;
}

const picture = "-f lavfi -i testsrc2=s=320x240:r=25 -frames:v 25";
const sound = (rate: number, channels = 1): string =>
  `-f lavfi -i sine=f=440:r=${rate}:d=1 -ac ${channels} -ar ${rate}`;
const pieces = (size: number) => (bytes: Uint8Array) =>
  Array.from({ length: Math.floor(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));

const feeds: readonly Feed[] = [
  {
    name: "h264",
    args: `${picture} -c:v libx264 -preset superfast -tune zerolatency -g 10 -x264-params aud=1:repeat-headers=1:sliced-threads=0 -pix_fmt yuv420p -f h264`,
    extension: "h264",
    cut: cutAccessUnits,
    codec: (units) => ({ codec: "h264", sets: findParameterSets(splitAnnexB(units[0]!)) }),
    ticks: 3600,
  },
  {
    name: "h264 in slices",
    args: `${picture} -c:v libx264 -preset superfast -tune zerolatency -g 10 -x264-params aud=1:repeat-headers=1:slices=4 -pix_fmt yuv420p -f h264`,
    extension: "h264",
    cut: cutAccessUnits,
    codec: () => ({ codec: "h264" }),
    options: { packetSize: 400 },
    ticks: 3600,
  },
  {
    name: "mpeg4",
    args: `${picture} -c:v mpeg4 -g 10 -q:v 4 -f m4v`,
    extension: "m4v",
    cut: cutVops,
    codec: (units) => ({ codec: "mpeg4", config: mpeg4Config(units[0]!) }),
    ticks: 3600,
  },
  {
    name: "mjpeg",
    args: `${picture} -c:v mjpeg -huffman default -pix_fmt yuvj420p -q:v 6 -f mjpeg`,
    extension: "mjpeg",
    cut: cutJpegs,
    codec: () => ({ codec: "mjpeg" }),
    options: { payloadType: 26 },
    ticks: 3600,
  },
  ...(["4:2:0", "4:2:2"] as const).flatMap((subsampling) =>
    [0, 7].map(
      (interval): Feed => ({
        name: `mjpeg ${subsampling}, restart interval ${interval}`,
        args: Array.from({ length: 25 }, (_, n) =>
          drawJpeg({ subsampling, interval, width: 640, height: 480, seed: n + 1 }),
        ),
        extension: "mjpeg",
        cut: cutJpegs,
        codec: () => ({ codec: "mjpeg" }),
        ticks: 3600,
      }),
    ),
  ),
  {
    name: "aac",
    args: `${sound(16_000)} -c:a aac -b:a 48k -f adts`,
    extension: "adts",
    cut: cutAdts,
    codec: () => ({ codec: "aac", sampleRate: 16_000, channels: 1 }),
    ticks: 1024,
    isSound: true,
  },
  {
    name: "aac in fragments",
    args: `${sound(48_000, 2)} -c:a aac -b:a 256k -f adts`,
    extension: "adts",
    cut: cutAdts,
    codec: () => ({ codec: "aac", sampleRate: 48_000, channels: 2 }),
    options: { packetSize: 400 },
    ticks: 1024,
    isSound: true,
  },
  {
    name: "pcm_alaw",
    args: `${sound(8000)} -c:a pcm_alaw -f alaw`,
    extension: "al",
    input: "-f alaw -ar 8000 -ch_layout mono",
    cut: pieces(160),
    codec: () => ({ codec: "pcm_alaw", sampleRate: 8000, channels: 1 }),
    options: { payloadType: 8 },
    ticks: 160,
    isSound: true,
  },
  {
    name: "pcm_mulaw",
    args: `${sound(8000)} -c:a pcm_mulaw -f mulaw`,
    extension: "ul",
    input: "-f mulaw -ar 8000 -ch_layout mono",
    cut: pieces(160),
    codec: () => ({ codec: "pcm_mulaw", sampleRate: 8000, channels: 1 }),
    options: { payloadType: 0 },
    ticks: 160,
    isSound: true,
  },
  ...([4, 2] as const).map(
    (bitsPerSample): Feed => ({
      name: `adpcm_g726 at ${bitsPerSample * 8} kbit/s`,
      args: `${sound(8000)} -c:a g726le -code_size ${bitsPerSample} -f g726le`,
      extension: "g726",
      input: `-f g726le -code_size ${bitsPerSample}`,
      cut: pieces(20 * bitsPerSample),
      codec: () => ({ codec: "adpcm_g726", bitsPerSample }),
      options: { bitsPerSample },
      ticks: 160,
      isSound: true,
    }),
  ),
  {
    name: "pcm_s16be",
    args: `${sound(16_000, 2)} -c:a pcm_s16be -f s16be`,
    extension: "sw",
    input: "-f s16be -ar 16000 -ch_layout stereo",
    cut: pieces(1280),
    codec: () => ({ codec: "pcm_s16be", sampleRate: 16_000, channels: 2 }),
    options: { packetSize: 400, channels: 2, sampleRate: 16_000 },
    ticks: 320,
    isSound: true,
  },
];

describe("ffmpeg plays what the packetizers send", { skip: needs("ffmpeg"), concurrency: 2 }, () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pinhole-rtp-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const feed of feeds) {
    it(feed.name, { timeout: 20_000 }, async () => {
      const file = join(folder, `${feed.name.replaceAll(/\W/g, "-")}.${feed.extension}`);
      if (typeof feed.args !== "string") writeFileSync(file, Buffer.concat(feed.args));
      else execFileSync("ffmpeg", [..."-v error -y".split(" "), ...feed.args.split(" "), file]);
      const units = feed.cut(readFileSync(file));
      assert.ok(units.length >= 15, `${units.length} units`);
      const batches = packetize(feed, units);
      assertRoundTrip(feed, units, batches);
      const played = await play(folder, feed, units, batches);
      assert.deepEqual(played, decodeFile(feed, file));
      if (!feed.isSound) assert.equal(played.length, units.length);
    });
  }
});

const ssrc = 0x1234abcd;

function optionsOf(feed: Feed, units: readonly Uint8Array[]): PacketizerOptions {
  const { codec } = feed.codec(units);
  const fixed = { payloadType: 96, ssrc, packetSize: 1400, channel: 0, sequence: 65_530 };
  return { ...fixed, codec, ...feed.options };
}

function packetize(feed: Feed, units: readonly Uint8Array[]): Batch[] {
  const packetizer = openPacketizer(optionsOf(feed, units));
  return units.map((unit, n) => packetizer.packetize(unit, 0xffff_0000 + n * feed.ticks, n === 0));
}

/** Our own depacketizer gives back what ffmpeg is about to get. */
function assertRoundTrip(feed: Feed, units: readonly Uint8Array[], batches: readonly Batch[]): void {
  const { codec, packetSize } = optionsOf(feed, units);
  const depacketizer = openDepacketizer(codec);
  const packets = batches.flatMap(packetsOf);
  assert.ok(packets.every((packet) => packet.length <= packetSize));
  const received = packets.flatMap((packet) => depacketizer.push(parseRtp(packet)));
  assert.deepEqual(depacketizer.counts, { packets: packets.length, lost: 0, late: 0, dropped: 0 });
  if (codec === "h264") {
    const plain = (unit: Uint8Array) => splitAnnexB(unit).filter((nalu) => naluType(nalu) !== 9);
    assert.deepEqual(
      received.map(({ data }) => plain(data)),
      units.map(plain).map((all) => all.map(copy)),
    );
    assert.deepEqual(
      received.map(({ key }) => key),
      units.map((_, n) => n % 10 === 0),
    );
  } else if (codec === "mjpeg") assert.equal(received.length, units.length);
  else assert.deepEqual(Buffer.concat(received.map(({ data }) => data)), Buffer.concat(units));
}

const copy = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes);

/** Sends the packets to an ffmpeg that reads the description, and returns what it decoded. */
async function play(
  folder: string,
  feed: Feed,
  units: readonly Uint8Array[],
  batches: readonly Batch[],
): Promise<string[]> {
  const [rtp, rtcp, port] = await openPair();
  const sdp = join(folder, `${port}.sdp`);
  writeFileSync(sdp, describeFeed(feed, units, port));
  const player = spawn("ffmpeg", playerArgs(feed, sdp), { stdio: ["ignore", "pipe", "pipe"] });
  try {
    const output = collect(player);
    await untilListening(rtcp);
    for (const batch of batches) {
      for (const packet of packetsOf(batch)) rtp.send(packet);
      await wait(8);
    }
    await untilQuiet(output);
    rtcp.send(encodeBye(ssrc, "pinhole@test"));
    await once(player, "close");
    assert.equal(output.problems, "");
    return decodedOf(feed, Buffer.concat(output.chunks));
  } finally {
    player.kill("SIGKILL");
    rtp.close();
    rtcp.close();
  }
}

function describeFeed(feed: Feed, units: readonly Uint8Array[], port: number): string {
  const media = feed.codec(units);
  const kind = feed.isSound ? "audio" : "video";
  const { payloadType } = optionsOf(feed, units);
  return formatSdp({
    origin: { user: "-", id: "1", version: "1", address: "127.0.0.1" },
    name: feed.name,
    connection: { address: "127.0.0.1" },
    media: [{ kind, port, protocol: "RTP/AVP", formats: [formatOf(media, payloadType)] }],
  });
}

function playerArgs(feed: Feed, sdp: string): string[] {
  const input = "-v warning -nostdin -protocol_whitelist file,udp,rtp -analyzeduration 400000 -threads 1";
  return [...input.split(" "), "-i", sdp, ...outputArgs(feed)];
}

/** A checksum for each picture; samples for sound. */
function outputArgs(feed: Feed): string[] {
  const output = feed.isSound ? "-f s16le -" : "-fps_mode passthrough -f framecrc -";
  return `-flush_packets 1 ${output}`.split(" ");
}

function decodeFile(feed: Feed, file: string): string[] {
  const input = feed.input === undefined ? [] : feed.input.split(" ");
  return decodedOf(feed, execFileSync("ffmpeg", ["-v", "error", ...input, "-i", file, ...outputArgs(feed)]));
}

/** Lines of framecrc are stream, dts, pts, duration, size, checksum. */
function decodedOf(feed: Feed, bytes: Buffer): string[] {
  if (feed.isSound) return [bytes.toString("base64")];
  const lines = bytes
    .toString()
    .split("\n")
    .filter((line) => /^\d/.test(line));
  return lines.map((line) => line.split(",").slice(4).join());
}

interface Output {
  readonly chunks: Buffer[];
  problems: string;
}

function collect(player: ChildProcess): Output {
  const output: Output = { chunks: [], problems: "" };
  player.stdout?.on("data", (chunk: Buffer) => output.chunks.push(chunk));
  player.stderr?.on("data", (chunk: Buffer) => {
    output.problems += chunk.toString();
  });
  return output;
}

/** A BYE overtakes packets that wait in the other socket, so it has to wait until nothing more is decoded. */
async function untilQuiet(output: Output): Promise<void> {
  let quiet = 0;
  for (let tries = 0; tries < 300 && quiet < 15; tries += 1) {
    const before = output.chunks.length;
    await wait(20);
    quiet = before > 0 && output.chunks.length === before ? quiet + 1 : 0;
  }
}

/** Sockets connected to a free even port of the loopback interface and to the odd one above it. */
async function openPair(): Promise<readonly [Socket, Socket, number]> {
  for (;;) {
    const probe = createSocket("udp4").bind(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address();
    probe.close();
    if (port % 2 !== 0) continue;
    const pair = [createSocket("udp4"), createSocket("udp4")] as const;
    for (const [n, socket] of pair.entries()) {
      socket.connect(port + n, "127.0.0.1");
      await once(socket, "connect");
    }
    return [...pair, port];
  }
}

/** Sends reports until no "port unreachable" comes back. */
async function untilListening(socket: Socket): Promise<void> {
  let isRefused = true;
  socket.on("error", () => {
    isRefused = true;
  });
  const info = { ssrc, ntp: 1_700_000_000, rtpTimestamp: 0xffff_0000, packets: 0, octets: 0 };
  for (let tries = 0; tries < 200 && isRefused; tries += 1) {
    isRefused = false;
    socket.send(encodeSenderReport(info, "pinhole@test"));
    await wait(25);
    // A timer that is late comes ahead of what sockets have to say.
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(!isRefused, "ffmpeg does not listen");
}

function cutAccessUnits(bytes: Uint8Array): Uint8Array[] {
  return cutAt(bytes, (at) => bytes[at] === 0 && bytes[at + 3] === 1 && (bytes[at + 4]! & 0x1f) === 9, 4);
}

function cutVops(bytes: Uint8Array): Uint8Array[] {
  const starts = new Set<number>();
  let first = -1;
  for (let at = 0; at + 3 < bytes.length; at += 1) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) continue;
    if (first < 0) first = at;
    if (bytes[at + 3] !== 0xb6) continue;
    starts.add(first);
    first = -1;
  }
  return cutAt(bytes, (at) => starts.has(at), 0);
}

function cutJpegs(bytes: Uint8Array): Uint8Array[] {
  return cutAt(bytes, (at) => bytes[at] === 0xff && bytes[at + 1] === 0xd8 && bytes[at + 2] === 0xff, 0);
}

function cutAt(bytes: Uint8Array, isStart: (at: number) => boolean, zeros: number): Uint8Array[] {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const isPlain = zeros === 0 || (bytes[at + 1] === 0 && bytes[at + 2] === 0);
    if (isPlain && isStart(at)) starts.push(at);
  }
  return starts.map((start, n) => bytes.subarray(start, starts[n + 1] ?? bytes.length));
}

function cutAdts(bytes: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  for (let at = 0; at + 7 <= bytes.length; ) {
    const size = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
    units.push(bytes.subarray(at + 7, at + size));
    at += size;
  }
  return units;
}
