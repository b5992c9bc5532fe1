import type { Camera } from "@pinhole/client";
import type { Search } from "@pinhole/client/parts/discover/searches";
import type { Pixels } from "../terminal/picture.ts";
import type { Size } from "../terminal/screen.ts";

/** A flag of a command: "--follow", "--seconds <n>". */
export interface Flag {
  readonly flags: string;
  readonly doc: string;
  /** Reads the text behind it; throws a RangeError that says what is allowed. */
  readonly parse?: (text: string) => unknown;
  readonly default?: unknown;
}

/** Where a command speaks, and what it needs of the machine. */
export interface Terminal {
  /** For results; ends with a line end. */
  write(text: string): void;
  /** For what people may want to know meanwhile. */
  note(text: string): void;
  /** People look on. */
  readonly isInteractive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** All that comes on the standard input. */
  input(): Promise<string>;
  /** The keys that are pressed, and what the terminal says, until the signal aborts. */
  keys(signal?: AbortSignal): AsyncIterable<string>;
  /** Columns and rows of characters, as they are now; undefined where the output is no terminal. */
  size(): Size | undefined;
  /** Throws where the picture is damaged. */
  decodeJpeg(jpeg: Uint8Array): Promise<Pixels>;
  parseYaml(text: string): Promise<unknown>;
  /** Looks for web servers by mDNS. */
  readonly browse: Search;
}

/** One run of a command. */
export interface Call {
  /** What stands behind the name and the camera. */
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
  readonly terminal: Terminal;
  /** Milliseconds that a call to a camera may take, where they are given. */
  readonly timeoutMs: number | undefined;
  /** The camera of the command line, the environment or a profile. */
  camera(): Promise<Camera>;
  /** Another camera, by its address or the name of its profile. */
  open(named: string): Promise<Camera>;
  /** The address behind a name, without its login, and its login. */
  readonly address: string | undefined;
  /** Writes data as JSON where that is wanted, or else for people. */
  show(data: unknown, people: () => string): void;
}

/** A command, without the library that reads command lines. */
export interface Command {
  /** What stands behind the name: "<group>[.<n>][.<field>]". The camera is not named here. */
  readonly usage: string;
  /** How many words that may be. */
  readonly words: readonly [least: number, most: number];
  /** False for commands that name no camera in front. */
  readonly takesCamera?: boolean;
  readonly flags?: readonly Flag[];
  /** What it is for, more than the summary says. */
  readonly doc?: string;
  /** Command lines behind "pinhole ", and what they do. */
  readonly examples: readonly (readonly [line: string, words: string])[];
  run(call: Call): Promise<void>;
}
