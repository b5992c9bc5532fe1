import type { Camera } from "@pinhole/client";
import { models, tables } from "@pinhole/kit/dialects/sercomm";
import type { Group } from "@pinhole/kit/model";
import { groups as known } from "@pinhole/kit/model";
import type { Command } from "./command.ts";
import { columns } from "./shown.ts";

export const groups: Command = {
  usage: "",
  words: [0, 0],
  doc: "Lists what `pinhole get` and `pinhole set` take: groups of settings, how many records each has, and the vendor's own groups.",
  examples: [
    ["groups door", "all of them"],
    ["groups door --json", "with the fields of each"],
  ],
  run: async ({ camera, show }) => {
    const found = await groupsOf(await camera());
    show(
      found.map(({ group, vendor }) => ({
        name: group.name,
        records: group.count,
        vendor,
        fields: Object.keys(group.fields),
        doc: group.doc,
      })),
      () =>
        columns(
          found.map(({ group, vendor }) => [
            group.count > 1 ? `${group.name}.1-${group.count}` : group.name,
            vendor.join(" "),
            group.doc,
          ]),
          ["GROUP", "VENDOR", "WHAT IT IS"],
        ),
    );
  },
};

interface Known {
  readonly group: Group;
  /** The vendor's groups that hold it. */
  readonly vendor: readonly string[];
}

/** Our groups that a camera has something of. */
export async function groupsOf(camera: Camera): Promise<readonly Known[]> {
  if (camera.dialect === "instar") {
    const names = new Set(camera.groupNames());
    return known.filter(({ name }) => names.has(name)).map((group) => ({ group, vendor: [] }));
  }
  const answered = new Set(await camera.groupNames());
  const all = tables({ ...models.RC8230, ...camera.model });
  return known.flatMap((group) => {
    const vendor = all
      .filter(({ name, rows }) => answered.has(name) && rows.some((row) => row.group.name === group.name))
      .map(({ name }) => name);
    return vendor.length === 0 ? [] : [{ group, vendor }];
  });
}
