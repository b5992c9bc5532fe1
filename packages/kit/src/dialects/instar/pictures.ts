import { type CameraPort, h264Channel, jpegChannel } from "../../model/index.ts";
import type { Answer, Reply, Request } from "../dialect.ts";
import { parametersOf } from "./query.ts";

// Paths of the 2K+ and of the Full HD models; the parameters of the latter begin with a dash.
const fixedPictures: Readonly<Record<string, { readonly width: number; readonly height: number }>> = {
  "/tmpfs/snap.jpg": { width: 1280, height: 720 },
  "/tmpfs/auto.jpg": { width: 320, height: 240 },
  "/tmpfs/auto2.jpg": { width: 160, height: 120 },
};
const pictureOfChannel = "/snap.cgi";
const motionPath = /^\/livestream\/1([1-3])$/;
const oldMotionPath = "/mjpegstream.cgi";

/** JPEG quality of still pictures, of the IJG scale. */
const quality = 85;

const refuse = (status: number, words: string, headers: Reply["headers"] = {}): Reply => ({
  status,
  type: "text/plain; charset=utf-8",
  body: `${words}\r\n`,
  headers,
});

export function showsPictures(path: string): boolean {
  return (
    Object.hasOwn(fixedPictures, path) ||
    path === pictureOfChannel ||
    path === oldMotionPath ||
    motionPath.test(path)
  );
}

/** Stills and motion JPEG; channels 11, 12 and 13 are the three streams. */
export function servePicture({ method, path, query }: Request, camera: CameraPort): Answer {
  if (method !== "GET") return refuse(405, "pictures are only read: send GET", { Allow: "GET, HEAD" });
  if (camera.privacy()) return refuse(406, "privacy is on: no picture is shown");
  const parameters = parametersOf(query);
  const size = fixedPictures[path];
  if (size !== undefined) return { picture: { ...size, quality } };
  const named = parameters.chn ?? motionPath.exec(path)?.[0].slice(-2) ?? "11";
  if (!/^1[1-3]$/.test(named)) return refuse(400, "chn: must be one of 11, 12, 13");
  const channel = Number(named) - 10;
  if (path === pictureOfChannel) return { picture: { ...sizeOf(camera, channel), quality } };
  if (path !== oldMotionPath && parameters.media !== undefined && parameters.media !== "mjpeg") {
    return refuse(400, "media: must be mjpeg; H.264 is played by RTSP under the same path");
  }
  return { stream: { codec: "mjpeg", channel: motionChannel(camera, channel), framing: "multipart" } };
}

function sizeOf(camera: CameraPort, channel: number): { readonly width: number; readonly height: number } {
  const [width = 0, height = 0] = (camera.get(h264Channel)[channel - 1]?.resolution ?? "")
    .split("x")
    .map(Number);
  return { width, height };
}

/** The motion JPEG channel of that number, or the first where that one is off. */
function motionChannel(camera: CameraPort, channel: number): number {
  return camera.get(jpegChannel)[channel - 1]?.enabled ? channel : 1;
}
