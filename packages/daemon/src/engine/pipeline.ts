import { aimOf, type Course, messageOf } from "@pinhole/kit/model";
import type { EncodedPicture } from "../av/encoder.ts";
import { type Frame, type Size, share } from "../av/frame.ts";
import { type Budget, openBudget, openCadence } from "../codec/cadence.ts";
import { type JpegOptions, openJpegBench, openVideoChannel, type VideoChannel } from "../codec/channel.ts";
import type { PictureWant } from "../codec/want.ts";
import { type Fit, openPlate, type Plate } from "../picture/plate.ts";
import { openLens, seesAll } from "../picture/view.ts";
import { unixNow } from "../sources/pace.ts";
import type { Pictures, SourceVideo, Unit } from "../sources/source.ts";
import { type Order, orderOf } from "./channels.ts";
import { openPassThrough } from "./pass-through.ts";
import type { EngineSettings, FromEngine } from "./protocol.ts";

/** From a source's pictures to the packets that somebody wants: nothing is drawn or encoded for nobody. */
export interface Pipeline extends Disposable {
  readonly wanted: number;
  want(key: string, want: PictureWant): void;
  unwant(key: string): void;
  refresh(key: string): void;
  configure(settings: EngineSettings): void;
  /** Where the camera looks; `done` says that the source follows by itself, so that nothing has to be cut out. */
  aim(course: Course, done: boolean): void;
  /** The most pictures per second that any want can use. */
  frameRate(): number;
  take(frame: Frame, at: number): void;
  /** Takes a picture that is not the source's own, because that gives none. */
  noSignal(frame: Frame, at: number): void;
  /** What the source's video is; undefined, as at the beginning, when its pictures are drawn. */
  hasVideo(video: SourceVideo): void;
  /** Whether a want could be fulfilled with the source's own packets of a codec, if they fit. */
  wantsPackets(codec: string): boolean;
  /** Which pictures are of use beside them. */
  wantsPictures(): Pictures;
  takePacket(unit: Unit, at: number): void;
}

type Packet = Extract<FromEngine, { readonly type: "packet" }>;

type Told = Extract<FromEngine, { readonly type: "trouble" | "passage" }>;

/** A want at work. */
interface Line {
  readonly want: PictureWant;
  readonly order: Order;
  /** The place in the line's rhythm of a picture of that time, if it has one. */
  readonly place: ReturnType<typeof openCadence>;
  readonly video: VideoChannel | undefined;
  /** What is left of a JPEG channel's bandwidth; an encoder keeps to its own. */
  readonly budget: Budget;
}

const ahead: readonly [number, number] = [0, 0];

/** Seconds for which the newest picture is good enough for whoever asks now. */
const fresh = 0.5;

/** A want that a picture is for. */
interface Due extends Pick<Line, "order" | "video"> {
  readonly key: string;
  readonly at: number;
}

/** `post` gets each packet once, with all the wants that it fulfils, and hears of wants that failed. */
export function openPipeline(initial: EngineSettings, post: (message: Packet | Told) => void): Pipeline {
  let settings = initial;
  // Until a picture has come, what the built-in scene has.
  let shape: Size = { width: 1280, height: 720 };
  const lines = new Map<string, Line>();
  const plates = new Map<string, Plate>();
  const passThrough = openPassThrough(settings, post);
  const jpegs = openJpegBench();
  const lens = openLens();
  let course: Course | undefined;
  let newest: { readonly frame: Frame; readonly at: number } | undefined;

  const open = (want: PictureWant): Line => {
    const order = orderOf(want, settings, shape);
    const video = order.codec === "mjpeg" ? undefined : openVideoChannel(order.video);
    const budget = openBudget(order.codec === "mjpeg" ? order.mostKbps : Number.POSITIVE_INFINITY);
    return { want, order, place: openCadence(order.frameRate), video, budget };
  };
  const dropPlates = (keep: (name: string) => boolean): void => {
    for (const [name, plate] of plates) {
      if (keep(name)) continue;
      plate[Symbol.dispose]();
      plates.delete(name);
    }
  };
  const dropUnusedPlates = (): void => {
    const used = new Set([...lines.values()].map(({ order }) => plateName(order.size, order.fit)));
    dropPlates((name) => used.has(name));
  };
  const close = (key: string): void => {
    lines.get(key)?.video?.[Symbol.dispose]();
    lines.delete(key);
    passThrough.close(key);
    dropUnusedPlates();
  };
  /** Opens anew what the settings or the source's shape have changed. */
  const reopen = (): void => {
    for (const [key, line] of lines) {
      if (JSON.stringify(line.order) === JSON.stringify(orderOf(line.want, settings, shape))) continue;
      line.video?.[Symbol.dispose]();
      lines.set(key, open(line.want));
    }
    dropUnusedPlates();
  };
  const develop = (frame: Frame, at: number, { size, fit }: Order): Frame => {
    const name = plateName(size, fit);
    const plate = plates.get(name) ?? openPlate(size, fit, settings);
    plates.set(name, plate);
    return plate.develop(frame, at);
  };
  const send = (keys: readonly string[], { data, pts, key }: EncodedPicture): void => {
    post({ type: "packet", keys, data, pts, key });
  };
  /** Begins at a picture of the next encoder, if there is one. */
  const rest = (key: string, line: Line): void => {
    line.video?.[Symbol.dispose]();
    lines.set(key, open(line.want));
  };
  /** A want whose encoder fails is dropped until the settings change; the others go on. */
  const guard = (keys: readonly string[], call: () => void): void => {
    try {
      call();
    } catch (error) {
      for (const key of keys) close(key);
      post({ type: "trouble", keys, reason: messageOf(error) });
    }
  };
  const encode = (frame: Frame, at: number, asked: Iterable<readonly [key: string, line: Line]>): void => {
    const due: Due[] = [];
    for (const [key, line] of asked) {
      if (passThrough.passes(key)) continue;
      const place = line.place(at);
      if (place !== undefined && line.budget.allows(at))
        due.push({ key, at: place, order: line.order, video: line.video });
    }
    for (const group of Map.groupBy(due, ({ order }) => plateName(order.size, order.fit)).values()) {
      const developed = develop(frame, at, group[0]!.order);
      // Wants of one size and quality share one JPEG.
      const stills = new Map<number, { readonly jpeg: JpegOptions; readonly keys: string[] }>();
      for (const { key, at: place, order, video } of group) {
        if (order.codec === "mjpeg") {
          const still = stills.get(order.jpeg.quality);
          if (still) still.keys.push(key);
          else stills.set(order.jpeg.quality, { jpeg: order.jpeg, keys: [key] });
        }
        if (!video) continue;
        guard([key], () => {
          for (const picture of video.encode(developed, place)) {
            send([key], passThrough.after(key, picture));
          }
        });
      }
      for (const { jpeg, keys } of stills.values()) {
        guard(keys, () => {
          const data = jpegs.encode(developed, jpeg);
          for (const key of keys) {
            lines.get(key)?.budget.spend(data.length, at);
            passThrough.encoded(key);
          }
          send(keys, { data, pts: at, key: true });
        });
      }
    }
  };

  const forget = (): void => {
    newest?.frame.free();
    newest = undefined;
  };
  /** What the camera looks at now, which the source's own packets show only where that is all. */
  const lookAt = (at: number): readonly [number, number] => {
    const aim = course === undefined ? ahead : aimOf(course, at);
    passThrough.hasView(seesAll(aim));
    return aim;
  };
  const show = (frame: Frame, at: number, aim = ahead): void => {
    if (frame.width !== shape.width || frame.height !== shape.height) {
      shape = { width: frame.width, height: frame.height };
      jpegs[Symbol.dispose]();
      reopen();
    }
    const seen = lens.look(frame, aim);
    encode(seen, at, lines);
    forget();
    newest = { frame: share(seen), at };
  };

  return {
    get wanted() {
      return lines.size;
    },
    want: (key, want) => {
      if (lines.has(key)) return;
      const line = open(want);
      lines.set(key, line);
      if ("channel" in want && want.codec !== "mpeg4") passThrough.open(key, want.codec, want.channel);
      // A picture that is still fresh answers at once, where the next one is a period away.
      if (newest && unixNow() - newest.at < fresh) encode(newest.frame, newest.at, [[key, line]]);
    },
    unwant: close,
    refresh: (key) => lines.get(key)?.video?.refresh(),
    configure: (next) => {
      settings = next;
      passThrough.configure(settings);
      dropPlates(() => false);
      reopen();
    },
    aim: (next, done) => {
      course = done ? undefined : next;
      lookAt(unixNow());
      // It shows where the camera looked before.
      forget();
    },
    frameRate: () => {
      const orders = [...lines.values()].map(({ order }) => order);
      // Channels have an even rhythm when the source keeps to theirs; still pictures take what comes.
      const channels = orders.filter((order) => order.codec !== "mjpeg" || !order.still);
      return Math.max(1, ...(channels.length > 0 ? channels : orders).map(({ frameRate }) => frameRate));
    },
    take: (frame, at) => {
      passThrough.hasSignal(true);
      show(frame, at, lookAt(at));
    },
    noSignal: (frame, at) => {
      passThrough.hasSignal(false);
      show(frame, at);
    },
    hasVideo: (video) => passThrough.hasVideo(video),
    // Where nobody wants anything, packets as they come are sign enough of a source that goes on.
    wantsPackets: (codec) => lines.size === 0 || passThrough.wants(codec),
    wantsPictures: () => {
      if ([...lines.keys()].some((key) => !passThrough.passes(key))) return "all";
      return settings.measuresBrightness ? "keys" : "none";
    },
    takePacket: (unit, at) => {
      passThrough.hasSignal(true);
      lookAt(at);
      const before = [...lines].filter(([key]) => !passThrough.passes(key));
      passThrough.take(unit, at);
      for (const [key, line] of before) if (passThrough.passes(key)) rest(key, line);
    },
    [Symbol.dispose]: () => {
      for (const { video } of lines.values()) video?.[Symbol.dispose]();
      lines.clear();
      forget();
      dropPlates(() => false);
      lens[Symbol.dispose]();
      jpegs[Symbol.dispose]();
    },
  };
}

function plateName({ width, height }: Size, fit: Fit): string {
  return `${width}x${height}/${fit}`;
}
