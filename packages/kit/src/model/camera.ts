import type { AlarmsPort, ClockPort } from "./alarms-port.ts";
import type { Backup } from "./backup.ts";
import type { Caller } from "./caller.ts";
import type { CameraEvent } from "./events.ts";
import type { Issue } from "./field.ts";
import type { AnyRecord, Change, Group, RecordOf } from "./group.ts";
import type { History } from "./history.ts";
import type { Model } from "./models.ts";
import type { DeliveriesPort } from "./outbox.ts";
import type { PanTilt } from "./pan-tilt.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Uploads } from "./uploads.ts";
import type { Watching } from "./watching.ts";

/** A camera's fixed and measured facts. */
export interface Device {
  /** Lower case with colons. */
  readonly mac: string;
  readonly serial: string;
  /** "V1.0.15R00". */
  readonly firmware: string;
  /** "Mar 01,2013". */
  readonly firmwareDate: string;
  readonly wpsPin: string;
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly httpPort: number;
  readonly rtspPort: number;
  readonly httpsPort: number;
  /** 0 where RTSP is not served over TLS; so it is with `httpsPort`. */
  readonly rtspsPort: number;
  /** Unix time in seconds at which the camera started. */
  readonly startedAt: number;
}

/** Inputs, lights and filters: real on a machine that has them, simulated elsewhere. */
export interface Pins {
  readonly privacyButton: boolean;
  readonly pir: boolean;
  readonly night: boolean;
  readonly irCutOpen: boolean;
  readonly irLeds: boolean;
  readonly whiteLeds: boolean;
  /** Where the motors for pan and tilt are sent, in steps. */
  readonly position: readonly [x: number, y: number];
  readonly inputs: readonly [boolean, boolean];
  readonly outputs: readonly [boolean, boolean];
}

/** The pins that a request may move. */
export type PinChange = Partial<Pick<Pins, "night" | "irCutOpen" | "irLeds" | "whiteLeds" | "outputs">>;

/** A camera as a dialect sees it. Reads answer from memory; a promise of a write resolves when it is on disk. */
export interface CameraPort {
  readonly model: Model;
  readonly panTilt: PanTilt;
  readonly backup: Backup;
  readonly history: History;
  readonly surroundings: Surroundings;
  readonly uploads: Uploads;
  readonly deliveries: DeliveriesPort;
  readonly watching: Watching;
  /** All records of a group, secrets masked, live values filled in. */
  get<G extends Group>(group: G): readonly RecordOf<G>[];
  get(group: Group): readonly AnyRecord[];
  /** Stores all changes or none; the list of problems is empty when they are stored. `by` goes to the log. */
  set(changes: readonly Change[], by: Caller): Promise<readonly Issue[]>;
  device(): Device;
  /** The camera's own clock, Unix time in seconds. */
  now(): number;
  /** Puts the camera's clock to a Unix time in seconds; the clock of the machine stays as it is. */
  setClock(unixSeconds: number, by: Caller): Promise<void>;
  readonly alarms: AlarmsPort;
  readonly pace: ClockPort;
  pins(): Pins;
  setPins(change: PinChange, by: Caller): Promise<void>;
  privacy(): boolean;
  /** With privacy on, pictures and streams are refused. */
  setPrivacy(on: boolean, by: Caller): Promise<void>;
  /** Newest first. */
  log(limit: number): readonly CameraEvent[];
  /** Resolves when the camera has agreed to restart; the restart follows the reply. */
  reboot(by: Caller): Promise<void>;
  /** Puts every group back to the model's defaults, makes a new login as at the first start, then restarts. */
  resetToDefaults(by: Caller): Promise<void>;
}
