import type { CameraPort } from "../../model/index.ts";
import type { Answer, Request } from "../dialect.ts";

/** `/whep/h264/1` takes an offer; what lies below it is one viewer. */
const paths = /^\/whep\/h264\/([1-3])(?:\/([0-9a-f]{32}))?$/;

export function isWhep(path: string): boolean {
  return paths.test(path);
}

/** WebRTC as WHEP has it: a POST of an offer is answered with an answer, a DELETE of its address ends it. */
export function serveWhep({ method, path, body }: Request, camera: CameraPort): Answer {
  const [, channel, viewer] = paths.exec(path) ?? [];
  const refuse = (status: number, words: string, headers = {}): Answer => {
    return { status, type: "text/plain; charset=utf-8", body: `${words}\r\n`, headers };
  };
  if (viewer !== undefined) {
    if (method === "DELETE") return { webrtc: { leave: viewer } };
    return refuse(405, "a viewer is only ended: send DELETE", { Allow: "DELETE" });
  }
  if (method !== "POST")
    return refuse(405, "send the offer of a WebRTC viewer by POST", { Allow: "POST", "Accept-Post": sdp });
  if (camera.privacy()) return refuse(406, "privacy is on: no picture is shown");
  return { webrtc: { channel: Number(channel), offer: new TextDecoder().decode(body) } };
}

const sdp = "application/sdp";
