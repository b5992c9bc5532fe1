import { CameraError, type ErrorCode, messageOf } from "@pinhole/kit/model";
import { hideLogin } from "../hide-login.ts";
import type { SourceContext } from "../source.ts";
import { play } from "../upstream/index.ts";
import type { CameraAddress } from "./address.ts";
import { openBridge } from "./bridge.ts";
import { openAt, type Upstream } from "./open.ts";

/** Hands on the camera's own stream: H.264 with sound by RTSP, or motion JPEG where there is none. */
export async function showCamera(address: CameraAddress, context: SourceContext): Promise<void> {
  const { camera, rtsp, mjpeg } = await urlsOf(address, context.signal);
  let began = false;
  const watched: SourceContext = {
    ...context,
    hasVideo: (video) => {
      began = true;
      context.hasVideo(video);
    },
  };
  if (!address.mjpeg) {
    try {
      return await play(rtsp, watched);
    } catch (error) {
      // A camera whose RTSP is off, or at another port, still shows its pictures.
      if (began || context.signal.aborted || !(error instanceof CameraError)) throw error;
      // The same login would be refused there too, and counted as another try.
      if (error.code === "source-refused") throw error;
    }
  }
  if (mjpeg.startsWith("http:")) return play(mjpeg, context);
  const { pathname, search } = new URL(mjpeg);
  await using bridge = await openBridge(camera, pathname + search, context.signal);
  await play(bridge.url, context, hideLogin(mjpeg));
}

async function urlsOf(
  address: CameraAddress,
  signal: AbortSignal,
): Promise<{ readonly camera: Upstream; readonly rtsp: string; readonly mjpeg: string }> {
  try {
    const camera = await openAt(address, { signal });
    const urls = await camera.streamUrls({ withLogin: true });
    const rtsp = new URL(urls.rtsp);
    if (address.rtspPort !== undefined) rtsp.port = String(address.rtspPort);
    const alias = address.mjpeg ? undefined : await aliasOf(camera);
    if (alias !== undefined) rtsp.pathname = `/${alias}`;
    return { camera, rtsp: rtsp.href, mjpeg: urls.mjpeg };
  } catch (error) {
    throw asSource(error);
  }
}

/** The path of the first H.264 stream, where the usual path plays another one. */
async function aliasOf(camera: Upstream): Promise<string | undefined> {
  if (camera.dialect === "instar") return undefined;
  try {
    const [{ defaultChannel }, { records: listed }] = [
      await camera.get("video"),
      await camera.readGroup("streams"),
    ];
    const usual = listed[defaultChannel - 1];
    if (usual === undefined || (usual.codec === "h264" && usual.channel === 1)) return undefined;
    const { uri, enabled } = await camera.get("h264Channel", 1);
    return enabled && uri !== "" ? uri : undefined;
  } catch (error) {
    // A login that may only look does not get to read that.
    if (error instanceof CameraError && ["not-allowed", "login-refused", "not-offered"].includes(error.code))
      return undefined;
    throw error;
  }
}

const codes: Partial<Record<ErrorCode, ErrorCode>> = {
  "login-refused": "source-refused",
  "not-allowed": "source-refused",
  "not-offered": "source-missing",
  unreachable: "source-unreachable",
  timeout: "source-unreachable",
};

function asSource(error: unknown): unknown {
  if (!(error instanceof CameraError)) return error;
  const code = codes[error.code];
  return code === undefined ? error : new CameraError(code, messageOf(error), { cause: error });
}
