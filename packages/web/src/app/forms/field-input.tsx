import type { Choice, Field, Flags, Int, List } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useTables, useWords } from "../words/index.ts";

export interface FieldInputProps {
  readonly id: string;
  /** The field's name for people, where no label is seen. */
  readonly name: string;
  readonly field: Field;
  readonly value: unknown;
  readonly describedBy: string;
  readonly invalid: boolean;
  change(value: unknown): void;
}

/** The control that fits the kind of a field. */
export function FieldInput(props: FieldInputProps): JSX.Element {
  const { id, name, field, value, describedBy, invalid, change } = props;
  const { settings: words } = useWords();
  const tables = useTables();
  const common = {
    id,
    name: id,
    disabled: field.readOnly,
    "aria-describedby": describedBy,
    "aria-invalid": invalid,
  };
  switch (field.kind) {
    case "bool":
      return (
        <input
          {...common}
          type="checkbox"
          class="switch"
          checked={value === true}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      );
    case "int": {
      const { min, max, step, also } = field as Int;
      const low = Math.min(min, ...also);
      return (
        <input
          {...common}
          type="number"
          inputMode="numeric"
          min={low}
          max={Math.max(max, ...also)}
          step={also.length > 0 ? 1 : step}
          value={String(value)}
          onInput={(event) => change(numberOf(event.currentTarget.value))}
        />
      );
    }
    case "choice":
      return (
        <select {...common} value={String(value)} onChange={(event) => change(event.currentTarget.value)}>
          {(field as Choice).values.map((each) => (
            <option key={each} value={each}>
              {each === "" ? "–" : each}
            </option>
          ))}
        </select>
      );
    case "secret":
      return (
        <input
          {...common}
          type="password"
          autocomplete="new-password"
          value={String(value)}
          placeholder={words.secretKept}
          onInput={(event) => change(event.currentTarget.value)}
        />
      );
    case "rect":
      return <Numbers {...props} labels={words.corners} />;
    case "point":
      return <Numbers {...props} labels={words.place} />;
    case "flags":
      return (
        <fieldset class="checks" id={id} aria-describedby={describedBy} disabled={field.readOnly}>
          <legend class="unseen">{name}</legend>
          {Object.entries(value as Flags).map(([flag, on]) => (
            <label class="check" key={flag}>
              <input
                type="checkbox"
                checked={on}
                onChange={(event) => change({ ...(value as Flags), [flag]: event.currentTarget.checked })}
              />
              {tables.flag(flag)}
            </label>
          ))}
        </fieldset>
      );
    case "list":
      return <Items {...props} />;
    default:
      return (
        <input
          {...common}
          type="text"
          value={String(value)}
          onInput={(event) => change(event.currentTarget.value)}
        />
      );
  }
}

function Numbers({
  id,
  name,
  field,
  value,
  describedBy,
  change,
  labels,
}: FieldInputProps & { readonly labels: readonly string[] }): JSX.Element {
  const numbers = value as readonly number[];
  return (
    <fieldset class="numbers" id={id} aria-describedby={describedBy} disabled={field.readOnly}>
      <legend class="unseen">{name}</legend>
      {labels.map((label, n) => (
        <label key={label}>
          {label}
          <input
            type="number"
            inputMode="numeric"
            value={String(numbers[n])}
            onInput={(event) =>
              change(numbers.map((each, at) => (at === n ? numberOf(event.currentTarget.value) : each)))
            }
          />
        </label>
      ))}
    </fieldset>
  );
}

function Items(props: FieldInputProps): JSX.Element {
  const { id, name, field, value, change } = props;
  const { settings: words } = useWords();
  const values = value as readonly unknown[];
  const { of } = field as List<unknown>;
  return (
    <fieldset class="items" id={id} aria-describedby={props.describedBy} disabled={field.readOnly}>
      <legend class="unseen">{name}</legend>
      {values.map((each, n) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is the FieldInput inside
        <label class={of.kind === "bool" ? "check" : ""} key={n}>
          {of.kind !== "bool" && <span class="soft">{words.item(n + 1)}</span>}
          <FieldInput
            {...props}
            id={`${id}.${n + 1}`}
            field={of}
            value={each}
            change={(next) => change(values.map((old, at) => (at === n ? next : old)))}
          />
          {of.kind === "bool" && words.item(n + 1)}
        </label>
      ))}
    </fieldset>
  );
}

/** What is no number stays text, which the field's check then refuses by its name. */
function numberOf(text: string): number | string {
  return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
}
