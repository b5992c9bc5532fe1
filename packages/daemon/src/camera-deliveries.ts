import { setTimeout as delay } from "node:timers/promises";
import {
  type Caller,
  type CameraEvent,
  jpegChannel,
  outputPin,
  type PinChange,
  type Pins,
  type Uploads,
} from "@pinhole/kit/model";
import type { Stream } from "./bus/stream.ts";
import { jpegQuality } from "./codec/quality.ts";
import type { Want } from "./codec/want.ts";
import { type Deliveries, type DeliveriesOptions, openDeliveries } from "./deliveries.ts";
import type { EventLog } from "./events/log.ts";
import { actions } from "./parts.ts";
import { planPictures } from "./planned.ts";
import type { Settings } from "./store/settings.ts";
import { openUploads } from "./uploads.ts";

export interface CameraDeliveriesOptions
  extends Pick<DeliveriesOptions, "folder" | "database" | "signal" | "now"> {
  readonly settings: Settings;
  readonly events: EventLog;
  readonly model: string;
  facts(): { readonly mac: string; readonly address: string };
  outputs(): Pins["outputs"];
  setPins(change: PinChange, by: Caller): Promise<void>;
  /** The stream of still pictures; undefined while none may be shown. */
  still(want: Want): Stream | undefined;
}

export interface CameraDeliveries extends Deliveries {
  readonly uploads: Uploads;
}

/** Events that go with a log that is sent. */
const mostEvents = 1000;

/** Seconds that a picture for a rehearsal may take. */
const pictureSeconds = 5;

const alarm: Caller = { name: "an alarm", level: "admin", privileges: new Set() };

/** The deliveries of a camera at work: its own outputs, its own picture, its own log. */
export async function openCameraDeliveries(options: CameraDeliveriesOptions): Promise<CameraDeliveries> {
  const { settings, events, model, still } = options;
  await using opened = new AsyncDisposableStack();
  const switches = {
    outputs: options.outputs,
    rests: (output: 0 | 1) => settings.get(outputPin)[output]!.initialLevel === "high",
    set: (change: PinChange) => options.setPins(change, alarm),
  };
  const shared = { ...options, log: (event: Omit<CameraEvent, "at">) => events.add(event) };
  const uploading = await openUploads({
    ...shared,
    settings: (group) => settings.reveal(group),
    still: () => still(stillOf(settings)),
  });
  const wait = (seconds: number): Promise<void> => delay(seconds * 1000, undefined, { ref: false });
  let able: ReturnType<typeof actions> | undefined;
  const deliveries = opened.use(
    await openDeliveries({
      ...shared,
      actions: () => {
        able ??= actions(switches, uploading.keys, wait);
        return able;
      },
      facts: () => ({ model, ...options.facts() }),
      events: () => events.newest(mostEvents),
      picture: () => nextStill(still(stillOf(settings)), pictureSeconds),
    }),
  );
  opened.use(planPictures({ ...options, uploading, deliver: deliveries.deliver }));
  const closing = opened.move();
  const { uploads } = uploading;
  return { ...deliveries, uploads, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

/** A picture as the first JPEG channel is set. */
export function stillOf(settings: Pick<Settings, "get">): Want {
  const { resolution, quality } = settings.get(jpegChannel)[0]!;
  const [width = 0, height = 0] = resolution.split("x").map(Number);
  return { codec: "mjpeg", width, height, quality: jpegQuality(quality) };
}

/** The next picture of a stream of JPEGs; undefined when none comes in time. */
async function nextStill(stream: Stream | undefined, seconds: number): Promise<Uint8Array | undefined> {
  if (!stream) return undefined;
  const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
  const late = setTimeout(() => resolve(undefined), seconds * 1000);
  using _reading = stream.read({
    output: "drill",
    write: (packet) => {
      resolve(packet.data);
      return true;
    },
    end: () => resolve(undefined),
  });
  try {
    return await promise;
  } finally {
    clearTimeout(late);
  }
}
