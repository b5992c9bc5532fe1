import { setTimeout as delay } from "node:timers/promises";
import type { Site, WirelessStatus } from "@pinhole/kit/model";
import { checked, type Program, type RunProgram } from "../../programs/run-program.ts";
import { unescapeSsid } from "./iw.ts";
import { channelAt, nowhere, percentOf, type Radio, securityOf } from "./radio.ts";

const wpaCli: Program = { command: "wpa_cli", package: "wpasupplicant" };

/** A scan reports its end to listeners only; so long it takes on all channels. */
const scanMs = 4000;

/** Wi-Fi by way of a wpa_supplicant that runs. */
export function wpaRadio(device: string, run: RunProgram): Radio {
  const ask = async (command: string, signal: AbortSignal): Promise<string> =>
    checked(wpaCli, await run(wpaCli, ["-i", device, command], { timeoutMs: 10_000, signal }));
  return {
    sites: async (signal) => {
      await ask("scan", signal);
      await delay(scanMs, undefined, { signal });
      return parseResults(await ask("scan_results", signal));
    },
    status: async (signal) => {
      const [status, poll] = [await ask("status", signal), await ask("signal_poll", signal)];
      return parseStatus(status, poll);
    },
  };
}

/** A heading, then bssid, frequency, level, flags and name between tabs. */
export function parseResults(text: string): Site[] {
  return text.split("\n").flatMap((line): Site[] => {
    const [bssid = "", mhz, dbm, flags = "", ...name] = line.split("\t");
    if (!/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(bssid)) return [];
    const site: Site = {
      ssid: unescapeSsid(name.join("\t")),
      bssid: bssid.toUpperCase(),
      mode: flags.includes("[IBSS]") ? "adHoc" : "infrastructure",
      channel: channelAt(Number(mhz)),
      signal: percentOf(Number(dbm) || -100),
      wps: flags.includes("[WPS"),
      ...securityOf({
        privacy: flags.includes("[WEP]"),
        wpa: /\[WPA-/.test(flags),
        rsn: /\[(?:WPA2|RSN|WPA3)-/.test(flags),
        sae: /SAE/.test(flags) && !/PSK/.test(flags),
        eap: /-EAP/.test(flags),
        tkip: /TKIP/.test(flags),
        ccmp: /CCMP/.test(flags),
      }),
    };
    return [site];
  });
}

export function parseStatus(status: string, poll: string): WirelessStatus {
  const find = (text: string, key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1] ?? "";
  if (find(status, "wpa_state") !== "COMPLETED") return nowhere;
  return {
    bssid: find(status, "bssid").toUpperCase(),
    ssid: unescapeSsid(find(status, "ssid")),
    channel: channelAt(Number(find(status, "freq"))),
    signal: percentOf(Number(find(poll, "RSSI") || -100)),
  };
}
