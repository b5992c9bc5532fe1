/** Makes mono sound of 8000 Hz from sound of any rate, as it comes. */
export interface Resampler {
  /** The samples that are certain by now. */
  push(samples: Float32Array): Float32Array;
  /** What is left when no more comes. */
  end(): Float32Array;
}

const targetHz = 8000;
/** Zero crossings of the filter on each side: more is steeper. */
const crossings = 16;
/** Of the band that 8000 Hz can hold, how much is kept: the filter needs room to fall off. */
const kept = 0.92;

/** A low-pass of windowed sinc, evaluated where an output sample stands. */
export function openResampler(rateHz: number): Resampler {
  const step = rateHz / targetHz;
  const cutoff = kept * Math.min(1, 1 / step);
  const reach = Math.ceil(crossings / cutoff);
  // Silence before the first sample, so that the first output has neighbours on both sides.
  let waiting = new Float32Array(reach);
  let place = reach;
  const take = (upTo: number): Float32Array => {
    const count = Math.max(0, Math.ceil((upTo - place) / step));
    const out = new Float32Array(count);
    for (let n = 0; n < count; n += 1) {
      const at = place + n * step;
      const last = Math.min(waiting.length - 1, Math.floor(at + reach));
      let sum = 0;
      for (let from = Math.max(0, Math.ceil(at - reach)); from <= last; from += 1) {
        sum += (waiting[from] as number) * kernel(from - at, { cutoff, reach });
      }
      out[n] = sum;
    }
    place += count * step;
    const done = Math.max(0, Math.floor(place) - reach);
    waiting = waiting.slice(done);
    place -= done;
    return out;
  };
  return {
    push: (samples) => {
      waiting = joined(waiting, samples);
      return take(waiting.length - reach);
    },
    end: () => take(waiting.length),
  };
}

function kernel(x: number, { cutoff, reach }: { readonly cutoff: number; readonly reach: number }): number {
  if (Math.abs(x) >= reach) return 0;
  const window = 0.42 + 0.5 * Math.cos((Math.PI * x) / reach) + 0.08 * Math.cos((2 * Math.PI * x) / reach);
  const phase = Math.PI * x * cutoff;
  return cutoff * (phase === 0 ? 1 : Math.sin(phase) / phase) * window;
}

function joined(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
