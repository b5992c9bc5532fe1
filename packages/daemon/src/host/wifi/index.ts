import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { CameraError } from "@pinhole/kit/model";
import { type RunProgram, runProgram } from "../../programs/run-program.ts";
import { iwRadio } from "./iw.ts";
import { nmcliRadio } from "./nmcli.ts";
import type { Radio } from "./radio.ts";
import { wpaRadio } from "./wpa.ts";

/** The first Wi-Fi device of the machine; undefined where there is none. */
export async function wifiDevice(folder = "/sys/class/net"): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.toSorted()) {
    const isWifi = await access(join(folder, name, "wireless")).then(
      () => true,
      () => false,
    );
    if (isWifi) return name;
  }
  return undefined;
}

/** The Wi-Fi of the machine: asked of NetworkManager, else of wpa_supplicant, else of the kernel. */
export function realRadio(device: string, run: RunProgram = runProgram): Radio {
  const ways = [nmcliRadio(device, run), wpaRadio(device, run), iwRadio(device, run)];
  const first = async <T>(ask: (radio: Radio) => Promise<T>, signal: AbortSignal): Promise<T> => {
    const problems: string[] = [];
    for (const way of ways) {
      try {
        return await ask(way);
      } catch (error) {
        if (signal.aborted || !(error instanceof CameraError)) throw error;
        problems.push(error.message);
      }
    }
    throw new CameraError(
      "program-failed",
      `no program can tell of the Wi-Fi ${device}: ${problems.join("; ")}`,
      {
        at: device,
      },
    );
  };
  return {
    sites: (signal) => first((radio) => radio.sites(signal), signal),
    status: (signal) => first((radio) => radio.status(signal), signal),
  };
}
