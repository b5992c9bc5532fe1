import { figure, type Limit, type Row } from "./report.ts";

export type Transport = "tcp" | "udp";

/** What a server did for a number of viewers. */
export interface Load {
  readonly viewers: number;
  readonly transport: Transport;
  /** Percent of one core. */
  readonly cpu: number;
  readonly resident: number;
  /** Viewers that were served to the end. */
  readonly playing: number;
  /** Packets, and those of them that did not come, by their sequence numbers. */
  readonly packets: number;
  readonly lost: number;
  /** Pictures a second and viewer. */
  readonly rate: number;
  /** Milliseconds by which pictures are later than the quickest of all. */
  readonly lag: { readonly p50: number; readonly p99: number };
  /** Milliseconds since the capture that the sender reports tell; negative where there are none. */
  readonly reported: { readonly p50: number; readonly p99: number };
  /** Milliseconds from connect to the end of the first key frame, of those who come while the others watch. */
  readonly join: { readonly p50: number; readonly most: number };
  /** Of the load generator, percent of one core. */
  readonly crowdCpu: number;
}

export type Loads = ReadonlyMap<string, readonly Load[]>;

export const floor = "bare C loop";

const judged: ReadonlySet<number> = new Set([300, 1000]);
/** Up to so many viewers hardly wait for each other: what is measured is what the camera adds. */
const few = 10;
const limits = { tcp: 0.7, udp: 1.2 } as const;
const mostOfFloor: Limit = { sign: "<=", value: 1.4, of: "ratio" };
/** Share of the viewers that has to be served for a figure to count. */
const enough = 0.99;

export function tellLoad(load: Load): string {
  const { viewers, transport, cpu, resident, playing, packets, lost, rate, lag, reported, join } = load;
  const parts = [
    `${viewers} over ${transport.toUpperCase()}`,
    ...(playing < viewers ? [`${playing} served`] : []),
    `CPU ${figure(cpu)} %`,
    `${figure(resident / 1e6)} MB`,
    `${figure(rate)} pictures/s`,
    `${lost} of ${packets} packets lost`,
    `lag p50 ${figure(lag.p50)}, p99 ${figure(lag.p99)} ms`,
    ...(reported.p50 >= 0
      ? [`since capture p50 ${figure(reported.p50)}, p99 ${figure(reported.p99)} ms`]
      : []),
    `first picture after ${figure(join.p50)} ms, at most ${figure(join.most)} ms`,
    `load generator ${figure(load.crowdCpu)} %`,
  ];
  return parts.join(", ");
}

/** The table: CPU beside each peer, then what the camera's viewers saw. */
export function streamRows(loads: Loads, counts: readonly number[]): Row[] {
  return (["tcp", "udp"] as const).flatMap((transport) =>
    counts.flatMap((viewers) => [
      ...cpuRows(loads, viewers, transport),
      ...joinRows(loads, viewers, transport),
      ...deliveryRows(loads, viewers, transport),
    ]),
  );
}

/** What all viewers cost, and what each costs beyond a few: a server has work of its own, whoever watches. */
function cpuRows(loads: Loads, viewers: number, transport: Transport): Row[] {
  const over = `${viewers} over ${transport.toUpperCase()}`;
  const eachCost = (name: string, { cpu }: Load): number | undefined => {
    const base = loadOf(loads, name, few, transport);
    return base && viewers > few ? ((cpu - base.cpu) / (viewers - few)) * 1000 : undefined;
  };
  return [
    ...besidePeers(loads, { viewers, transport, what: `CPU, ${over}`, unit: "%" }, (_, { cpu }) => cpu),
    ...besidePeers(
      loads,
      { viewers, transport, what: `CPU for a thousand viewers more, ${few} to ${over}`, unit: "%" },
      eachCost,
    ),
  ];
}

interface Comparison {
  readonly viewers: number;
  readonly transport: Transport;
  readonly what: string;
  readonly unit: string;
}

function besidePeers(
  loads: Loads,
  { viewers, transport, what, unit }: Comparison,
  costOf: (name: string, load: Load) => number | undefined,
): Row[] {
  const own = loadOf(loads, "camera", viewers, transport);
  const camera = own && costOf("camera", own);
  const peers = peersOf(loads, viewers, transport)
    .filter(({ load }) => load.playing >= viewers * enough && load.lost < load.packets / 100)
    .flatMap(({ name, load }) => {
      const cost = costOf(name, load);
      return cost === undefined ? [] : [{ name, cost }];
    });
  const best = Math.min(...peers.filter(({ name }) => name !== floor).map(({ cost }) => cost));
  return peers.map(({ name, cost }) => {
    const ofBest: Limit = { sign: "<=", value: limits[transport], of: "ratio" };
    const limit = name === floor ? mostOfFloor : cost === best ? ofBest : undefined;
    return {
      ...{ what, unit, peer: { name, value: cost } },
      ...(camera !== undefined && { camera }),
      ...(limit !== undefined && judged.has(viewers) && { limit }),
    };
  });
}

function joinRows(loads: Loads, viewers: number, transport: Transport): Row[] {
  const camera = loadOf(loads, "camera", viewers, transport)?.join.p50;
  const peers = peersOf(loads, viewers, transport).filter(({ name }) => name !== floor);
  if (camera === undefined || !judged.has(viewers)) return [];
  const what = `first picture beside ${viewers} over ${transport.toUpperCase()}`;
  const quickest = Math.min(...peers.map(({ load }) => load.join.p50).filter((ms) => ms >= 0));
  return [
    { what, unit: "ms", camera, limit: { sign: "<", value: 150, of: "figure" } },
    ...peers.map(({ name, load }) => ({
      ...{ what, unit: "ms", camera, peer: { name, value: load.join.p50 } },
      ...(load.join.p50 === quickest && { limit: { sign: "<=", value: 1, of: "ratio" } as const }),
    })),
  ];
}

function deliveryRows(loads: Loads, viewers: number, transport: Transport): Row[] {
  const load = loadOf(loads, "camera", viewers, transport);
  if (!load) return [];
  const of = `${viewers} over ${transport.toUpperCase()}`;
  const isJudged = judged.has(viewers);
  return [
    {
      what: `served of ${of}`,
      unit: "",
      camera: load.playing,
      limit: { sign: ">=", value: viewers, of: "figure" },
    },
    {
      what: `lost of ${of}`,
      unit: "packets",
      camera: load.lost,
      limit: { sign: "<=", value: 0, of: "figure" },
    },
    {
      ...{ what: `lag of ${of}, p99`, unit: "ms", camera: load.lag.p99 },
      ...(isJudged && { limit: { sign: "<", value: 50, of: "figure" } as const }),
    },
    {
      ...{ what: `from capture to the viewer, ${of}, p99`, unit: "ms", camera: load.reported.p99 },
      ...(viewers <= few && { limit: { sign: "<", value: 5, of: "figure" } as const }),
    },
    { what: `memory with ${of}`, unit: "MB", camera: load.resident / 1e6 },
  ];
}

function peersOf(
  loads: Loads,
  viewers: number,
  transport: Transport,
): { readonly name: string; readonly load: Load }[] {
  return [...loads.keys()]
    .filter((name) => name !== "camera")
    .flatMap((name) => {
      const load = loadOf(loads, name, viewers, transport);
      return load ? [{ name, load }] : [];
    });
}

function loadOf(loads: Loads, name: string, viewers: number, transport: Transport): Load | undefined {
  return loads.get(name)?.find((load) => load.viewers === viewers && load.transport === transport);
}
