import { request } from "./request.ts";
import { sleep } from "./sleep.ts";

export interface WebrtcView {
  /** Of H.264, from 1. */
  readonly channel: number;
  readonly sound: boolean;
  readonly video: HTMLVideoElement;
  /** Whether pictures come by this way now. */
  shows(pictures: boolean): void;
}

/** Milliseconds for the answer, and from there to the first picture; and without a picture until it is over. */
const answerMs = 10_000;
const firstMs = 5000;
const stallMs = 2500;
const lookMs = 250;
const firstPauseMs = 3000;
/** A firewall in between may stay, but a camera that was away comes back. */
const longestPauseMs = 120_000;

export function canPlayWebrtc(): boolean {
  return typeof RTCPeerConnection === "function" && "requestVideoFrameCallback" in HTMLVideoElement.prototype;
}

/** Shows a channel by WebRTC until the signal aborts, trying again, ever more seldom, when it does not work. */
export async function playWebrtc(view: WebrtcView, signal: AbortSignal): Promise<void> {
  let pauseMs = firstPauseMs;
  try {
    while (!signal.aborted) {
      const shown = await once(view, signal);
      pauseMs = shown ? firstPauseMs : Math.min(2 * pauseMs, longestPauseMs);
      await sleep(pauseMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** One connection to its end; whether it has shown a picture. */
async function once({ channel, sound, video, shows }: WebrtcView, signal: AbortSignal): Promise<boolean> {
  const peer = new RTCPeerConnection();
  let viewer: string | undefined;
  let shown = false;
  try {
    const stream = new MediaStream();
    peer.addEventListener("track", ({ track, receiver }) => {
      stream.addTrack(track);
      // The newest picture counts, not an even flow.
      if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = sound ? 40 : 0;
    });
    peer.addTransceiver("video", { direction: "recvonly" });
    if (sound) peer.addTransceiver("audio", { direction: "recvonly" });
    await peer.setLocalDescription();
    // No place of ours is told: the camera answers to where we come from.
    const answer = await request(`/whep/h264/${channel}`, {
      method: "POST",
      body: new Blob([peer.localDescription?.sdp ?? ""], { type: "application/sdp" }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    });
    if (answer.status !== 201) return false;
    viewer = answer.headers.get("location") ?? undefined;
    await peer.setRemoteDescription({ type: "answer", sdp: await answer.text() });
    video.srcObject = stream;
    let lastMs = performance.now();
    const onPicture = (): void => {
      lastMs = performance.now();
      if (!shown && !signal.aborted) shows(true);
      shown = true;
      if (peer.connectionState !== "closed") video.requestVideoFrameCallback(onPicture);
    };
    video.requestVideoFrameCallback(onPicture);
    while (performance.now() - lastMs < (shown ? stallMs : firstMs)) {
      if (peer.connectionState === "failed" || peer.connectionState === "closed") break;
      if (video.paused) void video.play().catch(() => {});
      await sleep(lookMs, signal);
    }
    return shown;
  } catch {
    signal.throwIfAborted();
    return shown;
  } finally {
    peer.close();
    if (shown) shows(false);
    video.srcObject = null;
    // The camera would find out by itself, later.
    if (viewer !== undefined) void request(viewer, { method: "DELETE", keepalive: true }).catch(() => {});
  }
}
