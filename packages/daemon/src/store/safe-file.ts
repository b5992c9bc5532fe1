import { basename, join } from "node:path";
import { CameraError } from "@pinhole/kit/model";
import { causeOf, type Disk, explained } from "./disk.ts";

/** Says one line to the people who run the camera; never a value, which may be a secret. */
export type Log = (line: string) => void;

// Far above any real file: a full set of settings is some ten kilobytes.
const maxBytes = 4 * 1024 * 1024;

type Loaded<T> =
  | { readonly state: "read"; readonly value: T }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly problem: string };

/** One small file that is replaced as a whole; the one before it is kept as NAME.previous. */
export class SafeFile {
  readonly name: string;
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #log: Log;

  constructor(disk: Disk, path: { readonly folder: string; readonly name: string }, log: Log) {
    this.#disk = disk;
    this.#folder = path.folder;
    this.name = path.name;
    this.#log = log;
  }

  /**
   * The newest good content, or undefined when there is none yet. `parse` throws damage() for content that is broken:
   * then the previous file answers and the broken one is put aside.
   */
  async read<T>(parse: (text: string) => T): Promise<T | undefined> {
    return await explained(this.name, this.#newest(parse));
  }

  /**
   * Replaces the content; on disk on return. Whenever the process or the machine stops in here, read() finds the old
   * content or the new one: between the two renames the old one is NAME.previous.
   */
  async write(text: string): Promise<void> {
    await explained(this.name, this.#replace(text));
  }

  async #replace(text: string): Promise<void> {
    const fresh = this.#path(".new");
    try {
      await this.#disk.remove(fresh);
      await this.#disk.create(fresh, text);
      await this.#disk.rename(this.#path(), this.#path(".previous")).catch(unlessMissing);
      await this.#disk.rename(fresh, this.#path());
      await this.#disk.syncFolder(this.#folder);
    } catch (thrown) {
      // What can not be removed now is removed by the next write or read.
      await this.#disk.remove(fresh).catch(() => undefined);
      throw thrown;
    }
  }

  async #newest<T>(parse: (text: string) => T): Promise<T | undefined> {
    await this.#disk.remove(this.#path(".new"));
    // A rename that a kill cut off from its sync is seen already, but a power cut could still undo it.
    await this.#disk.syncFolder(this.#folder);
    const current = await this.#load("", parse);
    if (current.state === "read") return current.value;

    const previous = await this.#load(".previous", parse);
    if (current.state === "missing" && previous.state === "missing") return undefined;
    if (previous.state !== "read") throw this.#lost(current, previous);

    if (current.state === "damaged") {
      const aside = await this.#putAside();
      this.#log(`${this.name} ${current.problem}: it is kept as ${aside}, and ${this.name}.previous is used`);
    } else {
      this.#log(
        `${this.name} is missing: ${this.name}.previous is used (without both, the camera starts afresh)`,
      );
    }
    return previous.value;
  }

  async #load<T>(suffix: string, parse: (text: string) => T): Promise<Loaded<T>> {
    try {
      const bytes = await this.#disk.read(this.#path(suffix), maxBytes + 1);
      if (bytes.length > maxBytes) return { state: "damaged", problem: `is longer than ${maxBytes} bytes` };
      return { state: "read", value: parse(decodeText(bytes)) };
    } catch (thrown) {
      if (causeOf(thrown) === "ENOENT") return { state: "missing" };
      if (causeOf(thrown) === "EIO") return { state: "damaged", problem: "can not be read from the disk" };
      if (thrown instanceof Damage) return { state: "damaged", problem: thrown.message };
      throw thrown;
    }
  }

  #lost(current: Loaded<unknown>, previous: Loaded<unknown>): CameraError {
    const words = [current, previous].map(
      (file, i) =>
        `${this.name}${i === 0 ? "" : ".previous"} ${file.state === "damaged" ? file.problem : "is missing"}`,
    );
    const next = "put a copy of the file back, or remove both to start afresh";
    return new CameraError("store-damaged", `${words.join(", and ")}; ${next} (in ${this.#folder})`, {
      at: this.name,
    });
  }

  async #putAside(): Promise<string> {
    const start = `${this.name}.damaged-`;
    const names = await this.#disk.list(this.#folder);
    const numbers = names
      .filter((name) => name.startsWith(start))
      .map((name) => Number(name.slice(start.length)));
    const path = this.#path(`.damaged-${Math.max(0, ...numbers.filter(Number.isSafeInteger)) + 1}`);
    await this.#disk.rename(this.#path(), path);
    await this.#disk.syncFolder(this.#folder);
    return basename(path);
  }

  #path(suffix = ""): string {
    return join(this.#folder, this.name + suffix);
  }
}

/** The content of a file is broken; the message goes on after the file's name: "is not JSON". */
export class Damage extends Error {}

/** The object that a text holds; its keys are not to be trusted. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    // The message of JSON.parse quotes the text, which holds secrets: only the place is taken from it.
    const place = /position (\d+)/.exec(String(thrown))?.[1] ?? text.length;
    throw new Damage(`is not JSON (at character ${place})`);
  }
  if (!isObject(value)) throw new Damage("is not a JSON object");
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Damage("is not UTF-8 text");
  }
}

function unlessMissing(thrown: unknown): void {
  if (causeOf(thrown) !== "ENOENT") throw thrown;
}
