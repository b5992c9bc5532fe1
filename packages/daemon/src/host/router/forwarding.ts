import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "@pinhole/kit/model";
import type { Lan } from "../lan/interfaces.ts";
import { findRouter, leaseSeconds, type Mapping, type Router } from "./igd.ts";

/** Ports tried beside the camera's own when that one is somebody else's. */
const mostTries = 10;

const lostSeconds = 300;
/** The end of the program does not wait for a router that is gone; its lease runs out. */
const goodbyeMs = 500;

/** A port of the camera that shall be reached from the internet. */
export interface Wanted {
  /** "http". */
  readonly what: string;
  readonly port: number;
}

export interface ForwardingOptions {
  readonly wanted: readonly Wanted[];
  /** Goes with each port, for who looks at the router's list. */
  readonly description: string;
  log(message: string, severity: 4 | 6): void;
  find?(lan: Lan, signal: AbortSignal): Promise<Router | undefined>;
}

/** Has a router forward ports for as long as it is not disposed of. A router that is not there is looked for again. */
export function forwardPorts(lan: Lan, options: ForwardingOptions): AsyncDisposable {
  const { wanted, description, log, find = findRouter } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const held = new Map<number, Mapping>();
  let router: Router | undefined;
  let said = "";
  const say = (message: string, severity: 4 | 6): void => {
    if (message !== said) log(message, severity);
    said = message;
  };

  const holdOne = async ({ what, port }: Wanted): Promise<string> => {
    const known = held.get(port);
    const first = known?.externalPort ?? port;
    for (let n = 0; n < mostTries && first + n <= 65_535; n++) {
      const mapping = { externalPort: first + n, internalPort: port, description: `${description} ${what}` };
      if (!(await router!.forward(mapping, signal))) continue;
      held.set(port, mapping);
      return `${what} ${mapping.externalPort}`;
    }
    return `${what} none (all taken)`;
  };
  const hold = async (): Promise<void> => {
    router ??= await find(lan, signal);
    if (router === undefined) return say("no router that forwards ports answers by UPnP", 4);
    const ports: string[] = [];
    for (const each of wanted) ports.push(await holdOne(each));
    const outside = await router.externalAddress(signal);
    say(
      `the router ${router.address} forwards ${ports.join(", ")} of ${outside || "its address"} to the camera`,
      6,
    );
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      let again = leaseSeconds / 2;
      try {
        await hold();
        if (router === undefined) again = lostSeconds;
      } catch (error) {
        if (signal.aborted) break;
        say(`ports are not forwarded: ${messageOf(error)}`, 4);
        router = undefined;
        again = lostSeconds;
      }
      await delay(again * 1000, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  const running = run();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      const until = AbortSignal.timeout(goodbyeMs);
      for (const mapping of held.values()) await router?.release(mapping, until).catch(() => {});
    },
  };
}
