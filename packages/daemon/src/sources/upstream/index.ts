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
        `${hideLogin(text)} is not an address; write rtsp://host:port/path`,
      );
    }
  },
  show: hideLogin,
  patient: true,
  run: (text, context) => play(text, context),
};

/** Hands on a stream by its address until the signal aborts; `at` names it. Throws a CameraError when it fails or ends. */
export async function play(text: string, context: SourceContext, at = hideLogin(text)): Promise<void> {
  const transport = /^rtsp:/i.test(text) ? await playOwn(text, context, at) : "tcp";
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

/** Hands on what our own reader speaks, which is H.264 over RTSP and takes less work; returns how FFmpeg is to go on. */
async function playOwn(text: string, context: SourceContext, at: string): Promise<"tcp" | "udp"> {
  const [{ playRtsp }, { Unspoken }] = await Promise.all([
    import("../rtsp/play.ts"),
    import("../rtsp/unspoken.ts"),
  ]);
  try {
    return await playRtsp(text, at, context);
  } catch (error) {
    if (error instanceof Unspoken) return error.transport;
    // What can not be read is left to a reader of greater patience.
    if (error instanceof RangeError) return "tcp";
    throw error;
  }
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
