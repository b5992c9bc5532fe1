import { fromHeaderText, toHeaderText } from "./text.ts";

/** What Basic carries (RFC 7617). */
export interface BasicAnswer {
  readonly scheme: "basic";
  readonly user: string;
  readonly password: string;
}

/** The `Authorization` value of a Basic login. The user name can not hold a colon. */
export function formatBasic(user: string, password: string): string {
  if (user.includes(":")) throw new RangeError("basic login: a user name can not hold a colon");
  return `Basic ${btoa(toHeaderText(`${user}:${password}`))}`;
}

/** Reads the token of a Basic login, padded or not. Throws a RangeError. */
export function parseBasic(token: string): BasicAnswer {
  let text: string;
  try {
    text = fromHeaderText(atob(token));
  } catch {
    throw new RangeError("basic login: not Base64");
  }
  const colon = text.indexOf(":");
  if (colon < 0) throw new RangeError("basic login: no colon between name and password");
  return { scheme: "basic", user: text.slice(0, colon), password: text.slice(colon + 1) };
}
