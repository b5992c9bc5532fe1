import { randomInt } from "node:crypto";
import { type Change, type Issue, users } from "@pinhole/kit/model";
import { ha1, verify } from "./http/credential.ts";
import type { Settings } from "./store/settings.ts";

// Letters and digits that are not taken for one another when a password is read off a screen.
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

/** Twelve characters in three groups: 59 bits. */
export function newPassword(): string {
  const letters = Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]);
  return [0, 4, 8].map((at) => letters.slice(at, at + 4).join("")).join("-");
}

/** The account whose password a field holds: Digest hashes are made over its name. */
export function accountOf(key: string, record: Readonly<Record<string, unknown>>): string {
  if (key === "adminPassword") return String(record.adminName);
  if (key === "viewerPassword") return String(record.viewerName);
  return String(record.name);
}

/** What a change would do to the administrator's login: without name or password nobody could log in any more. */
export function keepsLogin(changes: readonly Change[]): Issue[] {
  return changes.flatMap(({ group, values }) => {
    if (group !== users) return [];
    return ["adminName", "adminPassword"]
      .filter((key) => values[key] === "")
      .map((key) => ({ key: `users.${key}`, problem: "must not be empty: nobody could log in any more" }));
  });
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Sets the administrator; throws what is wrong with it. */
export async function setLogin(settings: Settings, { user, password }: Login): Promise<void> {
  const { adminName, adminPassword } = settings.reveal(users)[0]!;
  // A login that is there already keeps its hash: a new salt would look like a change.
  const isKnown = adminName === user && ha1(adminPassword, user, "MD5") !== undefined;
  if (isKnown && adminPassword !== "" && (await verify(adminPassword, password))) return;
  const values = { adminName: user, adminPassword: password };
  const [problem] = await settings.set([{ group: users, index: 0, values }]);
  if (problem) throw new RangeError(`--login: ${problem.key} ${problem.problem}`);
}

/** Makes the administrator's password when there is none. */
export async function makeLogin(settings: Settings, factoryLogin: boolean): Promise<Login | undefined> {
  const { adminName, adminPassword } = settings.reveal(users)[0]!;
  if (factoryLogin || adminPassword !== "") return undefined;
  const login = { user: adminName, password: newPassword() };
  await setLogin(settings, login);
  return login;
}
