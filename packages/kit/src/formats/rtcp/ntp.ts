// Seconds from 1900 to 1970.
const unixEpoch = 2_208_988_800;
const eraSeconds = 2 ** 32;

/** Unix seconds as the two 32-bit words of an NTP time stamp: seconds since 1900 modulo 2^32, and their fraction. */
export function toNtp(unixSeconds: number): readonly [number, number] {
  const whole = Math.floor(unixSeconds);
  const fraction = Math.floor((unixSeconds - whole) * eraSeconds);
  return [(whole + unixEpoch) % eraSeconds, fraction];
}

/** Unix seconds of an NTP time stamp; times before 1968 are taken for those after 2036 (RFC 4330 3). */
export function fromNtp(seconds: number, fraction: number): number {
  const era = seconds < eraSeconds / 2 ? eraSeconds : 0;
  return seconds + era - unixEpoch + fraction / eraSeconds;
}

/** The middle 32 bits of an NTP time stamp, in which reports name it. */
export function middleOfNtp(unixSeconds: number): number {
  const [seconds, fraction] = toNtp(unixSeconds);
  return ((seconds << 16) | (fraction >>> 16)) >>> 0;
}
