import { formatMoment, type KeptDecision } from "@pinhole/kit/model";
import type { JSX, TargetedSubmitEvent } from "preact";
import { useState } from "preact/hooks";
import { ask } from "../api.ts";
import type { CameraState } from "../camera.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";

interface Answer {
  readonly at: string;
  readonly decisions: readonly (KeptDecision & { readonly from: string; readonly to: string })[];
}

/** Why there was an alarm at a time, or none. */
export function Why({ camera }: { readonly camera: CameraState | undefined }): JSX.Element {
  const { alarms: words } = useWords();
  const [chosen, setChosen] = useState<string>();
  const [answer, setAnswer] = useState<Answer>();
  const { run, busy, error } = useTask();
  const now = camera ? formatMoment(camera.localTime).slice(0, 16).replace(" ", "T") : "";
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const at = (chosen ?? now).replace("T", " ");
    void run(async () => setAnswer(await ask<Answer>(`/pinhole/why?${new URLSearchParams({ at })}`)));
  };
  return (
    <Card title={words.why} id="why">
      <p class="soft">{words.whyHint}</p>
      <form class="inline" onSubmit={submit}>
        <label>
          {words.time}
          <input
            type="datetime-local"
            required
            value={chosen ?? now}
            onInput={(event) => setChosen(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={busy || now === ""}>
          {words.ask}
        </button>
      </form>
      {error && <Trouble error={error} />}
      <div role="status">
        {answer?.decisions.length === 0 && <p>{words.nothingHappened(answer.at)}</p>}
        <ul class="decisions">
          {answer?.decisions.map(({ first, rule, detail, outcome, reason, from, to, count }) => (
            <li key={`${first} ${rule} ${detail}`}>
              <span class={`badge ${outcome === "none" ? "" : "good"}`}>{words.outcomes[outcome]}</span>
              <div>
                <p>
                  <strong>{detail}</strong>: {reason}
                </p>
                <p class="soft">{count === 1 ? from : `${from} – ${to} (${words.times(String(count))})`}</p>
              </div>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
