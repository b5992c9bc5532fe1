import {
  CameraError,
  type FolderAnswer,
  type FolderRequest,
  type RecordOf,
  type Seen,
  type Surroundings,
  type Workgroup,
  type wireless,
} from "@pinhole/kit/model";
import type { Lan } from "./lan/interfaces.ts";
import { shareFolder } from "./shares/folder.ts";
import { simulatedShares, simulatedWorkgroups } from "./shares/simulated.ts";
import { realRadio, wifiDevice } from "./wifi/index.ts";
import type { Radio } from "./wifi/radio.ts";
import { simulatedRadio } from "./wifi/simulated.ts";

/** "real" asks the machine and its networks alone, "simulated" never does, "auto" simulates what the machine has not. */
export const surroundingsModes = ["auto", "real", "simulated"] as const;

export type SurroundingsMode = (typeof surroundingsModes)[number];

export interface SurroundingsOptions {
  readonly mode: SurroundingsMode;
  readonly seed: number;
  /** The networks that the camera is on. */
  lans(): readonly Lan[];
  wireless(): RecordOf<typeof wireless>;
  log(message: string): void;
  readonly signal: AbortSignal;
}

/** Requests to shares at once; each is some processes. */
const mostAsking = 4;

/** A survey that is at work, and what stops it. */
interface Survey {
  readonly found: Promise<readonly Workgroup[]>;
  readonly stop: AbortController;
}

/** What is around the camera: as the machine sees it, or made up. What is made up says so in the log and in the answer. */
export function openSurroundings(options: SurroundingsOptions): Surroundings {
  const { mode, seed, lans, log, signal } = options;
  const madeUp = { radio: simulatedRadio(seed, options.wireless), shares: simulatedShares() };
  let survey: Survey | undefined;

  const radio = async () => {
    const device = mode === "simulated" ? undefined : await wifiDevice();
    if (device !== undefined) return { radio: realRadio(device), simulated: false };
    if (mode === "real") throw noWifi();
    return { radio: madeUp.radio, simulated: true };
  };
  const scan = shared((asked: Radio) => asked.sites(signal));
  const look = shared((asked: Radio) => asked.status(signal));
  let asking = 0;
  const askShare = async (request: FolderRequest): Promise<FolderAnswer> => {
    if (asking >= mostAsking) {
      throw new CameraError("program-failed", `${mostAsking} shares are being asked; try again`);
    }
    asking++;
    return shareFolder(request, signal).finally(() => asking--);
  };
  const networks = (): readonly Lan[] => lans().filter(({ isLoopback }) => !isLoopback);
  const isSimulated = (): boolean => mode === "simulated" || (mode === "auto" && networks().length === 0);
  const told = <T>(found: T, simulated: boolean, words: string): Seen<T> => {
    log(`${words}${simulated ? ", simulated" : ""}`);
    return { found, simulated };
  };
  const lookForShares = async (timeoutSeconds: number, stop: AbortSignal): Promise<readonly Workgroup[]> => {
    const { surveyShares } = await import("./shares/survey.ts");
    const until = AbortSignal.any([stop, signal]);
    return surveyShares({ lans: networks(), timeoutMs: timeoutSeconds * 1000, stop: until });
  };
  const realSurvey = (timeoutSeconds: number): Promise<readonly Workgroup[]> => {
    if (survey) return survey.found;
    const stop = new AbortController();
    const found = lookForShares(timeoutSeconds, stop.signal).finally(() => {
      survey = undefined;
    });
    survey = { found, stop };
    return found;
  };

  return {
    sites: async () => {
      const { radio: asked, simulated } = await radio();
      const found = await scan(asked);
      return told(found, simulated, `Wi-Fi survey found ${found.length} networks`);
    },
    wirelessStatus: async () => {
      const { radio: asked, simulated } = await radio();
      return { found: await look(asked), simulated };
    },
    shares: async (timeoutSeconds) => {
      const simulated = isSimulated();
      const found = simulated ? simulatedWorkgroups(seed) : await realSurvey(timeoutSeconds);
      const count = found.reduce((sum, { servers }) => sum + servers.length, 0);
      return told(found, simulated, `survey of shares found ${count} computers`);
    },
    stopShares: () => survey?.stop.abort(),
    shareFolder: async (request) => {
      const simulated = mode === "simulated";
      const found = simulated ? madeUp.shares(request) : await askShare(request);
      const { host, path, change } = request;
      const done = change === undefined ? "listed" : change === "make" ? "made" : "removed";
      return told(
        found,
        simulated,
        `folder //${host}/${path} ${found.outcome === "ok" ? done : found.outcome}`,
      );
    },
  };
}

/** Those who ask while an answer is under way get the same one. */
function shared<A, T>(ask: (argument: A) => Promise<T>): (argument: A) => Promise<T> {
  let running: Promise<T> | undefined;
  return (argument) => {
    running ??= ask(argument).finally(() => {
      running = undefined;
    });
    return running;
  };
}

const noWifi = (): CameraError =>
  new CameraError(
    "device-missing",
    "this machine has no Wi-Fi; --surroundings auto or simulated makes some up",
  );
