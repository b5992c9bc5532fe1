import {
  type AnyRecord,
  type Change,
  type Field,
  type Group,
  type List,
  merge,
  type RecordOf,
} from "../model/index.ts";

/** A decoded text, or the problem with it in words ("must be 0 to 255"). */
export type Decoded<T> = { readonly value: T } | { readonly problem: string };

/** Between a vendor's text and a value. */
export interface Codec<T> {
  encode(value: T): string;
  /**
   * `current` is the stored value, for texts that name only a part of it; `allowed` says in words what the field
   * takes. The limits themselves are the field's, so a codec need not check them.
   */
  decode(text: string, current: T, allowed: string): Decoded<T>;
}

/** One vendor key and what it stands for in the records of a group. */
export interface Row {
  readonly key: string;
  readonly group: Group;
  /** The fields that the key speaks of: nearly always one. */
  readonly fields: readonly string[];
  readonly secret: boolean;
  readonly readOnly: boolean;
  /** Answered when named, left out of a listing. */
  readonly hidden: boolean;
  /** The vendor's text for the group's records. */
  read(records: readonly AnyRecord[]): string;
  /** The changes that a text asks for, checked; `records` are as the changes before this one leave them. */
  write(text: string, records: readonly AnyRecord[]): Decoded<readonly Change[]>;
}

type CodecFor<F> = F extends Field<infer T> ? Codec<T> : never;

/** One of our fields and a codec that fits its type. */
export type Cell<G extends Group> = {
  [K in keyof G["fields"]]: readonly [field: K, codec: CodecFor<G["fields"][K]>];
}[keyof G["fields"]];

/** Rows of one vendor group over one group of ours. */
export type Spec<G extends Group> = Readonly<Record<string, Cell<G>>>;

/** Makes the vendor's key of a record or of an item; `index` counts from 0. */
export type KeyName = (key: string, index: number) => string;

const count = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

function row(
  key: string,
  target: { group: Group; index: number; fields: readonly string[] },
  codec: Codec<AnyRecord>,
): Row {
  const { group, index, fields } = target;
  const known = fields.map((name) => group.fields[name] as Field);
  const allowed = known.map((field) => field.allowed).join(", ");
  const problemOf = (values: AnyRecord): string | undefined => {
    for (const [n, name] of fields.entries()) {
      const problem = Object.hasOwn(values, name) ? known[n]?.check(values[name]) : undefined;
      if (problem !== undefined) return fields.length === 1 ? problem : `${name} ${problem}`;
    }
    return undefined;
  };
  return {
    key,
    group,
    fields,
    secret: known.every((field) => field.kind === "secret"),
    readOnly: known.some((field) => field.readOnly),
    hidden: false,
    read: (records) => codec.encode(records[index] as AnyRecord),
    write: (text, records) => {
      const decoded = codec.decode(text, records[index] as AnyRecord, allowed);
      if ("problem" in decoded) return decoded;
      const problem = problemOf(decoded.value);
      return problem === undefined ? { value: [{ group, index, values: decoded.value }] } : { problem };
    },
  };
}

/** A codec of one value as one of a record that holds only this value. */
function alone([field, codec]: readonly [string, Codec<unknown>]): Codec<AnyRecord> {
  return {
    encode: (record) => codec.encode(record[field]),
    decode: (text, record, allowed) => {
      const decoded = codec.decode(text, record[field], allowed);
      return "problem" in decoded ? decoded : { value: { [field]: decoded.value } };
    },
  };
}

/**
 * One row for each key and record. `order` is that of a full listing: all records of one key, then the next key
 * ("field"), or all keys of a record, then the next record ("record").
 */
export function rows<G extends Group>(
  group: G,
  spec: Spec<G>,
  options: { readonly name?: KeyName; readonly order?: "field" | "record" } = {},
): readonly Row[] {
  const { name = (key) => key, order = "field" } = options;
  const make = (key: string, index: number): Row => {
    const cell = spec[key] as unknown as readonly [string, Codec<unknown>];
    return row(name(key, index), { group, index, fields: [cell[0]] }, alone(cell));
  };
  const keys = Object.keys(spec);
  const records = count(group.count);
  if (order === "record") return records.flatMap((index) => keys.map((key) => make(key, index)));
  return keys.flatMap((key) => records.map((index) => make(key, index)));
}

/** One row for each record, whose text holds several fields. */
export function joined<G extends Group, K extends keyof G["fields"] & string>(
  group: G,
  fields: readonly K[],
  cell: { readonly key: string; readonly codec: Codec<Pick<RecordOf<G>, K>>; readonly name?: KeyName },
): readonly Row[] {
  const { key, codec, name = (same) => same } = cell;
  return count(group.count).map((index) =>
    row(name(key, index), { group, index, fields }, codec as unknown as Codec<AnyRecord>),
  );
}

/** One row for each item of a list; the group has one record. */
export function items<G extends Group>(
  group: G,
  field: keyof G["fields"] & string,
  cell: { readonly key: string; readonly codec: Codec<string>; readonly name: KeyName },
): readonly Row[] {
  const { of, length } = group.fields[field] as unknown as List<string>;
  return count(length).map((index) => {
    const item: Codec<AnyRecord> = {
      encode: (record) => cell.codec.encode((record[field] as readonly string[])[index] ?? ""),
      decode: (text, record) => {
        const list = record[field] as readonly string[];
        const decoded = cell.codec.decode(text, list[index] ?? "", of.allowed);
        if ("problem" in decoded) return decoded;
        const problem = of.check(decoded.value);
        return problem === undefined ? { value: { [field]: list.with(index, decoded.value) } } : { problem };
      },
    };
    return row(cell.name(cell.key, index), { group, index: 0, fields: [field] }, item);
  });
}

/** One row whose text holds one field of every record, separated by commas. */
export function column<G extends Group>(group: G, key: string, cell: Cell<G>): readonly Row[] {
  const [field, codec] = cell as unknown as readonly [string, Codec<unknown>];
  const each = count(group.count).map((index) =>
    row(key, { group, index, fields: [field] }, alone([field, codec])),
  );
  const whole: Row = {
    ...(each[0] as Row),
    read: (records) => each.map((part) => part.read(records)).join(","),
    write: (text, records) => {
      const texts = text.split(",");
      if (texts.length !== group.count)
        return { problem: `must be ${group.count} values separated by commas` };
      const changes: Change[] = [];
      for (const [index, part] of each.entries()) {
        const decoded = part.write(texts[index] as string, records);
        if ("problem" in decoded) return { problem: `value ${index + 1} ${decoded.problem}` };
        changes.push(...decoded.value);
      }
      return { value: changes };
    },
  };
  return [whole];
}

/** The same rows, answered when named but left out of a listing. */
export function hidden(shown: readonly Row[]): readonly Row[] {
  return shown.map((each) => ({ ...each, hidden: true }));
}

/** A group's records with changes laid over them; changes of other groups are passed by. */
export function applied(
  group: Group,
  records: readonly AnyRecord[],
  changes: readonly Change[],
): readonly AnyRecord[] {
  const result = [...records];
  for (const change of changes) {
    if (change.group.name !== group.name) continue;
    result[change.index] = merge(group, result[change.index] as AnyRecord, change.values);
  }
  return result;
}

/** A vendor's group: its name as printed and its rows in the order of a listing. */
export interface Table {
  readonly name: string;
  readonly rows: readonly Row[];
}

export function table(name: string, ...parts: readonly (readonly Row[])[]): Table {
  return { name, rows: parts.flat() };
}
