import type { RecordOf, Site, WirelessStatus, wireless } from "@pinhole/kit/model";
import { seeded } from "../seeded.ts";
import { nowhere, type Radio } from "./radio.ts";

type Wireless = Pick<RecordOf<typeof wireless>, "ssid" | "type" | "channel" | "security" | "connection">;

const names = ["Garden", "Attic", "Corner Cafe", "Office 2", "Guests", "Workshop", "Lighthouse", "Library"];

/** A neighbourhood of made-up networks: the same for the same seed. The one that the camera is set to is among them. */
export function simulatedRadio(seed: number, settings: () => Wireless): Radio {
  const neighbours = neighbourhood(seed);
  const own = (): Site | undefined => {
    const { ssid, type, channel, security, connection } = settings();
    if (connection === "wpsButton" || connection === "wpsPin")
      return neighbours.find(({ wps }) => wps === true);
    if (ssid === "") return undefined;
    const known = neighbours.find((site) => site.ssid === ssid);
    return (
      known ?? {
        ...siteOf(seed + 1000, ssid),
        ...secured(security),
        mode: type,
        ...(channel > 0 ? { channel } : {}),
      }
    );
  };
  return {
    sites: async () => {
      const joined = own();
      return joined && !neighbours.includes(joined) ? [joined, ...neighbours] : neighbours;
    },
    status: async (): Promise<WirelessStatus> => {
      const joined = own();
      if (joined === undefined) return nowhere;
      const { signal, ssid, bssid, channel } = joined;
      return { signal, ssid, bssid, channel };
    },
  };
}

function neighbourhood(seed: number): readonly Site[] {
  const dice = seeded(seed);
  const count = 4 + dice(5);
  const shuffled = names.map((name) => [dice(1000), name] as const).toSorted(([a], [b]) => a - b);
  return shuffled.slice(0, count).map(([, name], n) => siteOf(seed * 100 + n, name));
}

const kinds = [
  { security: "wpa2-psk", encryption: "aes" },
  { security: "wpa2-psk", encryption: "aes" },
  { security: "wpa-wpa2-psk", encryption: "tkip-aes" },
  { security: "none", encryption: "none" },
] as const;

function siteOf(seed: number, ssid: string): Site {
  const dice = seeded(seed);
  const bytes = Array.from({ length: 5 }, () => dice(256).toString(16).toUpperCase().padStart(2, "0"));
  const kind = kinds[dice(kinds.length)] ?? kinds[0];
  return {
    ssid,
    // The second bit of the first byte says that no maker gave the address out.
    bssid: ["02", ...bytes].join(":"),
    mode: "infrastructure",
    ...kind,
    channel: 1 + dice(13),
    signal: 25 + dice(76),
    wps: kind.security !== "none" && dice(2) === 1,
  };
}

function secured(security: Wireless["security"]): Pick<Site, "security" | "encryption"> {
  if (security === "none" || security === "wep") return { security, encryption: security };
  if (security === "wpa-enterprise") return { security: "enterprise", encryption: "aes" };
  const encryption = security.endsWith("tkip") ? "tkip" : security === "wpa-wpa2-psk" ? "tkip-aes" : "aes";
  if (security === "wpa-wpa2-psk") return { security, encryption };
  return { security: security.startsWith("wpa2") ? "wpa2-psk" : "wpa-psk", encryption };
}
