import { spawn } from "node:child_process";
import { once } from "node:events";
import { CameraError, messageOf } from "@pinhole/kit/model";

/** Hz of what is recorded: what sound cards have, and twice what any codec carries. */
export const microphoneRate = 48_000;

const mostWords = 500;

/** Seconds by which a device may be ahead of the clock: ALSA has some without one, which give all at once. */
const mostAhead = 0.2;

/** What records: Debian's alsa-utils have it. */
export interface Recorder {
  readonly program: string;
  readonly device: string;
}

/**
 * Records from an ALSA device, mono, by `arecord`, until the signal aborts; `take` gets the samples as they come.
 * Rejects with a CameraError when the device can not be had, or ends.
 */
export async function record(
  { program, device }: Recorder,
  take: (samples: Int16Array<ArrayBuffer>) => void,
  signal: AbortSignal,
): Promise<void> {
  // Short periods keep the delay short; a buffer of ten of them outlives a stumble of this process.
  const format = ["-t", "raw", "-f", "S16_LE", "-c", "1", "-r", String(microphoneRate)];
  const args = ["-q", "-D", device, ...format, "-F", "20000", "-B", "200000"];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const kill = (): void => {
    child.stdout.resume();
    child.kill("SIGKILL");
  };
  signal.addEventListener("abort", kill);
  const beganMs = performance.now();
  let received = 0;
  let resting: NodeJS.Timeout | undefined;
  let words = "";
  let odd: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (words.length < mostWords) words += text;
  });
  child.stdout.on("data", (chunk: Buffer) => {
    const bytes = odd.length > 0 ? Buffer.concat([odd, chunk]) : chunk;
    const whole = bytes.length - (bytes.length % 2);
    odd = bytes.subarray(whole);
    const samples = new Int16Array(whole / 2);
    for (let n = 0; n < samples.length; n++) samples[n] = bytes.readInt16LE(n * 2);
    received += samples.length;
    const ahead = received / microphoneRate - (performance.now() - beganMs) / 1000;
    if (ahead > mostAhead) {
      child.stdout.pause();
      resting = setTimeout(() => child.stdout.resume(), ahead * 1000);
    }
    if (samples.length > 0 && !signal.aborted) take(samples);
  });
  try {
    await once(child, "close");
  } catch (cause) {
    const reason = `${program} can not be started (${messageOf(cause)}); install alsa-utils`;
    throw new CameraError("microphone-missing", reason, { at: program, cause });
  } finally {
    clearTimeout(resting);
    signal.removeEventListener("abort", kill);
  }
  if (signal.aborted) return;
  const why = messageOf(words.slice(0, mostWords)) || "the recording ended";
  throw new CameraError(/busy/i.test(words) ? "microphone-busy" : "microphone-missing", `${device}: ${why}`, {
    at: device,
  });
}
