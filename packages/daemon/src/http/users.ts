import type { Caller, Privilege, RecordOf, userSlot, users } from "@pinhole/kit/model";
import { ha1 } from "./credential.ts";

/** The stored records with their password hashes. */
export interface Credentials {
  readonly users: RecordOf<typeof users>;
  readonly slots: readonly RecordOf<typeof userSlot>[];
}

/** Somebody who can log in. */
export interface Account {
  readonly caller: Caller;
  /** See credential.ts; "" when an empty password will do. */
  readonly stored: string;
}

export interface Accounts {
  readonly byName: ReadonlyMap<string, Account>;
  readonly loginRequired: boolean;
  /** Whether everybody can log in with Digest: not so while a user was renamed and the password not set again. */
  readonly digest: boolean;
}

const none: ReadonlySet<Privilege> = new Set();
const all: ReadonlySet<Privilege> = new Set(["audioIn", "audioOut", "panTilt", "io"]);

/** A caller without a login, where none is needed. */
export const nobody: Caller = { name: "", level: "public", privileges: none };

/** A caller without a login, while viewing needs none. */
export const anybody: Caller = { name: "", level: "viewer", privileges: none };

/**
 * Who can log in. An account without a name is off, and so is one without a password, except with `factoryLogin`,
 * which is for test benches. Where two have one name, the first counts: administrator, viewer, then slots. A slot's
 * switches are its privileges and never make it more than a viewer.
 */
export function accountsOf({ users, slots }: Credentials, factoryLogin: boolean): Accounts {
  const byName = new Map<string, Account>();
  const add = (caller: Caller, stored: string) => {
    const { name } = caller;
    if (name === "" || (stored === "" && !factoryLogin) || byName.has(name)) return;
    byName.set(name, { caller, stored });
  };
  add({ name: users.adminName, level: "admin", privileges: all }, users.adminPassword);
  add({ name: users.viewerName, level: "viewer", privileges: none }, users.viewerPassword);
  for (const slot of slots) {
    const privileges = new Set([...all].filter((privilege) => slot[privilege]));
    add({ name: slot.name, level: "viewer", privileges }, slot.password);
  }
  const digest = [...byName.values()].every(
    ({ caller, stored }) => ha1(stored, caller.name, "MD5") !== undefined,
  );
  return { byName, loginRequired: users.loginRequired, digest };
}

/** Whether a caller who logged in earlier is still who he was: same password, same rights. */
export function stillIs(earlier: Account | undefined, now: Accounts): boolean {
  if (earlier === undefined) return !now.loginRequired;
  const account = now.byName.get(earlier.caller.name);
  return (
    account !== undefined &&
    account.stored === earlier.stored &&
    account.caller.level === earlier.caller.level &&
    [...earlier.caller.privileges].every((privilege) => account.caller.privileges.has(privilege))
  );
}
