/** Loudness in percent: 0 is 60 dB below the loudest sound that there is, or less; 100 is that. */
export function loudness(meanSquare: number): number {
  if (meanSquare <= 0) return 0;
  const decibels = 10 * Math.log10(meanSquare);
  return Math.min(100, Math.max(0, Math.round(100 + (decibels * 100) / 60)));
}

/** Seconds over which loudness is measured. */
const window = 0.25;
/** Seconds for which it has to be silent, so that a pause between two words is none. */
const silenceSeconds = 2;
/** Seconds from one trigger to the next while noise goes on. */
const again = 1;

export interface LoudnessRule {
  /** In percent. */
  readonly level: number;
  readonly on: "noise" | "silence";
}

/** Listens to PCM (signed, 16 bits, big endian, mono); says how loud it was whenever that is a trigger. */
export interface Listener {
  take(data: Uint8Array, pts: number): number | undefined;
}

/** Takes PCM as a listener does; says how loud it was, four times a second. */
export function openLoudness(sampleRate: number): (data: Uint8Array) => number | undefined {
  let sum = 0;
  let count = 0;
  return (data) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at + 1 < data.byteLength; at += 2) sum += (view.getInt16(at) / 32_768) ** 2;
    count += data.byteLength >> 1;
    if (count < window * sampleRate) return undefined;
    const percent = loudness(sum / count);
    sum = 0;
    count = 0;
    return percent;
  };
}

export function openListener(rule: LoudnessRule, sampleRate: number): Listener {
  const measure = openLoudness(sampleRate);
  let told = Number.NEGATIVE_INFINITY;
  let quietSince: number | undefined;
  let isTold = false;
  const judge = (percent: number, pts: number): boolean => {
    if (rule.on === "noise") {
      // A clock that was set back begins anew.
      if (percent < rule.level || (pts - told < again && pts >= told)) return false;
      told = pts;
      return true;
    }
    if (percent >= rule.level) {
      quietSince = undefined;
      isTold = false;
      return false;
    }
    quietSince ??= pts;
    if (isTold || pts - quietSince < silenceSeconds) return false;
    isTold = true;
    return true;
  };
  return {
    take: (data, pts) => {
      const percent = measure(data);
      return percent !== undefined && judge(percent, pts) ? percent : undefined;
    },
  };
}
