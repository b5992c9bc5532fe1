/** A place on earth in degrees, north and east positive. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Unix times in seconds. Where the sun stays up or down all day, they are 24 or 0 hours apart. */
export interface SunTimes {
  readonly sunrise: number;
  readonly sunset: number;
}

const radians = Math.PI / 180;
const sin = (degrees: number): number => Math.sin(degrees * radians);
const cos = (degrees: number): number => Math.cos(degrees * radians);

/** Of the sun's upper edge on the horizon, with the air's refraction as NOAA takes it. */
const zenith = 90.833;

/**
 * Sunrise and sunset of a day (of a local calendar; months from 1) by NOAA's solar calculator, after Meeus; good to a
 * minute up to the polar circles.
 */
export function sunTimes(
  { year, month, day }: { readonly year: number; readonly month: number; readonly day: number },
  { latitude, longitude }: Place,
): SunTimes {
  const midnight = Date.UTC(year, month - 1, day) / 1000;
  /** Minutes of the universal day: noon there, and half the time that the sun is up, as the sun stands at a moment. */
  const at = (unix: number): { readonly noon: number; readonly half: number } => {
    const { declination, equationOfTime } = sunAt(unix);
    const up = (cos(zenith) - sin(latitude) * sin(declination)) / (cos(latitude) * cos(declination));
    const angle = Math.acos(Math.min(1, Math.max(-1, up))) / radians;
    return { noon: 720 - 4 * longitude - equationOfTime, half: 4 * angle };
  };
  const edge = (side: -1 | 1): number => {
    let unix = midnight + 43_200 - longitude * 240;
    // The sun moves on between noon and its rise: a second look is good to a few seconds.
    for (let look = 0; look < 3; look += 1) {
      const { noon, half } = at(unix);
      unix = midnight + (noon + side * half) * 60;
    }
    return unix;
  };
  return { sunrise: edge(-1), sunset: edge(1) };
}

/** The sun's declination in degrees and the equation of time in minutes. */
function sunAt(unix: number): { readonly declination: number; readonly equationOfTime: number } {
  const century = (unix / 86_400 + 2_440_587.5 - 2_451_545) / 36_525;
  const meanLongitude = (280.46646 + century * (36_000.76983 + century * 0.0003032)) % 360;
  const anomaly = 357.52911 + century * (35_999.05029 - 0.0001537 * century);
  const eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century);
  const centre =
    sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century)) +
    sin(2 * anomaly) * (0.019993 - 0.000101 * century) +
    sin(3 * anomaly) * 0.000289;
  const node = 125.04 - 1934.136 * century;
  const longitude = meanLongitude + centre - 0.00569 - 0.00478 * sin(node);
  const tilt =
    23 +
    (26 + (21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))) / 60) / 60 +
    0.00256 * cos(node);
  const y = Math.tan((tilt / 2) * radians) ** 2;
  const equation =
    y * sin(2 * meanLongitude) -
    2 * eccentricity * sin(anomaly) +
    4 * eccentricity * y * sin(anomaly) * cos(2 * meanLongitude) -
    0.5 * y * y * sin(4 * meanLongitude) -
    1.25 * eccentricity * eccentricity * sin(2 * anomaly);
  return {
    declination: Math.asin(sin(tilt) * sin(longitude)) / radians,
    equationOfTime: (4 * equation) / radians,
  };
}
