import type { JobSummary } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "../api.ts";
import { sizeOf, timeOf } from "../ui/amounts.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";
import { kindOf } from "./targets.ts";

/** What waits to be delivered, to be tried again or given up. */
export function OutboxCard({
  jobs,
  changed,
}: {
  readonly jobs: readonly JobSummary[];
  readonly changed: () => void;
}): JSX.Element {
  const { deliveries: words } = useWords();
  const { run, busy, error } = useTask();
  const [asked, setAsked] = useState("");
  const post = (what: "retry" | "drop", id?: string): void => {
    const query = new URLSearchParams({ do: what, ...(id === undefined ? {} : { id }) });
    void run(() => ask(`/pinhole/outbox?${query}`, { method: "POST" })).then(changed);
    setAsked("");
  };
  return (
    <Card title={words.outbox} id="outbox">
      {error && <Trouble error={error} />}
      {jobs.length === 0 && <p class="soft">{words.outboxEmpty}</p>}
      {jobs.length > 0 && (
        <button type="button" disabled={busy} onClick={() => post("retry")}>
          {words.retryAll}
        </button>
      )}
      <ul class="targets">
        {jobs.map(({ id, target, alarm, state, createdAt, attempts, reason, files }) => {
          const kind = kindOf(target, words.names);
          return (
            <li key={id}>
              <article class="target" data-job={id}>
                <h3>{kind ? words.names[kind] : target}</h3>
                <span class={`badge ${state === "failed" ? "bad" : "warn"}`}>{words.outcomes[state]}</span>
                <p class="soft">
                  {timeOf(createdAt)} · {words.alarm(alarm)} · {words.attempts(String(attempts))}
                </p>
                {files.length > 0 && (
                  <p class="soft">
                    {files.map(({ name, bytes }) => `${name} (${sizeOf(bytes)})`).join(", ")}
                  </p>
                )}
                {reason !== "" && <p class="problem">{reason}</p>}
                <p class="downloads">
                  <button type="button" disabled={busy} onClick={() => post("retry", id)}>
                    {words.retry}
                  </button>
                  <button
                    type="button"
                    disabled={busy}
                    onClick={() => (asked === id ? post("drop", id) : setAsked(id))}
                  >
                    {asked === id ? words.dropSure : words.drop}
                  </button>
                </p>
              </article>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
