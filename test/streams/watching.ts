import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { Client } from "../../packages/daemon/src/outputs/rtsp/fixture.ts";
import { basic, type Login } from "../program/clients.ts";
import { admin, emptyFolder, type Program, type StartOptions, start } from "../program/program.ts";

const patienceMs = 30_000;

export type Transport = "tcp" | "udp" | "http";

/** A camera of its own state, with its RTSP addresses. */
export interface Camera extends Program {
  readonly rtspPort: number;
  /** "rtsp://admin:secret@127.0.0.1:PORT/PATH"; a tunnel goes to the HTTP port. */
  address(path: string, transport?: Transport, login?: Login): string;
  /** A bare RTSP connection, logged in as the administrator. */
  client(): Promise<Client>;
}

export async function openCamera(args: readonly string[] = [], options: StartOptions = {}): Promise<Camera> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await emptyFolder());
  const program = stack.use(await start(folder, args, options));
  const rtspPort = Number(/RTSP {2,}rtsp:\/\/[^/]+:(\d+)\//.exec(program.written.stdout)?.[1]);
  const all = stack.move();
  const camera: Omit<Camera, keyof Program> = {
    rtspPort,
    address: (path, transport = "tcp", [user, password] = admin) => {
      const port = transport === "http" ? program.port : rtspPort;
      return `rtsp://${user}:${password}@127.0.0.1:${port}${path}`;
    },
    client: async () => {
      const socket = connect(rtspPort, "127.0.0.1");
      await once(socket, "connect");
      const client = new Client(socket, rtspPort);
      client.auth = basic(admin);
      return client;
    },
  };
  return { ...program, ...camera, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** How a foreign program ended. */
export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly words: string;
}

/** Runs a foreign program to its end; its words are what it complains of. */
export function run(program: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { timeout: patienceMs, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, out, words) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? -1), out, words: words.trim() });
    });
  });
}

/** What ffprobe finds at an address: "h264 1280x720 25/1, pcm_mulaw 8000", or its complaint. */
export async function probe(address: string, transport = "tcp"): Promise<string> {
  const entries = "stream=codec_name,width,height,r_frame_rate,sample_rate";
  const { out, words } = await run("ffprobe", [
    ...["-v", "warning", "-rtsp_transport", transport],
    ...["-show_entries", entries, "-of", "json", address],
  ]);
  if (words !== "") return words;
  const { streams } = JSON.parse(out) as { readonly streams: readonly Readonly<Record<string, string>>[] };
  return streams
    .map(({ codec_name, width, height, r_frame_rate, sample_rate }) =>
      width === undefined
        ? `${codec_name} ${sample_rate}`
        : `${codec_name} ${width}x${height} ${r_frame_rate?.replace("/1", "")}`,
    )
    .join(", ");
}

/** What ffmpeg gets while it decodes an address. */
export interface Played {
  readonly words: string;
  readonly status: number;
  readonly pictures: number;
  /** Pictures a second, by their time stamps. */
  readonly rate: number;
  /** Seconds of sound. */
  readonly sound: number;
}

/** Has ffmpeg decode an address up to a limit ("-t", "2"); `input` are its options before that. */
export async function play(
  address: string,
  limit: readonly string[],
  input: readonly string[] = [],
): Promise<Played> {
  // Each message by itself: what ffmpeg says of its own may come twice, and it would tell that in other words.
  const { status, words, out } = await run("ffmpeg", [
    ...["-hide_banner", "-v", "repeat+warning", ...input, "-i", address, ...limit],
    ...["-map", "0:v?", "-map", "0:a?", "-f", "framecrc", "-"],
  ]);
  const track = (kind: "video" | "audio") => {
    // A rhythm that ffmpeg finds to be a little off gives ticks that are no whole part of a second.
    const [, number, above, below] =
      new RegExp(`^#tb (\\d): (\\d+)/(\\d+)\n#media_type \\1: ${kind}`, "m").exec(out) ?? [];
    const tick = Number(above) / Number(below);
    const lines = out.split("\n").filter((line) => number !== undefined && line.startsWith(`${number},`));
    return lines.map((line) => {
      const [, , pts = 0, duration = 0] = line.split(",").map(Number);
      return { pts: pts * tick, duration: duration * tick };
    });
  };
  const pictures = track("video");
  // ffmpeg guesses the time of the first picture of most RTSP streams.
  const [, second, ...more] = pictures;
  const rate = second && more.length > 0 ? more.length / (more.at(-1)!.pts - second.pts) : 0;
  const sound = track("audio").reduce((sum, { duration }) => sum + duration, 0);
  return { words, status, pictures: pictures.length, rate, sound };
}
