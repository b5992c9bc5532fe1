import { CameraError } from "@pinhole/kit/model";
import { hideLogin } from "../hide-login.ts";
import { unixNow, until } from "../pace.ts";
import type { SourceContext, SourceKind } from "../source.ts";

const schemes = /^(?:rtsp|rtsps|http|https):\/\//i;

/** How long a silent upstream is waited for, in FFmpeg's microseconds. */
const silenceUs = "8000000";

/** A picture that stands alone is fetched again this often. */
const pollSeconds = 0.5;

/** Another camera: RTSP, or HTTP with motion JPEG or single pictures. */
export const upstream: SourceKind = {
  name: "upstream",
  usage: "rtsp://HOST/… http://HOST/…    another camera: RTSP, MJPEG or JPEG",
  accepts: async (text) => schemes.test(text),
  check: async (text) => {
    if (!URL.canParse(text) || new URL(text).hostname === "") {
      throw new CameraError(
        "source-missing",
        `${hideLogin(text)} is not an address; write rtsp://host:port/path or http://host:port/path`,
      );
    }
  },
  show: hideLogin,
  patient: true,
  run: (text, context) => play(text, context),
};

/** Hands on a stream by its address until the signal aborts; `at` names it. Throws a CameraError when it fails or ends. */
export async function play(text: string, context: SourceContext, at = hideLogin(text)): Promise<void> {
  const transport = (await playOwn(text, context, at)) ?? "tcp";
  const { decodeLive } = await import("../decode.ts");
  for (;;) {
    const began = unixNow();
    const pictures = await decodeLive(
      text,
      { at, signal: context.signal, options: options(text, transport) },
      context,
    );
    if (pictures !== 1) throw new CameraError("source-ended", "the other side ended the stream", { at });
    await until(began + pollSeconds, context.signal);
  }
}

/** Hands on what readers of our own speak, which take less work; returns how FFmpeg is to go on, where that matters. */
async function playOwn(text: string, context: SourceContext, at: string): Promise<"tcp" | "udp" | undefined> {
  const { Unspoken } = await import("../unspoken.ts");
  try {
    if (/^rtsp:/i.test(text)) return await playRtsp(text, context, at);
    if (/^https?:/i.test(text)) return await playMotionJpeg(text, context, at);
    return undefined;
  } catch (error) {
    if (error instanceof Unspoken) return error.transport;
    throw error;
  }
}

/** H.264 over RTSP. */
async function playRtsp(text: string, context: SourceContext, at: string): Promise<"tcp"> {
  const { playRtsp } = await import("../rtsp/play.ts");
  try {
    return await playRtsp(text, at, context);
  } catch (error) {
    // What can not be read is left to a reader of greater patience.
    if (error instanceof RangeError) return "tcp";
    throw error;
  }
}

/** Pictures that are pushed over HTTP. */
async function playMotionJpeg(text: string, context: SourceContext, at: string): Promise<never> {
  const { playMotionJpeg } = await import("../motion-jpeg/play.ts");
  return await playMotionJpeg(text, at, context);
}

function options(text: string, transport: "tcp" | "udp"): Record<string, string> {
  const live = { probesize: "500000", analyzeduration: "500000" };
  if (/^rtsp/i.test(text)) {
    return {
      ...live,
      rtsp_transport: transport,
      timeout: silenceUs,
      protocol_whitelist: "rtp,udp,tcp,tls,http,https,httpproxy,crypto",
    };
  }
  return { ...live, rw_timeout: silenceUs, protocol_whitelist: "http,https,httpproxy,tcp,tls,crypto" };
}
