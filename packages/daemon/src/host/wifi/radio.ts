import type { Site, WirelessStatus } from "@pinhole/kit/model";

/** What a camera can learn of the Wi-Fi around it. Both reject with a CameraError when the machine can not tell. */
export interface Radio {
  sites(signal: AbortSignal): Promise<readonly Site[]>;
  status(signal: AbortSignal): Promise<WirelessStatus>;
}

export const nowhere: WirelessStatus = { signal: 0, ssid: "", bssid: "", channel: 0 };

/** The channel at a frequency in MHz (IEEE 802.11, Annex E); 0 where there is none. */
export function channelAt(mhz: number): number {
  const channel = (first: number): number => ((mhz - first) % 5 === 0 ? (mhz - first) / 5 : 0);
  if (mhz === 2484) return 14;
  if (mhz >= 2412 && mhz <= 2472) return channel(2407);
  if (mhz >= 5955 && mhz <= 7115) return channel(5950);
  if (mhz >= 5000 && mhz <= 5895) return channel(5000);
  return 0;
}

/** A level in dBm as 0 to 100, as Windows and NetworkManager scale it: -100 and less is 0, -50 and more is 100. */
export function percentOf(dbm: number): number {
  return Math.round(Math.min(Math.max(2 * (dbm + 100), 0), 100));
}

/** What a station advertises, as a security and a cipher. */
export function securityOf(has: {
  readonly privacy: boolean;
  readonly wpa: boolean;
  readonly rsn: boolean;
  readonly sae: boolean;
  readonly eap: boolean;
  readonly tkip: boolean;
  readonly ccmp: boolean;
}): Pick<Site, "security" | "encryption"> {
  if (!has.wpa && !has.rsn) {
    return has.privacy ? { security: "wep", encryption: "wep" } : { security: "none", encryption: "none" };
  }
  const encryption = has.tkip && has.ccmp ? "tkip-aes" : has.tkip ? "tkip" : "aes";
  if (has.eap) return { security: "enterprise", encryption };
  if (has.wpa) return { security: has.rsn ? "wpa-wpa2-psk" : "wpa-psk", encryption };
  return { security: has.sae ? "wpa3" : "wpa2-psk", encryption };
}
