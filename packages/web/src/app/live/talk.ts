import { encodeG711, type G711Law } from "@pinhole/kit/formats/g711";
import { request } from "./request.ts";

const rate = 8000;
const longestMs = 30_000;

const paths: Readonly<Record<G711Law, string>> = {
  pcm_alaw: "/img/g711a.cgi",
  pcm_mulaw: "/img/g711u.cgi",
};

/**
 * Records the microphone until the signal aborts and sends it to the speaker then: a browser cannot stream a request's
 * body over HTTP/1.1. Throws where there is no microphone, or with the camera's words.
 */
export async function talk(law: G711Law, signal: AbortSignal): Promise<void> {
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, channelCount: 1 },
  });
  const recorded: Blob[] = [];
  try {
    if (signal.aborted) return;
    const recorder = new MediaRecorder(microphone);
    recorder.addEventListener("dataavailable", ({ data }) => recorded.push(data));
    const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
    recorder.start();
    const stop = (): void => {
      if (recorder.state !== "inactive") recorder.stop();
    };
    signal.addEventListener("abort", stop, { once: true });
    const limit = setTimeout(stop, longestMs);
    await ended;
    clearTimeout(limit);
  } finally {
    for (const track of microphone.getTracks()) track.stop();
  }
  const context = new OfflineAudioContext(1, 1, rate);
  const sound = await context.decodeAudioData(await new Blob(recorded).arrayBuffer());
  const answer = await request(paths[law], {
    method: "POST",
    body: new Blob([encodeG711(samplesOf(sound.getChannelData(0)), law)]),
    signal: AbortSignal.timeout(2 * longestMs),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim().slice(0, 200) || String(answer.status));
}

/** Samples of -1 to 1 as whole numbers of 16 bits. */
export function samplesOf(sound: Float32Array): Int16Array {
  return Int16Array.from(sound, (level) => Math.round(Math.max(-1, Math.min(1, level)) * 32_767));
}
