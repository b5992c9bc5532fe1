import type { MotionReport } from "./alarms.ts";
import type { Caller } from "./caller.ts";
import type { CameraPort, Device, PinChange, Pins } from "./camera.ts";
import type { CameraEvent } from "./events.ts";
import { FakeAlarms } from "./fake-alarms.ts";
import { FakeBackup } from "./fake-backup.ts";
import { FakeDeliveries } from "./fake-deliveries.ts";
import { FakeHistory } from "./fake-history.ts";
import { FakePanTilt } from "./fake-pan-tilt.ts";
import { FakeSurroundings } from "./fake-surroundings.ts";
import type { Issue } from "./field.ts";
import {
  type AnyRecord,
  type Change,
  defaults,
  type Group,
  issues,
  masked,
  merge,
  type RecordOf,
} from "./group.ts";
import type { Model } from "./models.ts";
import type { UploadResult } from "./uploads.ts";
import type { Watching } from "./watching.ts";

const device: Device = {
  mac: "00:0e:8f:92:ff:f7",
  serial: "12345",
  firmware: "V1.0.15R00",
  firmwareDate: "Mar 01,2013",
  wpsPin: "1234567",
  address: "192.168.0.42",
  netmask: "255.255.255.0",
  gateway: "192.168.0.1",
  httpPort: 80,
  rtspPort: 554,
  httpsPort: 443,
  rtspsPort: 0,
  startedAt: 1444733722,
};

const pins: Pins = {
  privacyButton: false,
  pir: false,
  night: false,
  irCutOpen: false,
  irLeds: false,
  whiteLeds: false,
  position: [0, 0],
  inputs: [false, false],
  outputs: [false, false],
};

/** A camera in memory for tests: it checks, merges and masks as a real one does, and remembers what it was told. */
export class FakeCamera implements CameraPort {
  readonly model: Model;
  readonly panTilt = new FakePanTilt();
  readonly backup = new FakeBackup(
    (group) => this.get(group),
    (changes, by) => this.set(changes, by),
  );
  readonly history = new FakeHistory();
  readonly surroundings = new FakeSurroundings();
  readonly deliveries = new FakeDeliveries();
  /** Who watches, and what moves. */
  seen: {
    viewers: Readonly<Record<string, number>>;
    motion: MotionReport | undefined;
    day: ReturnType<Watching["day"]>;
  } = { viewers: {}, motion: undefined, day: [] };
  readonly watching: Watching = {
    viewers: () => this.seen.viewers,
    motion: () => this.seen.motion,
    day: () => this.seen.day,
  };
  /** Unmasked, by name of the group. */
  readonly stored = new Map<string, readonly AnyRecord[]>();
  /** Every change that was stored, and who asked for it. */
  readonly changes: { readonly change: Change; readonly by: Caller }[] = [];
  /** "reboot" and "reset", in order. */
  readonly restarts: string[] = [];
  events: readonly CameraEvent[] = [];
  /** 2015-10-13 07:56:42 UTC. */
  clock = 1444723002;
  /** What the next `set` refuses although every field is fine. */
  refusal: readonly Issue[] = [];
  readonly alarms = new FakeAlarms();
  clockSpeed = 1;
  readonly pace: CameraPort["pace"] = {
    speed: () => this.clockSpeed,
    setSpeed: async (speed) => {
      this.clockSpeed = speed;
    },
  };
  /** What the next test of an upload gives, and the host keys that were pinned. */
  readonly upload = { result: {} as UploadResult, pinned: [] as string[] };
  readonly uploads = {
    test: async (): Promise<UploadResult> => this.upload.result,
    pinHostKey: async (key: string): Promise<void> => void this.upload.pinned.push(key),
    publicKey: async (): Promise<string> => "ssh-rsa AAAAB3NzaC1yc2E=",
  };
  #pins: Pins;
  #privacy = false;

  constructor(model: Model, state: { readonly pins?: Partial<Pins> } = {}) {
    this.model = model;
    this.#pins = { ...pins, ...state.pins };
  }

  get<G extends Group>(group: G): readonly RecordOf<G>[] {
    return this.#records(group).map((record) => masked(group, record)) as RecordOf<G>[];
  }

  async set(changes: readonly Change[], by: Caller): Promise<readonly Issue[]> {
    const problems = [...changes.flatMap(issues), ...this.refusal];
    if (problems.length > 0) return problems;
    for (const change of changes) {
      const records = this.#records(change.group);
      const old = records[change.index] as AnyRecord;
      this.stored.set(change.group.name, records.with(change.index, merge(change.group, old, change.values)));
      this.changes.push({ change, by });
    }
    return [];
  }

  device(): Device {
    return device;
  }

  now(): number {
    return this.clock;
  }

  async setClock(unixSeconds: number): Promise<void> {
    this.clock = unixSeconds;
  }

  pins(): Pins {
    return this.#pins;
  }

  async setPins(change: PinChange): Promise<void> {
    this.#pins = { ...this.#pins, ...change };
  }

  privacy(): boolean {
    return this.#privacy;
  }

  async setPrivacy(on: boolean): Promise<void> {
    this.#privacy = on;
  }

  log(limit: number): readonly CameraEvent[] {
    return this.events.slice(0, limit);
  }

  async reboot(): Promise<void> {
    this.restarts.push("reboot");
  }

  async resetToDefaults(): Promise<void> {
    this.stored.clear();
    this.restarts.push("reset");
  }

  #records(group: Group): readonly AnyRecord[] {
    const patches = this.model.defaults[group.name] ?? [];
    return (
      this.stored.get(group.name) ??
      defaults(group).map((record, n) => merge(group, record, patches[n] ?? {}))
    );
  }
}
