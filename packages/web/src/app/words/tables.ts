import { type Field, type Group, groups } from "@pinhole/kit/model";
import { nameOf } from "../forms/names.ts";

type Said = readonly [name: string, doc: string];

/** The words for the camera's tables in a language that is not that of the tables. */
export interface TableWords {
  readonly groups: Readonly<
    Record<
      string,
      { readonly name: string; readonly doc: string; readonly fields: Readonly<Record<string, Said>> }
    >
  >;
  /** Names of the single switches of fields that have several. */
  readonly flags: Readonly<Record<string, string>>;
  /** Why a field has no effect, by the table's own words. */
  readonly noEffects: Readonly<Record<string, string>>;
}

/** How a language names groups and fields; the tables' own English where it has no words. */
export interface Tables {
  group(group: Group): { readonly name: string; readonly doc: string };
  /** By its name, for lists of names. */
  groupName(name: string): string;
  field(group: Group, key: string): { readonly name: string; readonly doc: string };
  flag(key: string): string;
  noEffect(field: Field): string | undefined;
}

export function tablesOf(words?: TableWords): Tables {
  const own = words?.groups ?? {};
  const groupName = (name: string): string => own[name]?.name ?? nameOf(name);
  return {
    groupName,
    group: ({ name, doc }) => ({ name: groupName(name), doc: own[name]?.doc ?? doc }),
    field: (group, key) => {
      const [name, doc] = own[group.name]?.fields[key] ?? [nameOf(key), group.fields[key]?.doc ?? ""];
      return { name, doc };
    },
    flag: (key) => words?.flags[key] ?? nameOf(key),
    noEffect: ({ noEffect }) =>
      noEffect === undefined ? undefined : (words?.noEffects[noEffect] ?? noEffect),
  };
}

/** Groups with a text in their name, their keys or what is said of them, in any case. */
export function groupsWith(text: string, tables: Tables): readonly Group[] {
  const sought = text.trim().toLowerCase();
  return groups.filter((group) => {
    const { name, doc } = tables.group(group);
    const words = [group.name, name, doc];
    for (const key of Object.keys(group.fields)) {
      const field = tables.field(group, key);
      words.push(key, field.name, field.doc);
    }
    return words.some((each) => each.toLowerCase().includes(sought));
  });
}
