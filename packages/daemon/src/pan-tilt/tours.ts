import {
  type Point,
  panSteps,
  type preset,
  type ptz,
  type RecordOf,
  type Tour,
  tiltSteps,
} from "@pinhole/kit/model";

/** A place on a tour, and how long the camera rests there. */
export interface Stop {
  readonly to: Point;
  readonly seconds: number;
}

interface TourSettings {
  readonly ptz: RecordOf<typeof ptz>;
  readonly presets: readonly RecordOf<typeof preset>[];
}

/** Seconds that a patrol rests where none are said. */
const usualSeconds = 8;

/** The stops of a tour in their order, or why there are none. A patrol goes on for ever and heeds what is changed meanwhile. */
export function stopsOf(
  tour: Tour,
  { from, settings }: { readonly from: Point; settings(): TourSettings },
): Iterator<Stop> | string {
  if (tour === "patrol") {
    return roundOf(settings()).length > 0 ? patrol(settings) : "no stored position is on the patrol";
  }
  const [, tilt] = from;
  const { home } = settings().ptz;
  const ways: readonly Point[] =
    tour === "sweep"
      ? [[panSteps[1], tilt], [panSteps[0], tilt], from]
      : [
          [panSteps[1], home[1]],
          [panSteps[0], home[1]],
          [home[0], tiltSteps[1]],
          [home[0], tiltSteps[0]],
          home,
        ];
  return ways.map((to) => ({ to, seconds: 0 })).values();
}

function* patrol(settings: () => TourSettings): Generator<Stop, undefined> {
  for (;;) {
    const round = roundOf(settings());
    if (round.length === 0) return undefined;
    yield* round;
  }
}

/** The stored positions that the patrol names; all of them where it names none. */
function roundOf({ ptz, presets }: TourSettings): readonly Stop[] {
  const usual = ptz.patrolSeconds === "" ? usualSeconds : Number(ptz.patrolSeconds);
  const named = ptz.patrol
    .split(";")
    .filter((part) => part !== "")
    .map((part) => part.split(",").map(Number) as [number, number]);
  const stops = named.length > 0 ? named : presets.map((_, index) => [index + 1, usual] as const);
  return stops.flatMap(([number, seconds]) => {
    const found = presets[number - 1];
    return found?.stored ? [{ to: found.position, seconds }] : [];
  });
}
