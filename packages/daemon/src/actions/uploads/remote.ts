import type { Readable } from "node:stream";
import type { ftpServer, RecordOf } from "@pinhole/kit/model";
import type { Context, StageName } from "../action.ts";

/** A server that files are uploaded to, as it is set. */
export type Site = RecordOf<typeof ftpServer>;

/** What is uploaded; `open` begins it anew each time. */
export interface Content {
  readonly bytes: number;
  open(): Readable;
}

/** Seconds after which a server that does not go on is given up. */
export interface Limits {
  readonly connect: number;
  /** For each answer, however it trickles in. */
  readonly reply: number;
  /** Without any progress while a file is sent. */
  readonly stall: number;
}

export const usualLimits: Limits = { connect: 10, reply: 20, stall: 20 };

/** What a session needs of the attempt that it belongs to. */
export interface Attempt extends Pick<Context, "signal" | "authorities" | "settings"> {
  readonly limits: Limits;
  stage(name: StageName, detail?: string): void;
}

/** Somebody logged in at a server. Everything throws CameraError. */
export interface Remote extends AsyncDisposable {
  /**
   * Goes to a folder; "/" at its start is the server's, otherwise it begins where the login does. The first
   * `parts.length - make` parts have to be there; the rest is made.
   */
  enter(parts: readonly string[], make: number): Promise<void>;
  /** The size of a file in the folder; undefined when there is none, or the server does not tell. */
  size(name: string): Promise<number | undefined>;
  /** Writes a file, over the one that is there. */
  write(name: string, content: Content): Promise<void>;
  /** Gives a file another name, in place of the one that has it. False when the server can not or may not. */
  rename(from: string, to: string): Promise<boolean>;
  /** Deletes a file, if it can. */
  remove(name: string): Promise<void>;
}
