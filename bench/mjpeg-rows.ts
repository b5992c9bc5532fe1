import { figure, type Limit, type Row } from "./report.ts";

/** What a server did for a number of viewers. */
export interface Load {
  readonly viewers: number;
  /** Percent of one core. */
  readonly cpu: number;
  readonly mainThread: number;
  /** Pictures a second, of the average and of the slowest viewer. */
  readonly rate: number;
  readonly slowest: number;
  /** Pictures that some viewer did not get while another one did. */
  readonly missed: number;
  /** Milliseconds between two pictures, p99. */
  readonly interval: number;
  /** Milliseconds, where the server stamps its pictures. */
  readonly lag?: { readonly p50: number; readonly p99: number };
}

const judged = 300;
const mostOfPeers: Limit = { sign: "<=", value: 0.6, of: "ratio" };
const mostOfFloor: Limit = { sign: "<=", value: 1.4, of: "ratio" };
const floor = "bare C loop";

/** The name of the camera that draws and encodes. */
export const encoding = "camera, encoding";

export function tellLoad({ viewers, cpu, mainThread, rate, slowest, missed, interval, lag }: Load): string {
  const parts = [
    `${viewers} viewer${viewers === 1 ? "" : "s"}`,
    `CPU ${figure(cpu)} % (main thread ${figure(mainThread)} %)`,
    `${figure(rate)} pictures/s, slowest ${figure(slowest)}`,
    `${missed} missed`,
    `interval p99 ${figure(interval)} ms`,
  ];
  if (lag) parts.push(`lag p50 ${figure(lag.p50)}, p99 ${figure(lag.p99)} ms`);
  return parts.join(", ");
}

/** The table: CPU whole and of the fan-out alone beside each peer, then what the cameras' viewers saw. */
export function mjpegRows(loads: ReadonlyMap<string, readonly Load[]>, counts: readonly number[]): Row[] {
  return counts.flatMap((viewers) => [
    ...cpuRows(loads, { viewers, what: `CPU, ${viewers} viewers`, of: wholeCpu }),
    ...cpuRows(loads, { viewers, what: `fan-out, ${viewers} viewers`, of: fanOut }),
    ...cpuRows(loads, {
      viewers,
      what: `fan-out while encoding, ${viewers} viewers`,
      of: fanOut,
      camera: encoding,
    }),
    ...deliveryRows(loads, "camera", viewers),
    ...deliveryRows(loads, encoding, viewers),
  ]);
}

interface Cost {
  readonly viewers: number;
  readonly what: string;
  readonly of: (loads: readonly Load[], viewers: number) => number | undefined;
  readonly camera?: string;
}

function cpuRows(
  loads: ReadonlyMap<string, readonly Load[]>,
  { viewers, what, of, camera: name = "camera" }: Cost,
): Row[] {
  const found = loads.get(name);
  if (!found) return [];
  const camera = of(found, viewers);
  const peers = [...loads.keys()]
    .filter((name) => !name.startsWith("camera"))
    .map((name) => ({ name, value: of(loads.get(name) ?? [], viewers) }))
    .filter((peer) => peer.value !== undefined) as { name: string; value: number }[];
  const best = Math.min(...peers.filter(({ name }) => name !== floor).map(({ value }) => value));
  return peers.map((peer) => {
    const limit = peer.name === floor ? mostOfFloor : peer.value === best ? mostOfPeers : undefined;
    return {
      what,
      unit: "%",
      peer,
      ...(camera !== undefined && { camera }),
      ...(viewers === judged && limit !== undefined && { limit }),
    };
  });
}

function deliveryRows(loads: ReadonlyMap<string, readonly Load[]>, name: string, viewers: number): Row[] {
  const load = loadAt(loads.get(name) ?? [], viewers);
  const which = name === "camera" ? "" : " while encoding";
  if (!load) return [];
  const none: Limit = { sign: "<=", value: 0, of: "figure" };
  const served: Limit = { sign: ">=", value: 14.5, of: "figure" };
  return [
    {
      what: `slowest viewer of ${viewers}${which}`,
      unit: "pictures/s",
      camera: load.slowest,
      ...(viewers >= judged && { limit: served }),
    },
    {
      what: `pictures missed by ${viewers}${which}`,
      unit: "",
      camera: load.missed,
      ...(viewers === judged && { limit: none }),
    },
  ];
}

function wholeCpu(loads: readonly Load[], viewers: number): number | undefined {
  return loadAt(loads, viewers)?.cpu;
}

/** The difference to one viewer, of the process or of its main thread, whichever is more. */
function fanOut(loads: readonly Load[], viewers: number): number | undefined {
  const many = loadAt(loads, viewers);
  const one = loadAt(loads, 1);
  if (!many || !one) return undefined;
  return Math.max(many.cpu - one.cpu, many.mainThread - one.mainThread);
}

function loadAt(loads: readonly Load[], viewers: number): Load | undefined {
  return loads.find((load) => load.viewers === viewers);
}
