import type { Answer, Dialect } from "../dialect.ts";
import { changesDeliveries, isDeliveries, serveDeliveries } from "./deliveries.ts";

const streams = /^\/stream\/(h264|mpeg4|mjpeg)\/([1-3])$/;

/** What the camera offers beside the vendors' paths: every channel by its name, as `/stream/h264/1`. */
export const pinhole: Dialect = {
  name: "pinhole",
  level: (path) => {
    if (isDeliveries(path)) return "admin";
    return streams.test(path) ? "viewer" : undefined;
  },
  programme: (path) => {
    if (path === "/stream/sound/1" || path === "/stream/sound/2")
      return { sound: path.endsWith("1") ? 1 : 2 };
    const [, codec, channel] = streams.exec(path) ?? [];
    if (codec === undefined) return undefined;
    return { video: { codec: codec as "h264" | "mpeg4" | "mjpeg", channel: Number(channel) }, sound: 1 };
  },
  changesState: (method, path) => isDeliveries(path) && changesDeliveries(method),
  serve: (request, camera): Answer | Promise<Answer> => {
    const { method, path } = request;
    if (isDeliveries(path)) return serveDeliveries(request, camera);
    const [, codec, number] = streams.exec(path) ?? [];
    const refuse = (status: number, words: string, headers = {}): Answer => {
      return { status, type: "text/plain; charset=utf-8", body: `${words}\r\n`, headers };
    };
    if (method !== "GET") return refuse(405, "a stream is only read: send GET", { Allow: "GET, HEAD" });
    if (camera.privacy()) return refuse(406, "privacy is on: no picture is shown");
    const channel = Number(number);
    if (codec === "mjpeg") return { stream: { codec, channel, framing: "multipart" } };
    return { stream: { codec: codec as "h264" | "mpeg4", channel, framing: "elementary" } };
  },
};
