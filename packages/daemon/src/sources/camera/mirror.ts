import { isDeepStrictEqual } from "node:util";
import type { Camera, GroupName } from "@pinhole/client";
import type { Written } from "@pinhole/kit/client";
import {
  type AnyRecord,
  CameraError,
  type Change,
  type ErrorCode,
  type Group,
  type Issue,
  issues,
  messageOf,
  pathOf,
  type RecordOf,
} from "@pinhole/kit/model";
import { isShared, neutralOf, shares } from "./shares.ts";

export interface MirrorOptions {
  /** The settings as they are kept here. */
  get(group: Group): readonly AnyRecord[];
  /** Does something with the camera, one thing at a time. Throws a CameraError when it is away. */
  use<T>(call: (camera: Camera) => Promise<T>): Promise<T>;
  /** Told what was written to the camera, by whom has a right to. */
  wrote(camera: Camera, written: readonly Written[]): Promise<void>;
  /** The paths of the fields that the camera has, as they were known before; undefined when it was never there. */
  readonly known: ReadonlySet<string> | undefined;
  learned(said: ReadonlySet<string>): void;
}

/** What became of changes that concern the camera. */
export interface Forwarded {
  /** Why nothing was changed; empty when the camera has taken all of it. */
  readonly problems: readonly Issue[];
  /** Puts back what the camera had before. */
  undo(): Promise<void>;
}

/** The camera's settings as far as they are ours too: written there first, read from there. */
export interface Mirror {
  forward(changes: readonly Change[]): Promise<Forwarded>;
  /** What the camera has otherwise than we. */
  differences(camera: Camera): Promise<readonly Change[]>;
  /** The settings for what works on the picture here: neutral where the camera does it. */
  view<G extends Group>(group: G): readonly RecordOf<G>[];
}

/** What ends a call whose camera would not answer the next one either. */
const silent: readonly ErrorCode[] = ["unreachable", "timeout"];

const nothing: Forwarded = { problems: [], undo: async () => {} };

export function openMirror(options: MirrorOptions): Mirror {
  const { get, use } = options;
  let said = options.known;
  let views = new WeakMap<readonly AnyRecord[], readonly AnyRecord[]>();

  const isTheirs = (group: Group, index: number, field: string): boolean =>
    isShared(group, index, field) && (said?.has(pathOf(group, index, field)) ?? true);
  /** What of a change is the camera's business; what is so already is left out. */
  const theirs = ({ group, index, values }: Change): readonly Change[] => {
    const now = get(group)[index] as AnyRecord;
    const fields = Object.entries(values).filter(
      ([field, value]) => isTheirs(group, index, field) && !isDeepStrictEqual(value, now[field]),
    );
    return fields.length === 0 ? [] : [{ group, index, values: Object.fromEntries(fields) }];
  };
  const asBefore = ({ group, index, values }: Change): Change => {
    const now = get(group)[index] as AnyRecord;
    return {
      ...{ group, index },
      values: Object.fromEntries(Object.keys(values).map((field) => [field, now[field]])),
    };
  };
  const write = async (changes: readonly Change[]): Promise<void> => {
    await use(async (camera) => options.wrote(camera, await camera.setAll(changes)));
  };

  return {
    forward: async (changes) => {
      const problems = changes.flatMap(issues);
      if (problems.length > 0) return { ...nothing, problems };
      const wanted = changes.flatMap(theirs);
      const [first] = wanted;
      if (first === undefined) return nothing;
      const before = wanted.map(asBefore);
      const undo = (): Promise<void> => write(before).catch(() => {});
      try {
        await write(wanted);
        return { problems: [], undo };
      } catch (error) {
        // A camera that takes each value by itself may have taken some.
        if (wanted.length > 1 && error instanceof CameraError && !silent.includes(error.code)) await undo();
        const key = pathOf(first.group, first.index, Object.keys(first.values)[0] ?? "");
        const problem = `is not changed, for the camera behind this one did not take it: ${messageOf(error)}`;
        return { ...nothing, problems: [{ key, problem }] };
      }
    },
    differences: async (camera) => {
      const found = new Set<string>();
      const changes: Change[] = [];
      for (const { group } of shares) {
        const read = await camera.readGroup(group.name as GroupName);
        for (const path of read.said) found.add(path);
        for (const [index, record] of (read.records as readonly AnyRecord[]).entries()) {
          const now = get(group)[index] as AnyRecord;
          const fields = Object.entries(record).filter(
            ([field, value]) =>
              isShared(group, index, field) &&
              read.said.has(pathOf(group, index, field)) &&
              !isDeepStrictEqual(value, now[field]),
          );
          const change = { group, index, values: Object.fromEntries(fields) };
          if (fields.length > 0 && issues(change).length === 0) changes.push(change);
        }
      }
      said = found;
      views = new WeakMap();
      options.learned(found);
      return changes;
    },
    view: <G extends Group>(group: G) => {
      const records = get(group);
      const seen = views.get(records);
      if (seen !== undefined) return seen as unknown as readonly RecordOf<G>[];
      const shown = records.map((record, index) => {
        const fields = Object.entries(record).map(([field, value]) => {
          const neutral = isTheirs(group, index, field) ? neutralOf(group, field) : undefined;
          return [field, neutral ?? value];
        });
        return Object.fromEntries(fields) as AnyRecord;
      });
      views.set(records, shown);
      return shown as unknown as readonly RecordOf<G>[];
    },
  };
}
