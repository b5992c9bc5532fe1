import type { ReadGroup, Written } from "@pinhole/kit/client";
import { type AnyRecord, CameraError, type Change, type Group, type RecordOf } from "@pinhole/kit/model";
import { type GroupName, type Groups, groupNamed } from "./groups.ts";

/** The parameters of a record, some of them; of several switches those that are named change. */
export type Patch<N extends GroupName> = {
  readonly [K in keyof RecordOf<Groups[N]>]?: RecordOf<Groups[N]>[K] extends Readonly<Record<string, boolean>>
    ? Partial<RecordOf<Groups[N]>[K]>
    : RecordOf<Groups[N]>[K];
};

/** Settings by the names of our groups; records are counted from 1. */
export interface CameraSettings {
  /** One record: `get("motionWindow", 2)`, `get("video")`. Parameters that the camera lacks are at their defaults. */
  get<N extends GroupName>(name: N, number?: number): Promise<RecordOf<Groups[N]>>;
  /** All records, and what of them the camera lacks or says strangely. */
  readGroup<N extends GroupName>(name: N): Promise<ReadGroup<Groups[N]>>;
  /** Changes what is named and leaves the rest; a value out of range is refused before anything is sent. */
  set<N extends GroupName>(name: N, values: Patch<N>): Promise<void>;
  set<N extends GroupName>(name: N, number: number, values: Patch<N>): Promise<void>;
  /** Changes of several groups; all are checked before anything is sent. Resolves to the vendor's keys that were written. */
  setAll(changes: readonly Change[]): Promise<readonly Written[]>;
}

/** A dialect's own reading and writing. */
export interface Reading {
  read<G extends Group>(group: G): Promise<ReadGroup<G>>;
  set(changes: readonly Change[]): Promise<readonly Written[]>;
}

export function settingsOver({ read, set }: Reading): CameraSettings {
  return {
    get: async (name, number = 1) => {
      const group = groupNamed(name);
      const record = (await read(group)).records[number - 1];
      if (record === undefined)
        throw new CameraError("refused", `${name} has ${group.count} records, not ${number}`);
      return record as never;
    },
    readGroup: async (name) => (await read(groupNamed(name))) as never,
    set: async (name: GroupName, ...rest: readonly unknown[]) => {
      const [number, values] = rest.length > 1 ? rest : [1, rest[0]];
      await set([{ group: groupNamed(name), index: Number(number) - 1, values: values as AnyRecord }]);
    },
    setAll: set,
  };
}
