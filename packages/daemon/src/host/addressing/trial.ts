import { CameraError, messageOf } from "@pinhole/kit/model";
import { type RunProgram, runProgram } from "../../programs/run-program.ts";
import type { Addressing, Configurator } from "./addressing.ts";
import { ipRoute } from "./ip.ts";
import { networkManager } from "./nmcli.ts";

/** Milliseconds for the answer to the request that changed the settings to go out. */
const politeMs = 500;

export interface TrialOptions {
  /** The network device that the camera is on; undefined while it is on none. */
  device(): Promise<string | undefined>;
  /** The settings go back to what they were: the new ones were not confirmed, or could not be applied. */
  undo(): Promise<void>;
  /** The settings stay. */
  keep(): Promise<void>;
  log(message: string, severity: 4 | 5): void;
  /** In which somebody has to log in at the new address. */
  readonly seconds: number;
  readonly run?: RunProgram;
}

/** Changes of the machine's addresses, each on trial: it is taken back unless somebody confirms it in time. */
export interface Trial extends AsyncDisposable {
  /** Puts a change on trial; one that is on trial already is replaced, and what was before it stays what it goes back to. */
  begin(wanted: Addressing): void;
  /** Applies what was confirmed before, as at a start, or the next where that can not be had. */
  apply(...wanted: readonly Addressing[]): void;
  /** Somebody logged in by this name or address. */
  confirm(hostName: string): void;
}

export function openTrial(options: TrialOptions): Trial {
  const { device, undo, keep, log, seconds, run = runProgram } = options;
  const configurators = [networkManager(run), ipRoute(run)];
  let work = Promise.resolve();
  let waiting: NodeJS.Timeout | undefined;
  /** What is on trial and how it is taken back. */
  let running:
    | { readonly wanted: Addressing; readonly back: () => Promise<void>; readonly timer: NodeJS.Timeout }
    | undefined;

  const inTurn = (job: () => Promise<void>): void => {
    work = work.then(job).catch((error: unknown) => log(`network: ${messageOf(error)}`, 4));
  };
  const takeBack = async (why: string): Promise<void> => {
    if (!running) return;
    const { back, timer } = running;
    running = undefined;
    clearTimeout(timer);
    await back();
    await undo();
    log(`network settings taken back: ${why}`, 4);
  };
  const configure = async (
    wanted: Addressing,
  ): Promise<{ readonly words: string; back(): Promise<void> }> => {
    const name = await device();
    if (name === undefined) throw new CameraError("device-missing", "the camera is on no network device");
    const configurator = await firstThat(configurators, (each) => each.cares(name));
    if (configurator === undefined) {
      const words = `neither nmcli nor ip configures ${name}; install network-manager or iproute2`;
      throw new CameraError("program-missing", words, { at: name });
    }
    const back = await configurator.apply(name, wanted);
    const now = wanted.dhcp ? "an address by DHCP" : `${wanted.address}/${wanted.prefix}`;
    return { words: `${name} has ${now} by ${configurator.name}`, back };
  };
  const start = async (wanted: Addressing): Promise<void> => {
    try {
      const { words, back } = await configure(wanted);
      const before = running;
      if (before) clearTimeout(before.timer);
      const late = `nobody logged in within ${seconds} s`;
      const timer = setTimeout(() => inTurn(() => takeBack(late)), seconds * 1000);
      running = { wanted, back: before?.back ?? back, timer };
      log(`${words}, on trial for ${seconds} s: log in there to keep it`, 5);
    } catch (error) {
      log(`network settings are not applied: ${messageOf(error)}`, 4);
      if (running) return takeBack("another change failed");
      await undo();
    }
  };
  return {
    begin: (wanted) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => inTurn(() => start(wanted)), politeMs);
    },
    apply: (...wanted) =>
      inTurn(async () => {
        for (const [n, each] of wanted.entries()) {
          try {
            const { words } = await configure(each);
            return log(words, 5);
          } catch (error) {
            if (n === wanted.length - 1) throw error;
          }
        }
      }),
    confirm: (hostName) => {
      if (!running || !isNewPlace(hostName, running.wanted)) return;
      clearTimeout(running.timer);
      running = undefined;
      inTurn(async () => {
        await keep();
        log("network settings confirmed", 5);
      });
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(waiting);
      await work;
      await takeBack("the camera stops").catch((error: unknown) => log(`network: ${messageOf(error)}`, 4));
    },
  };
}

/** A login by way of the machine itself proves nothing. */
function isNewPlace(hostName: string, { dhcp, address }: Addressing): boolean {
  const host = hostName.toLowerCase();
  if (host === "localhost" || host.startsWith("127.") || host === "[::1]" || host === "") return false;
  const isAddress = /^[\d.]+$/.test(host);
  return dhcp || !isAddress || host === address;
}

async function firstThat(
  all: readonly Configurator[],
  holds: (one: Configurator) => Promise<boolean>,
): Promise<Configurator | undefined> {
  for (const one of all) if (await holds(one)) return one;
  return undefined;
}
