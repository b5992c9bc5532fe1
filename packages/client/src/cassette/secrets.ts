import { decodeConfiguration, encodeConfiguration, models, tables } from "@pinhole/kit/dialects/sercomm";

/** Keys of either vendor whose values are nobody's business, whatever the firmware calls them. */
const secretKey =
  /pass(?!iv)|pwd|psk|wep(?!_?(?:authtype|mode|index))|secret|token|pin_?code|community|(?:^|_)key(?!_?(?:type|len|index|mgmt))/i;

const knownSecrets: ReadonlySet<string> = new Set(
  tables(models.RC8230).flatMap(({ rows }) => rows.flatMap(({ key, secret }) => (secret ? [key] : []))),
);

/** Whether the value of a vendor's key is a secret: "wlan_passphrase", "ft_password". */
export function isSecretKey(key: string): boolean {
  return knownSecrets.has(key) || secretKey.test(key);
}

/** What may be kept of the value of a key. */
export function keptValue(key: string, value: string): string {
  // USER.user1 is "name,password".
  if (/^user\d+$/.test(key)) return value.replace(/,.*$/s, ",");
  return isSecretKey(key) ? "" : value;
}

/**
 * A camera's text without its secrets: the values of keys (key=value and key="value"), logins in addresses, and the
 * `password` with which it was asked.
 */
export function withoutSecrets(text: string, password = ""): string {
  const kept = text
    .replaceAll(
      /^([\w.-]+)=([^\r\n"]*)/gm,
      (_, key: string, value: string) => `${key}=${keptValue(key, value)}`,
    )
    .replaceAll(
      /\b(\w+)((?:\[[^\]\r\n]{1,32}\])?\s*=\s*)"((?:[^"\\]|\\.)*)"/g,
      (_, key: string, between: string, value: string) => `${key}${between}"${keptValue(key, value)}"`,
    )
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/[^\s/:@"]{1,64}):[^\s/@"]{1,128}@/gi, "$1@");
  // A short word may well be another's.
  return password.length < 4 ? kept : kept.replaceAll(password, "");
}

/** A configuration file without its secrets; certificates and what else is appended are left out. */
export function configurationWithoutSecrets(file: Uint8Array, password = ""): Uint8Array {
  const { version, groups } = decodeConfiguration(file);
  const kept = Object.entries(groups).map(([name, texts]) => {
    const values = Object.entries(texts).map(([key, value]) => {
      const clean = keptValue(key, value);
      return [key, password.length < 4 ? clean : clean.replaceAll(password, "")];
    });
    return [name, Object.fromEntries(values)];
  });
  return encodeConfiguration({ version, groups: Object.fromEntries(kept), blocks: [] });
}
