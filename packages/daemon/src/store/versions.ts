import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CameraError, messageOf, type SettingsVersion } from "@pinhole/kit/model";
import { isObject, type Log } from "./safe-file.ts";

/** How many are kept. */
export const maxVersions = 100;

const maxWhat = 1000;
const namePattern = /^(\d{8})\.json$/;
const nameOf = (number: number): string => `${String(number).padStart(8, "0")}.json`;

/** Every state that the settings had, the newest ones. The files hold passwords, as settings.json does. */
export interface Versions extends AsyncDisposable {
  /** Keeps a text of settings.json; in order, and without making anybody wait. */
  note(version: Omit<SettingsVersion, "number">, text: string): void;
  /** Resolves when what was noted so far is kept. */
  written(): Promise<void>;
}

/** Opens the versions of a state folder, whose lock this process has to hold. */
export async function openVersions(folder: string, log: Log): Promise<Versions> {
  const place = join(folder, "versions");
  let numbers = await numbersIn(place);
  let newest =
    numbers.length > 0
      ? (await readVersion(folder, numbers.at(-1)!).catch(() => undefined))?.text
      : undefined;
  let writing = Promise.resolve();
  let complained = false;
  const write = async (version: Omit<SettingsVersion, "number">, text: string): Promise<void> => {
    if (text === newest) return;
    const number = (numbers.at(-1) ?? 0) + 1;
    const content = { number, ...version, what: version.what.slice(0, maxWhat), settings: JSON.parse(text) };
    await mkdir(place, { recursive: true, mode: 0o700 });
    const path = join(place, nameOf(number));
    await writeFile(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
    await rename(`${path}.new`, path);
    newest = text;
    numbers = [...numbers, number];
    for (const old of numbers.slice(0, -maxVersions)) await rm(join(place, nameOf(old)), { force: true });
    numbers = numbers.slice(-maxVersions);
  };
  return {
    note: (version, text) => {
      writing = writing
        .then(() => write(version, text))
        .catch((error: unknown) => {
          if (!complained) log(`versions of the settings are not kept: ${messageOf(error)}`);
          complained = true;
        });
    },
    written: () => writing,
    [Symbol.asyncDispose]: () => writing,
  };
}

/** The versions of a state folder, the oldest first; needs no lock. */
export async function listVersions(folder: string): Promise<readonly SettingsVersion[]> {
  const numbers = await numbersIn(join(folder, "versions"));
  const read = numbers.map((number) =>
    readVersion(folder, number).then(
      ({ version }) => version,
      () => undefined,
    ),
  );
  return (await Promise.all(read)).filter((version) => version !== undefined);
}

/** One version with its text of settings.json. */
export async function readVersion(
  folder: string,
  number: number,
): Promise<{ readonly version: SettingsVersion; readonly text: string }> {
  const name = nameOf(number);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, "versions", name), "utf8"));
  } catch (error) {
    const words = `there is no version ${number} in ${folder}; pinhole config versions lists them`;
    throw new CameraError("store-damaged", words, { at: name, cause: error });
  }
  const { at, by, what, settings } = isObject(content) ? content : {};
  if (typeof at !== "number" || typeof by !== "string" || typeof what !== "string" || !isObject(settings)) {
    throw new CameraError("store-damaged", `${name} is no version of the settings`, { at: name });
  }
  return { version: { number, at, by, what }, text: `${JSON.stringify(settings, undefined, 2)}\n` };
}

async function numbersIn(place: string): Promise<readonly number[]> {
  const names = await readdir(place).catch(() => []);
  return names
    .flatMap((name) => (namePattern.test(name) ? [Number(name.slice(0, 8))] : []))
    .sort((a, b) => a - b);
}
