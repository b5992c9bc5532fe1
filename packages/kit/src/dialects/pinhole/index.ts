import { formatDescription, udnOf } from "../../formats/ssdp/index.ts";
import { type CameraPort, identity, upnp } from "../../model/index.ts";
import type { Answer, Dialect } from "../dialect.ts";

const streams = /^\/stream\/(h264|mpeg4|mjpeg)\/([1-3])$/;

/** Where the camera describes itself to UPnP's control points, which have no login. */
export const descriptionPath = "/upnp/description.xml";

/** What the camera offers beside the vendors' paths: every channel by its name, as `/stream/h264/1`. */
export const pinhole: Dialect = {
  name: "pinhole",
  level: (path) => {
    if (path === descriptionPath) return "public";
    return streams.test(path) ? "viewer" : undefined;
  },
  programme: (path) => {
    if (path === "/stream/sound/1" || path === "/stream/sound/2")
      return { sound: path.endsWith("1") ? 1 : 2 };
    const [, codec, channel] = streams.exec(path) ?? [];
    if (codec === undefined) return undefined;
    return { video: { codec: codec as "h264" | "mpeg4" | "mjpeg", channel: Number(channel) }, sound: 1 };
  },
  changesState: () => false,
  serve: ({ method, path }, camera): Answer => {
    const [, codec, number] = streams.exec(path) ?? [];
    const refuse = (status: number, words: string, headers = {}): Answer => {
      return { status, type: "text/plain; charset=utf-8", body: `${words}\r\n`, headers };
    };
    if (method !== "GET") return refuse(405, "this is only read: send GET", { Allow: "GET, HEAD" });
    if (path === descriptionPath) {
      if (!camera.get(upnp)[0]?.enabled) return refuse(404, "not found: UPnP is off");
      return { status: 200, type: "text/xml; charset=utf-8", body: describe(camera) };
    }
    if (camera.privacy()) return refuse(406, "privacy is on: no picture is shown");
    const channel = Number(number);
    if (codec === "mjpeg") return { stream: { codec, channel, framing: "multipart" } };
    return { stream: { codec: codec as "h264" | "mpeg4", channel, framing: "elementary" } };
  },
};

function describe(camera: CameraPort): string {
  const { mac, serial } = camera.device();
  const { company, name } = camera.model;
  return formatDescription({
    udn: udnOf(mac),
    name: camera.get(identity)[0]?.hostName || name,
    maker: company,
    model: name,
    summary: "Network camera",
    serial,
    page: "/",
  });
}
