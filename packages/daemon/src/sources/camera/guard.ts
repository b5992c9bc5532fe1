import type { Camera } from "@pinhole/client";
import type { Written } from "@pinhole/kit/client";
import { CameraError, messageOf } from "@pinhole/kit/model";
import type { GuardMode } from "./guard-modes.ts";
import { type Everything, everythingOf, type Texts } from "./texts.ts";

/** The settings as they shall be: by group and key of the vendor. */
export type Baseline = Readonly<Record<string, Texts>>;

export interface GuardOptions {
  readonly mode: GuardMode;
  /** As it was kept; undefined before the first look. */
  readonly baseline: Baseline | undefined;
  keep(baseline: Baseline): void;
  /** Tells the owner. */
  tell(words: string, severity: 4 | 5): void;
  /** Does something while nobody else talks to the camera. */
  inTurn<T>(call: () => Promise<T>): Promise<T>;
  /** Seconds on a clock that nobody sets. */
  now(): number;
}

/** Finds what changed at the camera without the owner, and puts it back. */
export interface Guard {
  /** Reads everything, a group at a time. Resolves to whether something was taken over as it is now. */
  look(camera: Camera): Promise<boolean>;
  /** Takes keys as they are now for right: the owner wrote them. */
  accept(camera: Camera, written: readonly Written[]): Promise<void>;
}

/** Other values in a row after which a key is taken for one that moves by itself. */
const restlessAfter = 3;

/** Seconds between two times that the same key is put back: growing from the first to the longest. */
const firstRest = 60;
const longestRest = 3600;

/** Seconds of quiet after which a key is put back at once again. */
const forgiven = 86_400;

/** Changes that are named in one line of the log. */
const mostNamed = 6;

interface Trouble {
  tries: number;
  /** The values that it was found at, newest last. */
  readonly seen: string[];
  last: number;
}

interface Difference {
  readonly key: string;
  readonly was: string;
  readonly is: string;
}

interface Told {
  readonly what: keyof typeof sentences;
  readonly words: readonly string[];
}

interface Looked {
  readonly right: Texts | undefined;
  readonly told?: Told;
}

const sentences = {
  "put back": "settings of the camera were changed by somebody else and are put back",
  refused: "settings of the camera were changed by somebody else and can not be put back",
  changed: "settings of the camera were changed by somebody else",
} as const;

export function openGuard(options: GuardOptions): Guard {
  const { mode, now } = options;
  let baseline = options.baseline;
  const troubles = new Map<string, Trouble>();
  const restless = new Set<string>();

  /** Of differences, those that are to be looked at now. */
  const due = (name: string, differences: readonly Difference[]): readonly Difference[] =>
    differences.filter(({ key, is }) => {
      const path = `${name}.${key}`;
      if (restless.has(path)) return false;
      const before = troubles.get(path);
      const trouble =
        before === undefined || now() - before.last > forgiven ? { tries: 0, seen: [], last: now() } : before;
      if (!trouble.seen.includes(is)) trouble.seen.push(is);
      if (trouble.seen.length >= restlessAfter) {
        restless.add(path);
        troubles.delete(path);
        options.tell(`${path} of the camera changes by itself and is watched no more`, 5);
        return false;
      }
      const rest = trouble.tries === 0 ? 0 : Math.min(firstRest * 2 ** (trouble.tries - 1), longestRest);
      if (now() - trouble.last < rest) return false;
      trouble.tries++;
      trouble.last = now();
      troubles.set(path, trouble);
      return true;
    });
  const restore = async (all: Everything, name: string, found: readonly Difference[]): Promise<Told> => {
    try {
      await all.write(name, Object.fromEntries(found.map(({ key, was }) => [key, was])));
      return { what: "put back", words: shown(name, found) };
    } catch (error) {
      if (!(error instanceof CameraError) || error.code === "unreachable" || error.code === "timeout")
        throw error;
      return { what: "refused", words: [...shown(name, found), messageOf(error)] };
    }
  };
  /** Looks at one group: what of it is right from now on, and what there is to tell. */
  const lookAt = async (all: Everything, name: string, right: Texts | undefined): Promise<Looked> => {
    const texts = await all.read(name);
    if (texts === undefined) return { right };
    const watched = Object.entries(texts).filter(([key]) => !all.isOwn(name, key));
    if (right === undefined) return { right: Object.fromEntries(watched) };
    // A key that is new came with other firmware: nobody can say what it was before.
    const added = watched.filter(([key]) => !Object.hasOwn(right, key));
    const differences = watched.flatMap(([key, is]) => {
      const was = right[key];
      return was === undefined || was === is ? [] : [{ key, was, is }];
    });
    const kept = added.length === 0 ? right : { ...right, ...Object.fromEntries(added) };
    const found = due(name, differences);
    if (mode === "restore")
      return found.length === 0 ? { right: kept } : { right: kept, told: await restore(all, name, found) };
    return {
      right:
        differences.length === 0
          ? kept
          : { ...kept, ...Object.fromEntries(differences.map(({ key, is }) => [key, is])) },
      ...(found.length === 0 ? {} : { told: { what: "changed", words: shown(name, found) } }),
    };
  };
  return {
    look: async (camera) => {
      // Without a guard the camera is right, whatever it has.
      if (mode === "off") return true;
      const isFirst = baseline === undefined;
      const all = everythingOf(camera);
      const before = baseline;
      const told: Told[] = [];
      for (const name of await all.names()) {
        await options.inTurn(async () => {
          const before = baseline?.[name];
          const { right, told: said } = await lookAt(all, name, before);
          if (said !== undefined) told.push(said);
          if (right !== undefined && right !== before) baseline = { ...baseline, [name]: right };
        });
      }
      if (baseline !== undefined && baseline !== before) options.keep(baseline);
      for (const what of ["put back", "refused", "changed"] as const) {
        const words = told.filter((each) => each.what === what).flatMap((each) => each.words);
        if (words.length > 0) options.tell(`${sentences[what]}: ${listed(words)}`, 4);
      }
      return isFirst || told.some(({ what }) => what === "changed");
    },
    accept: async (camera, written) => {
      if (mode === "off" || baseline === undefined) return;
      const all = everythingOf(camera);
      let next: Baseline = baseline;
      for (const { group, keys } of written) {
        const texts = await all.read(group);
        if (texts === undefined) continue;
        const now = keys.flatMap((key) => {
          const text = texts[key];
          return text === undefined || all.isOwn(group, key) ? [] : [[key, text] as const];
        });
        for (const [key] of now) troubles.delete(`${group}.${key}`);
        next = { ...next, [group]: { ...next[group], ...Object.fromEntries(now) } };
      }
      if (next === baseline) return;
      baseline = next;
      options.keep(next);
    },
  };
}

/** Names of keys whose text nobody else should read. */
const secret = /pass|pwd|psk|wep|key|secret|token|auth|account|user/i;

function shown(name: string, found: readonly Difference[]): readonly string[] {
  return found.map(({ key, was, is }) =>
    secret.test(key) ? `${name}.${key}` : `${name}.${key} from "${cut(was)}" to "${cut(is)}"`,
  );
}

function listed(words: readonly string[]): string {
  const more = words.length > mostNamed ? [`${words.length - mostNamed} more`] : [];
  return [...words.slice(0, mostNamed), ...more].join(", ");
}

function cut(text: string): string {
  const plain = text.replaceAll(/[^ -~]/g, "?");
  return plain.length > 40 ? `${plain.slice(0, 40)}…` : plain;
}
