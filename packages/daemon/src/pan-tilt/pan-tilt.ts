import {
  aimOf,
  type Caller,
  type CameraEvent,
  type Change,
  type Course,
  type Group,
  type Issue,
  isMoving,
  motion,
  nameOf,
  type PanTilt,
  type Point,
  placeOf,
  placeOfAim,
  preset,
  ptz,
  type RecordOf,
  resting,
  sent,
  type Tour,
  withinStops,
} from "@pinhole/kit/model";
import { type Stop, stopsOf } from "./tours.ts";

/** Steps per second for each step of the speed that is set: ten sweep from side to side in two seconds. */
const speedStep = 12;

export interface PanTiltOptions {
  get<G extends Group>(group: G): readonly RecordOf<G>[];
  set(changes: readonly Change[], by: Caller): Promise<readonly Issue[]>;
  /** Where to look from now on; `order` is the place that the way ends at, where somebody has just sent it there. */
  aim(course: Course, order?: Point): void;
  log(event: Omit<CameraEvent, "at">): void;
  /** Unix time in seconds of the machine. */
  now(): number;
}

/** Motors that are simulated, and lead those that are real: they start at home. */
export interface Motors extends PanTilt, Disposable {
  /** To be called when settings have changed: the time until the camera returns by itself may be another. */
  configure(): void;
  /** To be called when it is known what moves the source, and perhaps where that is. */
  adopt(at: Point | undefined): void;
}

export function openPanTilt(options: PanTiltOptions): Motors {
  const { get, set, now } = options;
  const home = get(ptz)[0]!.home;
  let target: Point = home;
  let course: Course = { pan: resting(home[0]), tilt: resting(home[1]) };
  let tour: { readonly name: Tour; readonly stops: Iterator<Stop> } | undefined;
  let next: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;
  let halting: NodeJS.Timeout | undefined;
  options.aim(course);

  const send = (to: Point, speed?: number): void => {
    const { panSpeed, tiltSpeed } =
      speed === undefined ? get(ptz)[0]! : { panSpeed: speed, tiltSpeed: speed };
    const at = now();
    target = withinStops(to);
    course = {
      pan: sent(course.pan, target[0], { at, fastest: panSpeed * speedStep }),
      tilt: sent(course.tilt, target[1], { at, fastest: tiltSpeed * speedStep }),
    };
    options.aim(course, target);
  };
  const later = (seconds: number, call: () => void): NodeJS.Timeout =>
    setTimeout(call, Math.ceil(seconds * 1000)).unref();
  const endTour = (): void => {
    tour = undefined;
    clearTimeout(next);
    clearTimeout(halting);
  };
  const advance = (): void => {
    const stop = tour?.stops.next();
    if (stop === undefined || stop.done) {
      endTour();
      return configure();
    }
    send(stop.value.to);
    const way = Math.max(0, ...[course.pan, course.tilt].map((glide) => glide.at + glide.seconds - now()));
    next = later(way + stop.value.seconds, advance);
  };
  const returnHome = (): void => {
    if (tour === undefined && forbidden() === undefined) send(get(motion)[0]!.position);
  };
  const configure = (): void => {
    clearTimeout(idle);
    const { returnWhenIdle, returnSeconds } = get(ptz)[0]!;
    const [x, y] = get(motion)[0]!.position;
    if (!returnWhenIdle || tour !== undefined || (x === target[0] && y === target[1])) return;
    idle = later(returnSeconds, returnHome);
  };
  const forbidden = (): string | undefined => {
    const stays = get(ptz)[0]!.motionMutex === "stay" && get(motion)[0]!.enabled;
    return stays ? "the camera stays where it is while motion is watched for" : undefined;
  };
  const order = (to: Point, speed?: number): string | undefined => {
    const refusal = forbidden();
    if (refusal !== undefined) return refusal;
    endTour();
    send(to, speed);
    configure();
    return undefined;
  };
  const position = (): Point => withinStops([placeOf(course.pan, now()), placeOf(course.tilt, now())]);

  return {
    target: () => target,
    position,
    isMoving: () => isMoving(course, now()),
    tour: () => tour?.name,
    move: ([x, y]) => order([target[0] + x, target[1] + y]),
    centre: ([x, y]) => {
      const [pan, tilt] = aimOf(course, now());
      // From stop to stop the view goes by its own width and height.
      return order(placeOfAim([pan + 2 * x, tilt + 2 * y]));
    },
    go: order,
    halt: (seconds) => {
      const refusal = forbidden();
      if (refusal !== undefined) return refusal;
      if (seconds === 0) return order(position());
      clearTimeout(halting);
      halting = later(seconds, () => order(position()));
      return undefined;
    },
    start: (name, by) => {
      const refusal = forbidden();
      if (refusal !== undefined) return refusal;
      const stops = stopsOf(name, {
        from: target,
        settings: () => ({ ptz: get(ptz)[0]!, presets: get(preset) }),
      });
      if (typeof stops === "string") return stops;
      endTour();
      clearTimeout(idle);
      tour = { name, stops };
      options.log({ source: "user", severity: 6, message: `${name} started by ${nameOf(by)}` });
      advance();
      return undefined;
    },
    store: (as, by) => {
      if (as === "home") return set([{ group: ptz, index: 0, values: { home: target } }], by);
      if (as === "motion") return set([{ group: motion, index: 0, values: { position: target } }], by);
      return set([{ group: preset, index: as - 1, values: { stored: true, position: target } }], by);
    },
    forget: (which, by) => {
      const values = { stored: false, name: "", position: [0, 0] };
      const all = get(preset).map((_, index) => index);
      const indexes = which === "all" ? all : [which - 1];
      return set(
        indexes.map((index) => ({ group: preset, index, values })),
        by,
      );
    },
    configure,
    adopt: (at) => {
      if (at !== undefined) {
        target = withinStops(at);
        course = { pan: resting(target[0]), tilt: resting(target[1]) };
      }
      options.aim(course);
      configure();
    },
    [Symbol.dispose]: () => {
      clearTimeout(next);
      clearTimeout(idle);
      clearTimeout(halting);
    },
  };
}
