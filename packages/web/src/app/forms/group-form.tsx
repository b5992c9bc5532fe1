import { type AnyRecord, type Field, type Group, type Issue, isSecret, pathOf } from "@pinhole/kit/model";
import type { JSX, TargetedSubmitEvent } from "preact";
import { useState } from "preact/hooks";
import { saveSettings } from "../settings.ts";
import { Trouble } from "../ui/notice.tsx";
import { useTables, useWords } from "../words/index.ts";
import { FieldInput } from "./field-input.tsx";

export interface GroupFormProps {
  readonly group: Group;
  /** Counted from 1. */
  readonly number: number;
  readonly record: AnyRecord;
  /** Only these fields, in this order; all when it is left out. */
  readonly only?: readonly string[];
  /** Told when the camera has stored something. */
  saved(): void;
}

/** A form for one record of a group: its fields, their words, limits and checks are those of the camera's own table. */
export function GroupForm({ group, number, record, only, saved }: GroupFormProps): JSX.Element {
  const { settings: words } = useWords();
  const tables = useTables();
  const [edits, setEdits] = useState<AnyRecord>({});
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [state, setState] = useState<"" | "saving" | "saved">("");
  const [error, setError] = useState<Error>();
  const keys = only ?? Object.keys(group.fields);
  const isEdited = Object.keys(edits).length > 0;
  const path = (key: string): string => pathOf(group, number - 1, key);

  const change = (key: string, field: Field, value: unknown): void => {
    const same = JSON.stringify(value) === JSON.stringify(record[key]) && !isSecret(field);
    const { [key]: _, ...rest } = edits;
    setEdits(same ? rest : { ...rest, [key]: value });
    const problem = same ? undefined : field.check(value);
    setIssues([
      ...issues.filter((issue) => issue.key !== path(key)),
      ...(problem === undefined ? [] : [{ key: path(key), problem }]),
    ]);
    setState("");
  };
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setError(undefined);
    setState("saving");
    try {
      const refused = await saveSettings([{ group: group.name, number, values: edits }]);
      setIssues(refused);
      setState(refused.length === 0 ? "saved" : "");
      if (refused.length > 0) return;
      setEdits({});
      saved();
    } catch (thrown) {
      setState("");
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };
  const discard = (): void => {
    setEdits({});
    setIssues([]);
    setState("");
  };
  return (
    <form class="group" noValidate onSubmit={submit} data-group={group.name} data-number={number}>
      {keys.map((key) => {
        const field = group.fields[key] as Field;
        const problem = issues.find((issue) => issue.key === path(key))?.problem;
        const props = {
          ...tables.field(group, key),
          id: path(key),
          field,
          problem,
          value: Object.hasOwn(edits, key) ? edits[key] : record[key],
        };
        return <Row key={key} {...props} change={(value) => change(key, field, value)} />;
      })}
      {error && <Trouble error={error} />}
      <div class="save">
        <button type="submit" class="primary" disabled={!isEdited || issues.length > 0 || state === "saving"}>
          {words.save}
        </button>
        <button type="button" disabled={!isEdited} onClick={discard}>
          {words.undo}
        </button>
        <span role="status" class={issues.length > 0 ? "problem" : "soft"}>
          {issues.length > 0
            ? words.refused
            : isEdited
              ? words.unsaved
              : state === "saved"
                ? words.saved
                : ""}
        </span>
      </div>
    </form>
  );
}

interface RowProps {
  readonly name: string;
  readonly doc: string;
  readonly id: string;
  readonly field: Field;
  readonly value: unknown;
  readonly problem: string | undefined;
  change(value: unknown): void;
}

const grouped: ReadonlySet<Field["kind"]> = new Set(["rect", "point", "flags", "list"]);

function Row({ name, doc, id, field, value, problem, change }: RowProps): JSX.Element {
  const { settings: words } = useWords();
  const help = `${id}-help`;
  const noEffect = useTables().noEffect(field);
  return (
    <div class={`row ${field.kind}`}>
      {grouped.has(field.kind) ? (
        <span class="label">{name}</span>
      ) : (
        <label class="label" for={id}>
          {name}
        </label>
      )}
      <FieldInput
        {...{ id, field, change }}
        name={name}
        value={value ?? ""}
        describedBy={help}
        invalid={problem !== undefined}
      />
      <div class="help soft" id={help}>
        <p>{doc}</p>
        {field.readOnly && <p>{words.readOnly}</p>}
        {noEffect !== undefined && <p class="no-effect">{words.noEffect(noEffect)}</p>}
        {problem !== undefined && <p class="problem">{problem}</p>}
      </div>
    </div>
  );
}
