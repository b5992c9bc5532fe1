import { type AnyRecord, type Group, groups } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { useLoaded } from "../loading.ts";
import type { PageProps } from "../pages.tsx";
import { hrefOf } from "../router.ts";
import { loadGroup } from "../settings.ts";
import { Trouble } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";
import { GroupForm } from "./group-form.tsx";
import { nameOf } from "./names.ts";

/** Every group of parameters that the camera has, as forms. */
export function SettingsPage({ rest: [chosen] }: PageProps): JSX.Element {
  const { settings: words } = useWords();
  const [sought, setSought] = useState("");
  const found = groups.filter((group) => holds(group, sought));
  const group = groups.find(({ name }) => name === chosen) ?? found[0];
  return (
    <div class="split">
      <div class="card list">
        <label>
          <span class="label">{words.search}</span>
          <input
            type="search"
            value={sought}
            placeholder={words.searchHint}
            onInput={(event) => setSought(event.currentTarget.value)}
          />
        </label>
        {found.length === 0 && <p class="soft">{words.nothing(sought)}</p>}
        <ul>
          {found.map(({ name }) => (
            <li key={name}>
              <a
                href={hrefOf("settings", name)}
                {...(name === group?.name ? { "aria-current": "page" as const } : {})}
              >
                {nameOf(name)}
              </a>
            </li>
          ))}
        </ul>
      </div>
      {group && <GroupCard key={group.name} group={group} />}
    </div>
  );
}

function GroupCard({ group }: { readonly group: Group }): JSX.Element {
  const { settings: words } = useWords();
  const load = useCallback((signal: AbortSignal) => loadGroup(group, signal), [group]);
  const { value, error, reload } = useLoaded<readonly AnyRecord[]>(load);
  const [number, setNumber] = useState(1);
  const record = value?.[number - 1];
  return (
    <section class="card" aria-label={nameOf(group.name)}>
      <h2>{nameOf(group.name)}</h2>
      <p class="soft">{group.doc}</p>
      {group.count > 1 && (
        <label class="record">
          <span class="unseen">{words.record(number)}</span>
          <select value={number} onChange={(event) => setNumber(Number(event.currentTarget.value))}>
            {Array.from({ length: group.count }, (_, n) => (
              <option key={n} value={n + 1}>
                {words.record(n + 1)}
              </option>
            ))}
          </select>
        </label>
      )}
      {error && <Trouble error={error} again={reload} />}
      {record && <GroupForm key={`${group.name} ${number}`} {...{ group, number, record }} saved={reload} />}
    </section>
  );
}

function holds(group: Group, sought: string): boolean {
  const text = sought.trim().toLowerCase();
  if (text === "") return true;
  const words = [group.name, nameOf(group.name), group.doc];
  for (const [key, { doc }] of Object.entries(group.fields)) words.push(key, nameOf(key), doc);
  return words.some((word) => word.toLowerCase().includes(text));
}
