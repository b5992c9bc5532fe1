import { type Difference, groups, pathOf } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useTables, useWords } from "../words/index.ts";
import type { Tables } from "../words/tables.ts";

/** What would change, setting by setting; `none` says that nothing would. */
export function Changes({
  changes,
  none,
}: {
  readonly changes: readonly Difference[];
  readonly none: string;
}): JSX.Element {
  const { admin: words } = useWords();
  const tables = useTables();
  if (changes.length === 0) return <p>{none}</p>;
  return (
    <>
      <h3>{words.preview}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <section class="scroll" aria-label={words.preview} tabIndex={0}>
        <table class="lines" id="changes">
          <thead>
            <tr>
              {Object.values(words.changeColumns).map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.key}>
                <td title={change.key}>{settingOf(change.key, tables)}</td>
                <td>{"from" in change ? shown(change.from) : words.password}</td>
                <td>{"to" in change ? shown(change.to) : words.password}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** The words for a path: "motionWindow.2.threshold" is "Motion window 2: Threshold". */
function settingOf(path: string, tables: Tables): string {
  for (const group of groups) {
    if (path.split(".", 1)[0] !== group.name) continue;
    for (let index = 0; index < group.count; index++) {
      const key = Object.keys(group.fields).find((each) => pathOf(group, index, each) === path);
      if (key === undefined) continue;
      const number = group.count > 1 ? ` ${index + 1}` : "";
      return `${tables.groupName(group.name)}${number}: ${tables.field(group, key).name}`;
    }
  }
  return path;
}

function shown(value: unknown): string {
  return typeof value === "string" ? value || "–" : JSON.stringify(value);
}
