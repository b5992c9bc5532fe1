import type { Camera } from "../camera.ts";
import { sendersOf } from "../host/addresses.ts";
import type { ServerOptions } from "../http/server.ts";
import { serveWhep, type Webrtc } from "../outputs/webrtc/index.ts";
import { playable } from "./programme.ts";

/** Addresses of this machine that a viewer is told, its own way here first. */
const mostAddresses = 4;

/** What answers requests for WebRTC. */
export function openWhep(
  camera: Camera,
  webrtc: Webrtc,
  bind: string,
): Pick<ServerOptions["outputs"], "webrtc"> {
  return {
    webrtc: async (spec, { req, name, hears }, res) => {
      const say = (status: number, words: string): void => {
        res.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${words}\r\n`);
      };
      if ("leave" in spec) {
        return webrtc.leave(spec.leave) ? say(200, "OK") : say(404, "there is no such viewer");
      }
      const { video, off } = playable({ video: { codec: "h264", channel: spec.channel } }, camera);
      if (!video) return say(off?.status ?? 404, off?.words ?? "there is no such stream");
      await camera.soundKnown();
      // Of the codecs that every browser takes, the one that the microphone knows; it costs next to nothing.
      const audio = hears && camera.sound(1) && camera.stream({ codec: "pcm_mulaw", sampleRate: 8000 });
      const { localAddress = "", remoteAddress = "" } = req.socket;
      const addresses = new Set([plain(localAddress), ...sendersOf(bind)]);
      const joining = {
        ...{ offer: spec.offer, name, remoteAddress },
        media: { video: video.stream, ...(audio ? { audio } : {}) },
        addresses: [...addresses].slice(0, mostAddresses),
        path: `/whep/h264/${spec.channel}`,
      };
      return serveWhep(webrtc, joining, res);
    },
  };
}

/** An IPv4 address as IPv6 sockets write it, without that. */
function plain(address: string): string {
  return address.replace(/^::ffff:/, "");
}
