import type { ActionName, Alarm, Group, RecordOf } from "@pinhole/kit/model";

/** Reads settings with their secrets. What comes out of it may go to its target only, never into a message. */
export type Reveal = <G extends Group>(group: G) => readonly RecordOf<G>[];

/** What is to be delivered, before it is decided where to. */
export interface Work {
  readonly alarm: Alarm;
  /** "announce" is what every alarm sets off, whatever its rule says: reports to servers that subscribed. */
  readonly action: ActionName;
  readonly stage: "begin" | "end";
  /** "image/jpeg", "video/mp4" ... of the files that go with it. */
  readonly types: readonly string[];
}

export interface JobFile {
  /** Unique, and the same at every attempt: "20260301-213005-motion-0a1b2c.jpg". Letters, digits, ".", "_" and "-". */
  readonly name: string;
  /** Where it lies until the job is done. */
  readonly path: string;
  /** The media type: "image/jpeg", "video/mp4", "video/x-msvideo". */
  readonly type: string;
  readonly bytes: number;
  /** Unix time in seconds, on the camera's clock, of the first picture. */
  readonly at: number;
}

/** Work for one action at one target, durable until it is confirmed, given up or dropped. */
export interface Job {
  /** The same at every attempt and unique in this camera, letters, digits and "-": fit for a Message-ID. */
  readonly id: string;
  readonly alarm: Alarm;
  readonly action: Work["action"];
  readonly stage: "begin" | "end";
  /** "mail", "ftp", "share", "notify" ...: jobs of one target run one after another, in the order of their making. */
  readonly target: string;
  readonly files: readonly JobFile[];
  /** Unix time in seconds on the machine's clock. */
  readonly createdAt: number;
  /** From 1. */
  readonly attempt: number;
}

/** The steps of a delivery, in the order in which they are usually taken. */
export const stageNames = ["name", "connect", "tls", "login", "folder", "upload", "verify"] as const;

export type StageName = (typeof stageNames)[number];

/** The camera's time at some place on Earth, with two digits each and four for the year. */
export interface LocalTime {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  /** "+0200", with daylight saving. */
  readonly offset: string;
  readonly daylightSaving: boolean;
}

/** What deliveries say of the camera that sent them. */
export interface CameraFacts {
  readonly name: string;
  readonly model: string;
  /** Lower case with colons. */
  readonly mac: string;
  readonly address: string;
  local(unixSeconds: number): LocalTime;
}

/** One attempt. */
export interface Context {
  /** Aborts when the attempt has taken too long, or the camera stops. An action ends, by throwing, soon after. */
  readonly signal: AbortSignal;
  readonly settings: Reveal;
  readonly camera: CameraFacts;
  /** Certificates (PEM) of the authorities that servers are checked against; undefined: those that Node knows. */
  readonly authorities: readonly string[] | undefined;
  /** The camera's clock, Unix time in seconds. */
  now(): number;
  /**
   * A step begins, and the one before it has succeeded; a failure belongs to the step that is running. `detail` is for
   * people ("192.168.1.9 port 21"), and a second call with the same name only says more.
   */
  stage(name: StageName, detail?: string): void;
  /** Whether an earlier attempt said `complete` of this part ("clip.mp4"): it must not be sent again. */
  has(part: string): boolean;
  /** This part of the job was confirmed by the target; on disk on return. */
  complete(part: string): void;
  /** A line in the camera's log beside those that every attempt makes anyway. */
  log(severity: 3 | 4 | 5 | 6 | 7, message: string): void;
}

/** What a request to a server needs of its attempt. */
export type Wire = Pick<Context, "signal" | "settings" | "authorities" | "stage">;

/** Where work goes. `limitSeconds` is the longest that one attempt may take. */
export interface Target {
  readonly name: string;
  readonly limitSeconds?: number;
  /** Work that has waited longer is given up, as a lamp need not be switched on a day later; open is the setting. */
  readonly maxAgeSeconds?: number;
}

/** One way to deliver. It says only whether trying again can help: waiting, order and the log are the outbox's. */
export interface Action {
  /** "mail", "ftp" ...: the first word of the names of its targets. */
  readonly name: string;
  /**
   * Where the work goes as the camera is set, usually one target named like the action. Undefined when it is none of
   * this action's work, and the reason when it has nowhere to go ("no server is set").
   */
  targets(work: Work, settings: Reveal): readonly Target[] | string | undefined;
  /**
   * Delivers, and resolves when the target has confirmed everything. Throws CameraError, whose code says whether trying
   * again can help. Runs once at a time for each target; what was delivered but not confirmed is run again, so that the
   * target has to see the same names.
   */
  run(job: Job, context: Context): Promise<void>;
}
