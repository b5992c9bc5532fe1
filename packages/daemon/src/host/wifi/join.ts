import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordOf, wireless } from "@pinhole/kit/model";
import { checked, type Program, type RunProgram, runProgram } from "../../programs/run-program.ts";

type Wireless = RecordOf<typeof wireless>;

const nmcli: Program = { command: "nmcli", package: "network-manager" };
const wpaCli: Program = { command: "wpa_cli", package: "wpasupplicant" };

/** The name of the profile that the camera makes; others are left alone. */
const profile = "pinhole-wifi";
const joinMs = 60_000;

/** A profile of NetworkManager: its properties, and its secrets, which go to it in a file. */
export interface Profile {
  readonly properties: readonly string[];
  readonly secrets: readonly string[];
}

/** Joins the network that the settings name, by NetworkManager, or has an access point let it in by WPS. */
export async function joinWifi(
  device: string,
  { settings, wpsPin }: { readonly settings: Wireless; readonly wpsPin: string },
  run: RunProgram = runProgram,
): Promise<string> {
  if (settings.connection === "wpsButton" || settings.connection === "wpsPin") {
    const command = settings.connection === "wpsButton" ? ["wps_pbc"] : ["wps_pin", "any", wpsPin];
    checked(wpaCli, await run(wpaCli, ["-i", device, ...command], { timeoutMs: 10_000 }));
    return "waits for an access point to let it in by WPS";
  }
  // One that is not there is nothing to remove.
  await run(nmcli, ["connection", "delete", profile], { timeoutMs: 20_000 });
  if (settings.ssid === "") return "is in no network";
  const { properties, secrets } = profileOf(settings);
  const folder = await mkdtemp(join(tmpdir(), "pinhole-wifi-"));
  try {
    const file = join(folder, "secrets");
    await writeFile(file, secrets.map((line) => `${line}\n`).join(""), { mode: 0o600 });
    const add = ["connection", "add", "type", "wifi", "con-name", profile, "ifname", device];
    const up = ["connection", "up", profile, "passwd-file", file];
    checked(nmcli, await run(nmcli, [...add, ...properties], { timeoutMs: 20_000 }));
    checked(nmcli, await run(nmcli, up, { timeoutMs: joinMs }));
    return `has joined ${settings.ssid}`;
  } catch (error) {
    // One that can not be joined must not be tried again behind the camera's back.
    await run(nmcli, ["connection", "delete", profile], { timeoutMs: 20_000 }).catch(() => {});
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const security = "802-11-wireless-security";

const ciphers = { tkip: "tkip", aes: "ccmp" } as const;

/** EAP methods inside TTLS that are no plain exchange of a password. */
const innerEap: readonly string[] = ["md5", "gtc"];

export function profileOf(settings: Wireless): Profile {
  const { ssid, type, channel } = settings;
  const basics = ["ssid", ssid, "802-11-wireless.mode", type === "adHoc" ? "adhoc" : "infrastructure"];
  const tuned = channel > 0 ? ["802-11-wireless.band", "bg", "802-11-wireless.channel", String(channel)] : [];
  const { properties, secrets } = securityOf(settings);
  return { properties: [...basics, ...tuned, ...properties], secrets };
}

function securityOf(settings: Wireless): Profile {
  if (settings.security === "none") return { properties: [], secrets: [] };
  if (settings.security === "wep") return wep(settings);
  if (settings.security === "wpa-enterprise") return enterprise(settings);
  const [kind = "", , cipher] = settings.security.split("-");
  const protocol =
    settings.security === "wpa-wpa2-psk" ? [] : [`${security}.proto`, kind === "wpa2" ? "rsn" : "wpa"];
  const pairwise = cipher === "tkip" || cipher === "aes" ? [`${security}.pairwise`, ciphers[cipher]] : [];
  return {
    properties: [`${security}.key-mgmt`, "wpa-psk", ...protocol, ...pairwise],
    secrets: [`${security}.psk:${settings.passphrase}`],
  };
}

function wep({ wepAuth, wepIndex, wepPassphrase, wepKey1, wepKey2, wepKey3, wepKey4 }: Wireless): Profile {
  const keys = [wepKey1, wepKey2, wepKey3, wepKey4];
  const isPhrase = (keys[wepIndex - 1] ?? "") === "";
  const secrets = isPhrase ? keys.map(() => wepPassphrase) : keys;
  return {
    properties: [
      ...[`${security}.key-mgmt`, "none", `${security}.auth-alg`, wepAuth],
      ...[`${security}.wep-tx-keyidx`, String(wepIndex - 1)],
      ...[`${security}.wep-key-type`, isPhrase ? "passphrase" : "key"],
    ],
    secrets: secrets.flatMap((key, n) => (key === "" ? [] : [`${security}.wep-key${n}:${key}`])),
  };
}

function enterprise(settings: Wireless): Profile {
  const { enterpriseMethod, ttlsMethod, anonymousName } = settings;
  const outside = anonymousName === "" ? [] : ["802-1x.anonymous-identity", anonymousName];
  const method = [`${security}.key-mgmt`, "wpa-eap", "802-1x.eap", enterpriseMethod, ...outside];
  if (enterpriseMethod === "tls") {
    return {
      properties: [...method, "802-1x.identity", settings.tlsUser],
      secrets: [`802-1x.private-key-password:${settings.tlsKeyPassword}`],
    };
  }
  const inner = innerEap.includes(ttlsMethod) ? "802-1x.phase2-autheap" : "802-1x.phase2-auth";
  return {
    properties: [...method, inner, ttlsMethod, "802-1x.identity", settings.ttlsUser],
    secrets: [`802-1x.password:${settings.ttlsPassword}`],
  };
}
