import type { Site, WirelessStatus } from "@pinhole/kit/model";
import { checked, type Program, type RunProgram } from "../../programs/run-program.ts";
import { channelAt, nowhere, percentOf, type Radio, securityOf } from "./radio.ts";

const iw: Program = { command: "iw", package: "iw" };

/** Wi-Fi by way of the kernel's own tool; a scan takes the right to configure the network. */
export function iwRadio(device: string, run: RunProgram): Radio {
  return {
    sites: async (signal) => {
      const ended = await run(iw, ["dev", device, "scan"], { timeoutMs: 30_000, signal });
      return parseScan(checked(iw, ended));
    },
    status: async (signal) => {
      const ended = await run(iw, ["dev", device, "link"], { timeoutMs: 5000, signal });
      return parseLink(checked(iw, ended));
    },
  };
}

/** Blocks that begin with "BSS aa:bb:cc:dd:ee:ff". */
export function parseScan(text: string): Site[] {
  return text
    .split(/^BSS (?=(?:[0-9a-f]{2}:){5}[0-9a-f]{2})/m)
    .slice(1)
    .map((block) => {
      const find = (pattern: RegExp): string => pattern.exec(block)?.[1] ?? "";
      const section = (name: string): string =>
        new RegExp(`^\\t${name}:[^\\n]*(?:\\n\\t\\t[^\\n]*)*`, "m").exec(block)?.[0] ?? "";
      const [wpa, rsn] = [section("WPA"), section("RSN")];
      const both = `${wpa}\n${rsn}`;
      const capability = find(/^\tcapability: (.*)$/m);
      return {
        ssid: unescapeSsid(find(/^\tSSID: (.*)$/m)),
        bssid: block.slice(0, 17).toUpperCase(),
        mode: /\bIBSS\b/.test(capability) ? "adHoc" : "infrastructure",
        channel: channelAt(Math.floor(Number(find(/^\tfreq: (\d{4})/m)))),
        signal: percentOf(Number(find(/^\tsignal: (-?[\d.]+) dBm/m) || -100)),
        wps: section("WPS") !== "",
        ...securityOf({
          privacy: /\bPrivacy\b/.test(capability),
          wpa: wpa !== "",
          rsn: rsn !== "",
          sae: /\bSAE\b/.test(rsn) && !/\bPSK\b/.test(rsn),
          eap: /802\.1X/.test(both) && !/\bPSK\b/.test(both),
          tkip: /\bTKIP\b/.test(both),
          ccmp: /\bCCMP\b/.test(both),
        }),
      };
    });
}

/** "Not connected." or "Connected to aa:bb:..." and lines of what is known. */
export function parseLink(text: string): WirelessStatus {
  const bssid = /^Connected to ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/m.exec(text)?.[1];
  if (bssid === undefined) return nowhere;
  return {
    bssid: bssid.toUpperCase(),
    ssid: unescapeSsid(/^\tSSID: (.*)$/m.exec(text)?.[1] ?? ""),
    channel: channelAt(Math.floor(Number(/^\tfreq: (\d{4})/m.exec(text)?.[1]))),
    signal: percentOf(Number(/^\tsignal: (-?\d+) dBm/m.exec(text)?.[1] ?? -100)),
  };
}

/** iw and wpa_supplicant write bytes that are not printable ASCII as \xNN. */
export function unescapeSsid(text: string): string {
  const bytes: number[] = [];
  for (const [part] of text.matchAll(/\\x[0-9a-f]{2}|\\.|[^\\]+|\\/gi)) {
    if (/^\\x/i.test(part)) bytes.push(Number.parseInt(part.slice(2), 16));
    else bytes.push(...Buffer.from(part.length === 2 && part.startsWith("\\") ? part.slice(1) : part));
  }
  return Buffer.from(bytes).toString("utf8");
}
