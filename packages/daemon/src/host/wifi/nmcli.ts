import type { Site } from "@pinhole/kit/model";
import { checked, type Program, type RunProgram } from "../../programs/run-program.ts";
import { nowhere, type Radio, securityOf } from "./radio.ts";

const nmcli: Program = { command: "nmcli", package: "network-manager" };

const columns = [
  "IN-USE",
  "SSID",
  "BSSID",
  "MODE",
  "CHAN",
  "SIGNAL",
  "SECURITY",
  "WPA-FLAGS",
  "RSN-FLAGS",
] as const;

/** Wi-Fi by way of NetworkManager, which needs no special right for a scan. It does not say who takes in by WPS. */
export function nmcliRadio(device: string, run: RunProgram): Radio {
  const list = async (rescan: "yes" | "no", signal: AbortSignal) => {
    const args = ["--terse", "--escape", "yes", "--fields", columns.join(","), "device", "wifi", "list"];
    const ended = await run(nmcli, [...args, "ifname", device, "--rescan", rescan], {
      timeoutMs: 30_000,
      signal,
    });
    return parseNmcli(checked(nmcli, ended));
  };
  return {
    sites: async (signal) => (await list("yes", signal)).map(({ site }) => site),
    status: async (signal) => (await list("no", signal)).find(({ isInUse }) => isInUse)?.site ?? nowhere,
  };
}

/** Lines of fields between ":"; a ":" or "\" inside a field stands behind a "\". Lines that make no sense are passed by. */
export function parseNmcli(text: string): { readonly site: Site; readonly isInUse: boolean }[] {
  return text.split("\n").flatMap((line) => {
    const fields = [...line.matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = ""]) =>
      field.replaceAll(/\\(.)/g, "$1"),
    );
    if (fields.length < columns.length) return [];
    const field = (name: (typeof columns)[number]): string => fields[columns.indexOf(name)] ?? "";
    const bssid = field("BSSID").toUpperCase();
    if (!/^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/.test(bssid)) return [];
    const [wpa, rsn, words] = [field("WPA-FLAGS"), field("RSN-FLAGS"), field("SECURITY")];
    const site: Site = {
      ssid: field("SSID"),
      bssid,
      mode: /ad-?hoc/i.test(field("MODE")) ? "adHoc" : "infrastructure",
      channel: bounded(field("CHAN"), 233),
      signal: bounded(field("SIGNAL"), 100),
      ...securityOf({
        privacy: words !== "" && words !== "--",
        wpa: /_/.test(wpa) && wpa !== "(none)",
        rsn: /_/.test(rsn) || (rsn !== "(none)" && rsn !== ""),
        sae: /\bsae\b/.test(rsn) && !/\bpsk\b/.test(rsn),
        eap: /802[._]1x|eap/.test(`${wpa} ${rsn}`.toLowerCase()),
        tkip: /tkip/.test(`${wpa} ${rsn}`),
        ccmp: /ccmp/.test(`${wpa} ${rsn}`),
      }),
    };
    return [{ site, isInUse: field("IN-USE") === "*" }];
  });
}

function bounded(text: string, most: number): number {
  return Math.min(Number.parseInt(text, 10) || 0, most);
}
