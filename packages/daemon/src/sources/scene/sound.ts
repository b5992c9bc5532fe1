/** Hz. */
export const sampleRate = 16_000;

/** A tone marks each second of the camera's clock for this long, in seconds; each minute begins with a higher one. */
const mark = 0.08;
const tones = { second: 880, minute: 1760 } as const;

/** Seconds in which the tone comes and goes, so that it does not click. */
const fade = 0.005;

const loudness = 0.25;

/**
 * The scene's sound between two Unix times in seconds: a quiet rustle, and a tone that begins at each whole second, by
 * which sound and picture can be compared.
 */
export function drawSound(from: number, samples: number): Int16Array {
  const sound = new Int16Array(samples);
  let noise = (Math.floor(from * 1000) >>> 0) | 1;
  for (let n = 0; n < samples; n++) {
    const at = from + n / sampleRate;
    const second = Math.floor(at);
    const within = at - second;
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    let value = (noise / 0xffffffff - 0.5) * 0.01;
    if (within < mark) {
      const envelope = Math.min(1, within / fade, (mark - within) / fade);
      value +=
        loudness *
        envelope *
        Math.sin(2 * Math.PI * (second % 60 === 0 ? tones.minute : tones.second) * within);
    }
    sound[n] = Math.round(value * 32_767);
  }
  return sound;
}
