import type { CameraPort } from "../../model/index.ts";
import type { Answer, Programme, Request } from "../dialect.ts";

const streams = /^\/stream\/(h264|mpeg4|mjpeg)\/([1-3])$/;

/** H.264 in FLV without sound, for which no picture waits: the pages play it. */
const silent = /^\/stream\/flv\/([1-3])$/;

export function isStream(path: string): boolean {
  return streams.test(path) || silent.test(path);
}

/** What an RTSP path plays: `/stream/h264/1` with the sound, `/stream/sound/1` that alone. */
export function programmeOf(path: string): Programme | undefined {
  if (path === "/stream/sound/1" || path === "/stream/sound/2") return { sound: path.endsWith("1") ? 1 : 2 };
  const [, codec, channel] = streams.exec(path) ?? [];
  if (codec === undefined) return undefined;
  return { video: { codec: codec as "h264" | "mpeg4" | "mjpeg", channel: Number(channel) }, sound: 1 };
}

export function serveStream({ method, path }: Request, camera: CameraPort): Answer {
  const [, codec, number] = streams.exec(path) ?? [];
  const refuse = (status: number, words: string, headers = {}): Answer => {
    return { status, type: "text/plain; charset=utf-8", body: `${words}\r\n`, headers };
  };
  if (method !== "GET") return refuse(405, "a stream is only read: send GET", { Allow: "GET, HEAD" });
  if (camera.privacy()) return refuse(406, "privacy is on: no picture is shown");
  const [, flv] = silent.exec(path) ?? [];
  if (flv !== undefined)
    return { stream: { codec: "h264", channel: Number(flv), framing: "flv", silent: true } };
  const channel = Number(number);
  if (codec === "mjpeg") return { stream: { codec, channel, framing: "multipart" } };
  return { stream: { codec: codec as "h264" | "mpeg4", channel, framing: "elementary" } };
}
