import type { CameraEvent } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { useLoaded } from "../loading.ts";
import { timeOf } from "../ui/amounts.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";

const everyMs = 2000;

/** The camera's log, which follows by itself. */
export function Journal(): JSX.Element {
  const { log: words, admin, deliveries } = useWords();
  const [severity, setSeverity] = useState("6");
  const load = useCallback(
    (signal: AbortSignal) =>
      ask<readonly CameraEvent[]>(`/pinhole/log?limit=300&severity=${severity}`, { signal }),
    [severity],
  );
  const { value, error, reload } = useLoaded(load, everyMs);
  return (
    <Card title={words.title}>
      <div class="inline">
        <label>
          {words.level}
          <select value={severity} onChange={(event) => setSeverity(event.currentTarget.value)}>
            {Object.entries(words.levels).map(([level, name]) => (
              <option key={level} value={level}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p class="soft">{words.follow}</p>
      </div>
      {error && <Trouble error={error} again={reload} />}
      {value?.length === 0 && <p>{words.empty}</p>}
      {value && value.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
        <section class="scroll tall" aria-label={words.title} tabIndex={0}>
          <table class="lines">
            <thead>
              <tr>
                <th scope="col">{deliveries.columns.when}</th>
                <th scope="col">{admin.source}</th>
                <th scope="col">{admin.message}</th>
              </tr>
            </thead>
            <tbody>
              {value.map(({ at, source, severity: level, message }) => (
                <tr key={`${at} ${source} ${message}`}>
                  <td>{timeOf(at)}</td>
                  <td>{source}</td>
                  <td>
                    {level <= 4 && (
                      <span class={`badge ${level <= 3 ? "bad" : "warn"}`}>
                        {level <= 3 ? admin.severity.bad : admin.severity.warn}
                      </span>
                    )}{" "}
                    {message}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}
