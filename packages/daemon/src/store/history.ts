import { CameraError, type CameraEvent, type History, nameOf } from "@pinhole/kit/model";
import type { Settings } from "./settings.ts";
import { listVersions, readVersion } from "./versions.ts";

export interface HistoryOptions {
  /** The folder of the settings. */
  readonly folder: string;
  readonly settings: Pick<Settings, "compare" | "replace">;
  /** Resolves when all versions so far are on disk. */
  written(): Promise<void>;
  /** Told when the settings have gone back, by whom and how far. */
  reverted(by: string, event: Omit<CameraEvent, "at">): void;
}

/** The versions of a camera that runs. */
export function openHistory({ folder, settings, written, reverted }: HistoryOptions): History {
  const textOf = async (number: number): Promise<string | undefined> => {
    try {
      return (await readVersion(folder, number)).text;
    } catch (error) {
      if (error instanceof CameraError && error.code === "store-damaged") return undefined;
      throw error;
    }
  };
  return {
    versions: async () => {
      await written();
      return (await listVersions(folder)).toReversed();
    },
    compare: async (number) => {
      const text = await textOf(number);
      return text === undefined ? undefined : settings.compare(text);
    },
    revert: async (number, caller) => {
      const text = await textOf(number);
      if (text === undefined) return false;
      await settings.replace(text);
      const by = nameOf(caller);
      const message = `settings put back to version ${number} by ${by}`;
      reverted(by, { source: "settings", severity: 5, message });
      return true;
    },
  };
}
