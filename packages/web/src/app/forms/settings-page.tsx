import { type AnyRecord, type Group, groups } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { Copies } from "../admin/copies.tsx";
import { Journal } from "../admin/journal.tsx";
import { Overview } from "../admin/overview.tsx";
import { People } from "../admin/people.tsx";
import { type SectionId, sectionOf, sections } from "../admin/sections.ts";
import { System } from "../admin/system.tsx";
import { Time } from "../admin/time.tsx";
import { Wifi } from "../admin/wifi.tsx";
import { useLoaded } from "../loading.ts";
import type { PageProps } from "../page-props.ts";
import { hrefOf } from "../router.ts";
import { loadGroup } from "../settings.ts";
import { Trouble } from "../ui/notice.tsx";
import { useTables, useWords } from "../words/index.ts";
import { groupsWith } from "../words/tables.ts";
import { GroupForm } from "./group-form.tsx";

const cards: Partial<Record<SectionId, (props: Pick<PageProps, "camera">) => JSX.Element>> = {
  overview: Overview,
  people: People,
  time: Time,
  networks: Wifi,
  journal: Journal,
  copies: Copies,
  system: System,
};

/** The administration: sections by task, and in them every group of parameters that the camera has, as forms. */
export function SettingsPage({ rest: [chosen], camera }: PageProps): JSX.Element {
  const { settings: words, admin } = useWords();
  const tables = useTables();
  const [sought, setSought] = useState("");
  const section = sectionOf(chosen);
  const group = groups.find(({ name }) => name === chosen);
  const found = groupsWith(sought, tables);
  const isSearch = sought.trim() !== "";
  const Cards = cards[section.id];
  const here = group?.name ?? section.id;
  const docOf = (name: string): string => {
    const named = groups.find((each) => each.name === name);
    return named ? tables.group(named).doc : "";
  };
  return (
    <div class="split admin">
      <div class="card list">
        <label class="narrow-only">
          <span class="label">{admin.choose}</span>
          <select
            value={here}
            onChange={(event) => {
              location.hash = hrefOf("settings", event.currentTarget.value);
            }}
          >
            {sections.map(({ id, groups: own }) => (
              <optgroup key={id} label={admin.sections[id]}>
                <option value={id}>{admin.sections[id]}</option>
                {own.map((name) => (
                  <option key={name} value={name}>
                    {tables.groupName(name)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
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
        <ul class={isSearch ? "" : "wide-only"}>
          {isSearch
            ? found.map(({ name }) => (
                <li key={name}>
                  <Place name={name} here={here} title={tables.groupName(name)} />
                </li>
              ))
            : sections.map(({ id, groups: own }) => (
                <li key={id}>
                  <Place name={id} here={here} title={admin.sections[id]} />
                  {id === section.id && own.length > 0 && (
                    <ul>
                      {own.map((name) => (
                        <li key={name}>
                          <Place name={name} here={here} title={tables.groupName(name)} />
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
        </ul>
      </div>
      <div class="column">
        {group ? (
          <GroupCard key={group.name} group={group} />
        ) : (
          <>
            <h2 class="section-title">{admin.sections[section.id]}</h2>
            {Cards && <Cards camera={camera} />}
            {section.groups.length > 0 && (
              <nav aria-label={admin.groups}>
                <ul class="tiles">
                  {section.groups.map((name) => (
                    <li key={name}>
                      <a class="tile card" href={hrefOf("settings", name)}>
                        <strong>{tables.groupName(name)}</strong>
                        <span class="soft">{docOf(name)}</span>
                      </a>
                    </li>
                  ))}
                </ul>
              </nav>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function Place({
  name,
  here,
  title,
}: {
  readonly name: string;
  readonly here: string;
  readonly title: string;
}): JSX.Element {
  return (
    <a href={hrefOf("settings", name)} {...(name === here ? { "aria-current": "page" as const } : {})}>
      {title}
    </a>
  );
}

function GroupCard({ group }: { readonly group: Group }): JSX.Element {
  const { settings: words } = useWords();
  const { name, doc } = useTables().group(group);
  const load = useCallback((signal: AbortSignal) => loadGroup(group, signal), [group]);
  const { value, error, reload } = useLoaded<readonly AnyRecord[]>(load);
  const [number, setNumber] = useState(1);
  const record = value?.[number - 1];
  return (
    <section class="card" aria-label={name}>
      <h2>{name}</h2>
      <p class="soft">{doc}</p>
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
