import { basename, dirname, resolve } from "node:path";
import { type Disk, explained, realDisk } from "./disk.ts";
import { type Log, parseObject, SafeFile } from "./safe-file.ts";
import { Stored } from "./stored.ts";

/** A flat record of facts that are no parameters: serial number, boot counter, reason of the last stop. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** One record of facts on disk; memory never shows what is not on disk. */
export interface StoredRecord<T extends Facts> extends AsyncDisposable {
  get(): T;
  /** Changes some values; resolves when they are on disk. Throws CameraError when the disk does not take them. */
  set(values: Partial<T>): Promise<void>;
}

/**
 * Opens the record in a file, or starts with the defaults when there is none; the file is not made before the first
 * set(). A value keeps the type of its default. Only the holder of the folder's lock (openSettings) may use it.
 */
export async function openRecord<T extends Facts>(
  path: string,
  defaults: T,
  options: { readonly log?: Log; readonly disk?: Disk } = {},
): Promise<StoredRecord<T>> {
  const { log = () => {}, disk = realDisk } = options;
  const folder = dirname(resolve(path));
  await explained(folder, disk.makeFolder(folder));
  const file = new SafeFile(disk, { folder, name: basename(path) }, log);
  const found = (await file.read(parseObject)) ?? {};
  for (const key of Object.keys(defaults)) {
    if (Object.hasOwn(found, key) && !fits(found[key], defaults[key])) {
      log(`${file.name}: ${key} must be a ${typeof defaults[key]}; the default is used`);
    }
  }
  const stored = new Stored(laidOver(defaults, found), (value) =>
    file.write(`${JSON.stringify(value, undefined, 2)}\n`),
  );
  return {
    get: () => stored.value,
    async set(values) {
      for (const [key, value] of Object.entries(values)) {
        if (!fits(value, defaults[key]))
          throw new TypeError(`${key} of ${file.name} must be a ${typeof defaults[key]}`);
      }
      const copy = { ...values };
      await stored.update((record) => {
        const isSame = Object.keys(copy).every((key) => Object.is(copy[key], record[key]));
        return isSame ? record : laidOver(record, copy);
      });
    },
    [Symbol.asyncDispose]: () => stored.close(),
  };
}

function laidOver<T extends Facts>(record: T, values: Readonly<Record<string, unknown>>): T {
  const entries = Object.entries(record).map(([key, old]) => {
    const isGood = Object.hasOwn(values, key) && fits(values[key], old);
    return [key, isGood ? values[key] : old];
  });
  return Object.freeze(Object.fromEntries(entries)) as T;
}

function fits(value: unknown, example: unknown): boolean {
  return typeof value === typeof example && (typeof value !== "number" || Number.isFinite(value));
}
