import type { Camera } from "@pinhole/client";
import { tables } from "@pinhole/kit/dialects/sercomm";
import { CameraError } from "@pinhole/kit/model";

/** The texts of one of the vendor's groups or menus, by key. */
export type Texts = Readonly<Record<string, string>>;

/** All settings of a camera in its vendor's own words, also those that nobody here knows. */
export interface Everything {
  /** The groups, or menus, that it lists. */
  names(): Promise<readonly string[]>;
  /** Undefined where the camera does not answer for a group. */
  read(name: string): Promise<Texts | undefined>;
  write(name: string, texts: Texts): Promise<void>;
  /** Whether a key changes by itself, or can not be written. */
  isOwn(name: string, key: string): boolean;
}

/** Most groups that are watched, and most keys of one. */
const mostGroups = 100;
const mostKeys = 500;

export function everythingOf(camera: Camera): Everything {
  const fixed = camera.dialect === "sercomm" ? readOnlyKeys(camera.model) : new Set<string>();
  return {
    names: async () => {
      const names = camera.dialect === "sercomm" ? await camera.groupNames() : camera.menuNames();
      return names.filter((name) => !fixedGroups.test(name)).slice(0, mostGroups);
    },
    read: async (name) => {
      try {
        return Object.fromEntries(Object.entries(await camera.texts(name)).slice(0, mostKeys));
      } catch (error) {
        if (error instanceof CameraError && ["not-offered", "refused", "not-allowed"].includes(error.code))
          return undefined;
        throw error;
      }
    },
    write: (name, texts) => camera.setTexts(name, texts),
    isOwn: (name, key) => fixed.has(`${name}.${key}`) || moving.test(key),
  };
}

/** What the factory wrote, and what names the streams. */
const fixedGroups = /^(?:manufacture|streams)$/i;

/** Times, counters and states. */
const moving =
  /(?:_status|_state|_count|uptime|(?:^|_)date|_time|_times|_reason|rebooted|boot_\w+|cfg_ver|pb_status)$/i;

function readOnlyKeys(model: Parameters<typeof tables>[0]): ReadonlySet<string> {
  return new Set(
    tables(model).flatMap(({ name, rows }) =>
      rows.filter(({ readOnly }) => readOnly).map(({ key }) => `${name}.${key}`),
    ),
  );
}
