import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadBackup, saveBackup } from "@pinhole/kit/dialects/sercomm";
import { decodeBase64, decodeConfig, isBase64 } from "@pinhole/kit/formats/sercomm-config";
import {
  type AnyRecord,
  CameraError,
  type Change,
  type Group,
  groups,
  isSecret,
  type Model,
  masked,
  merge,
  messageOf,
  type RecordOf,
} from "@pinhole/kit/model";
import { seal, unseal } from "../../http/credential.ts";
import {
  format,
  frozen,
  migrations,
  modelDefaults,
  parse,
  type Records,
  readRecords,
} from "../../store/settings-file.ts";
import { listVersions, readVersion } from "../../store/versions.ts";
import { fromYaml } from "./yaml.ts";

export interface Place {
  readonly folder: string;
  readonly model: Model;
}

/** Settings from anywhere, secrets included as far as they are there, and what of the place they came from did not fit. */
export interface Read {
  readonly records: Records;
  readonly notes: readonly string[];
}

const maxBytes = 2 * 1024 * 1024;

/** The settings of a state folder, of a running camera too. */
export async function readState({ folder, model }: Place): Promise<Read> {
  const base = modelDefaults(model, groups);
  const text = await readFile(join(folder, "settings.json"), "utf8").catch(() => undefined);
  return text === undefined ? { records: base, notes: [] } : fromText(text, model);
}

/** Settings from what a person names: a version by its number, a backup of a camera, or a YAML file. */
export async function readNamed(name: string, place: Place): Promise<Read> {
  if (/^\d{1,8}$/.test(name))
    return fromText((await readVersion(place.folder, Number(name))).text, place.model);
  const bytes = await readFile(name).catch((error: unknown) => {
    throw new CameraError("source-missing", `${name} can not be read: ${messageOf(error)}`, { at: name });
  });
  if (bytes.length > maxBytes) {
    throw new CameraError("refused", `${name} has ${bytes.length} bytes; at most ${maxBytes} are read`, {
      at: name,
    });
  }
  const { records } = await readState(place);
  const { changes, logins, notes } = await changesOf(name, bytes, { ...place, records });
  return { records: applied(applied(records, changes), logins), notes };
}

/** What a file would change in some settings; `logins` come as the hashes that are stored. */
export async function changesOf(
  name: string,
  bytes: Uint8Array,
  { model, records }: Place & { readonly records: Records },
): Promise<{
  readonly changes: readonly Change[];
  readonly logins: readonly Change[];
  readonly notes: readonly string[];
}> {
  const refuse = (problems: readonly string[]): never => {
    throw new CameraError("refused", `${name}: nothing is changed:\n  ${problems.join("\n  ")}`, {
      at: name,
    });
  };
  const file = backupIn(bytes);
  if (file === undefined) {
    const read = fromYaml(new TextDecoder().decode(bytes), model);
    return "problems" in read ? refuse(read.problems) : read;
  }
  const loaded = loadBackup(file, camera(model, records));
  if ("problems" in loaded) return refuse(loaded.problems);
  const logins = loaded.logins.map(({ group, index, values }) => ({
    ...{ group, index },
    values: Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) => {
        const stored = String(records.get(group.name)?.[index]?.[key] ?? "");
        const hash = unseal(String(value), stored);
        if (hash === undefined) return refuse([`${group.name}.${key}: is no sealed password`]);
        return hash === "" ? [] : [[key, hash]];
      }),
    ),
  }));
  return { changes: loaded.changes, logins, notes: loaded.notes };
}

/** A configuration file of a camera, decoded if need be; undefined when the bytes are something else. */
function backupIn(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const file = isBase64(bytes) ? decodeBase64(bytes) : bytes;
    decodeConfig(file);
    return file;
  } catch (error) {
    // YAML has characters that neither the alphabet nor the end of a binary file allows.
    if (isBase64(bytes) || bytes.includes(0)) throw error;
    return undefined;
  }
}

/** The settings as the configuration file of a camera. */
export function backupOf({ records }: Read, model: Model): Uint8Array {
  return saveBackup(camera(model, records));
}

/** The last version, by its number. */
export async function newestVersion(folder: string): Promise<number> {
  const newest = (await listVersions(folder)).at(-1);
  if (newest !== undefined) return newest.number;
  throw new CameraError(
    "source-missing",
    `${folder} has no versions yet; a camera keeps them from its first start`,
  );
}

/** The text of settings.json that some settings make. */
export function textOf(records: Records, model: Model): string {
  const head = { version: migrations.length + 1, model: model.name, groups };
  return format(records, modelDefaults(model, groups), head);
}

function fromText(text: string, model: Model): Read {
  const notes: string[] = [];
  const from = { groups, base: modelDefaults(model, groups), log: (line: string) => void notes.push(line) };
  return { records: readRecords(parse(text, migrations), from), notes };
}

export function applied(records: Records, changes: readonly Change[]): Records {
  const next = new Map(records);
  for (const { group, index, values } of changes) {
    const old = next.get(group.name) ?? [];
    next.set(group.name, old.with(index, frozen(merge(group, old[index] as AnyRecord, values))));
  }
  return next;
}

/** As much of a camera as a dialect needs to write and read a backup. */
function camera(
  model: Model,
  records: Records,
): Parameters<typeof saveBackup>[0] & Parameters<typeof loadBackup>[1] {
  const get = <G extends Group>(group: G) =>
    (records.get(group.name) ?? []).map((record) =>
      masked(group, record),
    ) as unknown as readonly RecordOf<G>[];
  return {
    model,
    get,
    backup: {
      get,
      logins: () =>
        groups
          .flatMap((group) =>
            (records.get(group.name) ?? []).map((record, index) => {
              const hashed = Object.entries(group.fields).filter(
                ([, field]) => isSecret(field) && field.hashed,
              );
              return {
                group,
                index,
                values: Object.fromEntries(hashed.map(([key]) => [key, seal(String(record[key]))])),
              };
            }),
          )
          .filter(({ values }) => Object.keys(values).length > 0),
    },
  };
}
