import { type Difference, type Group, isSecret, pathOf } from "@pinhole/kit/model";
import type { Records } from "./settings-file.ts";

/** The settings that are not the same in two states; of secrets only that. */
export function differencesOf(groups: readonly Group[], before: Records, after: Records): Difference[] {
  return groups.flatMap((group) =>
    (after.get(group.name) ?? []).flatMap((record, index) =>
      Object.entries(group.fields).flatMap(([name, field]): Difference[] => {
        const [from, to] = [before.get(group.name)?.[index]?.[name], record[name]];
        if (JSON.stringify(from) === JSON.stringify(to)) return [];
        const key = pathOf(group, index, name);
        return [isSecret(field) ? { key } : { key, from, to }];
      }),
    ),
  );
}
