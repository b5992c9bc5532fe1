import type { DrillReport } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { useLoaded } from "../loading.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";
import { kindOf } from "./targets.ts";

const everyMs = 400;

/** A rehearsal, step by step as it happens. */
export function Drill(): JSX.Element {
  const { deliveries: words } = useWords();
  const { run, busy, error } = useTask();
  const [id, setId] = useState<string>();
  const [report, setReport] = useState<DrillReport>();
  const isOver = id !== undefined && report?.id === id && report.done;
  const load = useCallback(
    async (signal: AbortSignal) => {
      if (id === undefined || isOver) return;
      setReport(await ask<DrillReport>(`/pinhole/drill?${new URLSearchParams({ id })}`, { signal }));
    },
    [id, isOver],
  );
  const { error: lost } = useLoaded(load, id === undefined || isOver ? 0 : everyMs);
  const start = (): void =>
    void run(async () => {
      const begun = await ask<{ readonly id: string }>("/pinhole/drill", { method: "POST" });
      setReport(undefined);
      setId(begun.id);
    });
  const failed = report?.targets.filter(({ result }) => result !== undefined && result !== 0).length ?? 0;
  return (
    <Card title={words.drill} id="drill">
      <p class="soft">{words.drillHint}</p>
      <div class="inline">
        <button
          type="button"
          class="primary"
          disabled={busy || (id !== undefined && !isOver)}
          onClick={start}
        >
          {words.start}
        </button>
        <span role="status">
          {busy || (id !== undefined && !isOver)
            ? words.runs
            : !isOver
              ? ""
              : report?.targets.length === 0
                ? words.drillEmpty
                : failed > 0
                  ? words.failedSome(String(failed))
                  : words.allWell}
        </span>
      </div>
      {(error ?? lost) && <Trouble error={(error ?? lost) as Error} />}
      <ul class="targets">
        {report?.targets.map(({ target, outcome, stages, message, remedy, result }) => {
          const kind = kindOf(target, words.names);
          const colour = result === 0 ? "good" : result === undefined && message === "" ? "warn" : "bad";
          return (
            <li key={target}>
              <article class="target" data-drill={target} data-outcome={outcome}>
                <h3>{kind ? words.names[kind] : target}</h3>
                <span class={`badge ${colour}`}>{words.outcomes[outcome]}</span>
                <ol class="stages">
                  {stages.map((stage, n) => (
                    <li key={n}>
                      <strong>
                        {Object.hasOwn(words.stages, stage.name)
                          ? words.stages[stage.name as keyof typeof words.stages]
                          : stage.name}
                      </strong>
                      <span class="soft">
                        {stage.detail} {words.seconds(stage.seconds.toFixed(2))}
                      </span>
                    </li>
                  ))}
                </ol>
                {message !== "" && result !== 0 && <p class="problem">{message}</p>}
                {remedy !== "" && (
                  <p>
                    <strong>{words.todo}</strong> {remedy}
                  </p>
                )}
              </article>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
