import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { useWords } from "../words/index.ts";
import { strengthOf } from "./strength.ts";

/** A field for a new password, with how strong it is. */
export function NewPassword({
  label,
  value,
  change,
}: {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}): JSX.Element {
  const { admin: words } = useWords();
  const id = useId();
  const strength = strengthOf(value);
  return (
    <div>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="password"
        autocomplete="new-password"
        maxLength={64}
        value={value}
        aria-describedby={`${id}-strength`}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <p class="strength soft" id={`${id}-strength`} aria-live="polite">
        {value !== "" && (
          <>
            <meter
              min={0}
              max={4}
              low={2}
              high={3}
              optimum={4}
              value={strength}
              aria-label={words.strength}
            />
            {words.strengths[strength]}
          </>
        )}
      </p>
    </div>
  );
}
