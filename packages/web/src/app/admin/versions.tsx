import type { Difference, SettingsVersion } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { useLoaded } from "../loading.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";
import { Changes } from "./changes.tsx";

interface Listed {
  readonly versions: readonly (SettingsVersion & { readonly when: string })[];
}

interface Compared {
  readonly number: number;
  readonly changes: readonly Difference[];
}

/** Who changed what, and the way back. */
export function Versions(): JSX.Element {
  const { admin: words } = useWords();
  const load = useCallback((signal: AbortSignal) => ask<Listed>("/pinhole/versions", { signal }), []);
  const { value, error, reload } = useLoaded(load);
  const [compared, setCompared] = useState<Compared>();
  const [said, setSaid] = useState("");
  const { run, busy, error: refused } = useTask();
  const compare = (number: number): void => {
    setSaid("");
    void run(async () => {
      const { changes } = await ask<Compared>(`/pinhole/version-changes?number=${number}`);
      setCompared({ number, changes });
    });
  };
  const goBack = (number: number): void =>
    void run(() => ask(`/pinhole/version?number=${number}`, { method: "POST" })).then((done) => {
      if (!done) return;
      setCompared(undefined);
      setSaid(words.wentBack(String(number)));
      reload();
    });
  return (
    <Card title={words.versions} id="versions">
      <p class="soft">{words.versionsHint}</p>
      {error && <Trouble error={error} again={reload} />}
      {refused && <Trouble error={refused} />}
      <p role="status">{said}</p>
      {compared && (
        <div class="compared">
          <h3>{words.look(String(compared.number))}</h3>
          <Changes changes={compared.changes} none={words.noDifference} />
          {compared.changes.length > 0 && (
            <button type="button" class="primary" disabled={busy} onClick={() => goBack(compared.number)}>
              {words.goBack(String(compared.number))}
            </button>
          )}
        </div>
      )}
      {value && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
        <section class="scroll" aria-label={words.versions} tabIndex={0}>
          <table class="lines versions">
            <thead>
              <tr>
                <th scope="col">#</th>
                {Object.values(words.versionColumns).map((name) => (
                  <th scope="col" key={name}>
                    {name}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {value.versions.map(({ number, when, by, what }, n) => (
                <tr key={number} data-version={number}>
                  <td>{number}</td>
                  <td>{when}</td>
                  <td>{by}</td>
                  <td>{what}</td>
                  <td>
                    {n === 0 ? (
                      <span class="badge good">{words.latest}</span>
                    ) : (
                      <button
                        type="button"
                        disabled={busy}
                        aria-label={words.lookLabel(String(number))}
                        onClick={() => compare(number)}
                      >
                        {words.lookShort}
                      </button>
                    )}
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
