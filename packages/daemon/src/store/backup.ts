import {
  type Backup,
  type CameraEvent,
  type Change,
  type Group,
  isSecret,
  nameOf,
  pathOf,
  type Restoring,
} from "@pinhole/kit/model";
import type { Settings } from "./settings.ts";

export interface BackupOptions {
  readonly settings: Settings;
  readonly groups: readonly Group[];
  /** A stored hash as it may leave the camera. */
  seal(stored: string): string;
  /** The other way; undefined for what is no sealed hash. `current` is what is stored now. */
  unseal(text: string, current: string): string | undefined;
  /** Whether a login without a password lets nobody in, so that it is not restored. */
  readonly keepsLogin: boolean;
  log(event: Omit<CameraEvent, "at">): void;
}

/** Copies of all settings over one camera's settings. */
export function openBackup(options: BackupOptions): Backup {
  const { settings, groups, seal, unseal, keepsLogin, log } = options;
  const stored = (group: Group, index: number, key: string): string =>
    String(settings.reveal(group)[index]?.[key as never] ?? "");
  return {
    get: (group) => settings.get(group),
    logins: () =>
      groups.flatMap((group) => {
        const keys = passwordsOf(group);
        if (keys.length === 0) return [];
        return settings.get(group).map((_, index): Change => {
          const values = keys.map((key) => [key, seal(stored(group, index, key))]);
          return { group, index, values: Object.fromEntries(values) };
        });
      }),
    restore: async ({ changes, logins, notes }: Restoring, by) => {
      const problems: { key: string; problem: string }[] = [];
      const hashes: Change[] = [];
      for (const { group, index, values } of logins) {
        const hashed: Record<string, string> = {};
        for (const [key, value] of Object.entries(values)) {
          const hash = unseal(String(value), stored(group, index, key));
          if (hash === undefined || index >= group.count)
            problems.push({ key: pathOf(group, index, key), problem: "is no sealed password" });
          // An administrator without a password could not log in any more.
          else if (hash !== "" || key !== "adminPassword" || !keepsLogin) hashed[key] = hash;
        }
        hashes.push({ group, index, values: hashed });
      }
      if (problems.length > 0) return problems;
      problems.push(...(await settings.set(changes, hashes)));
      if (problems.length > 0) return problems;
      log({ source: "settings", severity: 5, message: `settings restored from a file by ${nameOf(by)}` });
      for (const note of notes.slice(0, maxNotes)) {
        log({ source: "settings", severity: 4, message: `restored settings: ${note}` });
      }
      return [];
    },
  };
}

const maxNotes = 100;

function passwordsOf(group: Group): readonly string[] {
  return Object.entries(group.fields)
    .filter(([, field]) => isSecret(field) && field.hashed)
    .map(([key]) => key);
}
