import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Registry } from "prom-client";
import type { Route } from "./pages.ts";
import type { Readings } from "./readings.ts";

export interface Metrics extends Disposable {
  readonly route: Route;
}

interface Sample {
  readonly name: string;
  readonly help: string;
  readonly kind?: "counter";
  readonly label?: string;
  /** Values by label; the label of a lone value is "". */
  read(readings: Readings): Readonly<Record<string, number>>;
}

const lone = (value: number | undefined) => (value === undefined ? {} : { "": value });

const samples: readonly Sample[] = [
  {
    name: "pinhole_pictures_in_total",
    help: "Pictures that the source gave.",
    kind: "counter",
    read: (now) => lone(now.picturesIn),
  },
  {
    name: "pinhole_pictures_out_total",
    help: "Pictures that were sent, one for each viewer.",
    kind: "counter",
    read: (now) => lone(now.picturesOut),
  },
  {
    name: "pinhole_pictures_dropped_total",
    help: "Pictures that slow viewers did not get.",
    kind: "counter",
    read: (now) => lone(now.drops),
  },
  {
    name: "pinhole_pictures_in_per_second",
    help: "Rate of pictures from the source.",
    read: (now) => lone(now.picturesInPerSecond),
  },
  {
    name: "pinhole_pictures_out_per_second",
    help: "Rate of pictures to all viewers together.",
    read: (now) => lone(now.picturesOutPerSecond),
  },
  {
    name: "pinhole_picture_age_seconds",
    help: "Age of the newest picture.",
    read: (now) => lone(now.pictureAge),
  },
  {
    name: "pinhole_source_up",
    help: "0 while the source fails.",
    read: (now) => lone(now.source === "down" ? 0 : 1),
  },
  {
    name: "pinhole_channel_passed_through",
    help: "1 while a channel's packets are the source's own, 0 while it is encoded.",
    label: "channel",
    read: ({ passedThrough = {} }) =>
      Object.fromEntries(Object.entries(passedThrough).map(([channel, is]) => [channel, Number(is)])),
  },
  {
    name: "pinhole_motion_level",
    help: "How much moves in a window, 0 to 255; measured while somebody reads it.",
    label: "window",
    read: ({ motion = () => [] }) => Object.fromEntries(motion().map(({ window, level }) => [window, level])),
  },
  {
    name: "pinhole_motion_threshold",
    help: "Level above which it counts as motion in that window.",
    label: "window",
    read: ({ motion = () => [] }) =>
      Object.fromEntries(motion().map(({ window, threshold }) => [window, threshold])),
  },
  { name: "pinhole_viewers", help: "Open streams.", label: "output", read: (now) => now.viewers },
  {
    name: "process_resident_memory_bytes",
    help: "Memory of the process.",
    read: () => lone(process.memoryUsage.rss()),
  },
  {
    name: "process_uptime_seconds",
    help: "Time since the process started.",
    read: () => lone(process.uptime()),
  },
];

/** Milliseconds between two looks at the event loop, each of which wakes the process. */
const lookMs = 200;

/** The text exposition of Prometheus, for any login. Its library is loaded with the first request. */
export function openMetrics(readings: () => Readings): Metrics {
  const delay = monitorEventLoopDelay({ resolution: lookMs });
  delay.enable();
  let registry: Promise<Registry> | undefined;
  return {
    route: {
      level: "viewer",
      answer: async () => {
        registry ??= registryOf(readings, delay);
        const all = await registry;
        return { status: 200, type: all.contentType, body: await all.metrics() };
      },
    },
    [Symbol.dispose]: () => delay.disable(),
  };
}

async function registryOf(
  readings: () => Readings,
  delay: ReturnType<typeof monitorEventLoopDelay>,
): Promise<Registry> {
  const { Counter, Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  for (const { name, help, kind, label, read } of samples) {
    const Kind = kind === "counter" ? Counter : Gauge;
    new Kind({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [registry],
      collect() {
        this.reset();
        // A reset leaves 0 for what has no label, as if it had been measured.
        if (label === undefined) this.remove();
        for (const [key, value] of Object.entries(read(readings()))) {
          if (label === undefined) this.inc(value);
          else this.inc({ [label]: key }, value);
        }
      },
    });
  }
  new Gauge({
    name: "pinhole_event_loop_delay_seconds",
    help: "Delay of the event loop since the last reading of it.",
    labelNames: ["quantile"],
    registers: [registry],
    collect() {
      const nanoseconds = { "0.5": delay.percentile(50), "0.99": delay.percentile(99), 1: delay.max };
      // Node counts from look to look: the time that was meant to pass between them is no delay.
      for (const [quantile, value] of Object.entries(nanoseconds))
        this.set({ quantile }, Math.max(0, value / 1e9 - lookMs / 1000));
      delay.reset();
    },
  });
  return registry;
}
