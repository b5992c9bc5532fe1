import type { AttemptRecord, JobSummary, OutboxSummary } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { ask } from "../api.ts";
import { useLoaded } from "../loading.ts";
import { hrefOf } from "../router.ts";
import { loadSettings } from "../settings.ts";
import { timeOf } from "../ui/amounts.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";
import { Drill } from "./drill.tsx";
import { OutboxCard } from "./outbox-card.tsx";
import { SshCard } from "./ssh-card.tsx";
import { kindOf, type ShownTarget, shownTargets, targetGroups } from "./targets.ts";

const everyMs = 3000;
const logLines = 200;

/** Where alarms go, whether they arrive, and why not. */
export function DeliveriesPage(): JSX.Element {
  const { deliveries: words } = useWords();
  const load = useCallback(async (signal: AbortSignal) => {
    const [outbox, { attempts }, settings] = await Promise.all([
      ask<OutboxSummary & { readonly jobs: readonly JobSummary[] }>("/pinhole/outbox", { signal }),
      ask<{ readonly attempts: readonly AttemptRecord[] }>(`/pinhole/deliveries?limit=${logLines}`, {
        signal,
      }),
      loadSettings(targetGroups, signal),
    ]);
    return { outbox, attempts, settings };
  }, []);
  const { value, error, reload } = useLoaded(load, everyMs);
  const targets = value
    ? shownTargets({ ...value, summary: value.outbox.targets, names: words.names })
    : undefined;
  return (
    <div class="deliveries">
      {error && <Trouble error={error} again={reload} />}
      {targets && (
        <Card title={words.targets}>
          <ul class="targets">
            {targets.map((target) => (
              <li key={target.name}>
                <Target target={target} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Drill />
      {value && <OutboxCard jobs={value.outbox.jobs} changed={reload} />}
      {value && <LogCard attempts={value.attempts} />}
      <SshCard />
    </div>
  );
}

const colours = { good: "good", waits: "warn", bad: "bad", new: "", off: "" } as const;

function Target({ target }: { readonly target: ShownTarget }): JSX.Element {
  const { deliveries: words } = useWords();
  const { name, kind, health, group, reason, waiting, waitSeconds, deliveredAt } = target;
  const facts = [
    ...(waiting > 0 ? [words.waiting(String(waiting))] : []),
    ...(waitSeconds > 0 ? [words.next(String(Math.ceil(waitSeconds)))] : []),
    ...(deliveredAt === undefined ? [] : [words.lastDelivered(timeOf(deliveredAt))]),
  ];
  return (
    <article class="target" data-target={name} data-health={health}>
      <h3>{kind ? words.names[kind] : name}</h3>
      <span class={`badge ${colours[health]}`}>{words.health[health]}</span>
      {reason !== "" && health !== "off" && <p class="problem">{reason}</p>}
      {facts.length > 0 && <p class="soft">{facts.join(" · ")}</p>}
      <a href={hrefOf("settings", group)}>{health === "off" ? words.setUp : words.edit}</a>
    </article>
  );
}

function LogCard({ attempts }: { readonly attempts: readonly AttemptRecord[] }): JSX.Element {
  const { deliveries: words } = useWords();
  return (
    <Card title={words.log}>
      {attempts.length === 0 && <p class="soft">{words.logEmpty}</p>}
      {attempts.length > 0 && (
        <section class="scroll" aria-label={words.log} tabIndex={-1}>
          <table class="lines">
            <thead>
              <tr>
                <th scope="col">{words.columns.when}</th>
                <th scope="col">{words.columns.target}</th>
                <th scope="col">{words.columns.outcome}</th>
                <th scope="col">{words.columns.reason}</th>
              </tr>
            </thead>
            <tbody>
              {attempts.map(({ at, job, target, outcome, attempt, message, seconds }) => {
                const kind = kindOf(target, words.names);
                return (
                  <tr key={`${job} ${attempt} ${at}`}>
                    <td>{timeOf(at)}</td>
                    <td>{kind ? words.names[kind] : target}</td>
                    <td>
                      <span class={`badge ${outcome === "delivered" ? "good" : "bad"}`}>
                        {words.outcomes[outcome]}
                      </span>
                    </td>
                    <td>{outcome === "delivered" ? words.seconds(seconds.toFixed(1)) : message}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}
