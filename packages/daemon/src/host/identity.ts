import { randomBytes, randomInt } from "node:crypto";
import type { bonjour, Model, RecordOf } from "@pinhole/kit/model";

/** A hardware address under the prefix of the cameras' maker, so that clients which look for it find this one. */
export function newMac(): string {
  return `00:0e:8f:${[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`;
}

/** Seven digits and their check digit, as Wi-Fi Protected Setup has them. */
export function newWpsPin(): string {
  const digits = String(randomInt(1_000_000, 9_999_999));
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** The name in the settings, or the model and the end of the MAC address. */
export function bonjourName(set: RecordOf<typeof bonjour>, model: Model, mac: string): string {
  return set.name || `${model.name}-${mac.replaceAll(":", "").slice(-6)}`;
}
