import { events } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { saveSettings } from "../settings.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";
import type { AlarmSettings } from "./alarm-settings.ts";
import { emptyWeek, linesOf, paintedOf, type Week } from "./grid.ts";
import { WeekGrid } from "./week-grid.tsx";

const between =
  (from: number, to: number) =>
  (_: boolean, slot: number): boolean =>
    from < to ? slot >= from && slot < to : slot >= from || slot < to;

const presets: Readonly<Record<"always" | "nights" | "work" | "weekend" | "none", Week>> = {
  always: emptyWeek.map((day) => day.map(() => true)),
  nights: emptyWeek.map((day) => day.map(between(44, 12))),
  work: emptyWeek.map((day, n) => (n < 5 ? day.map(between(16, 36)) : day)),
  weekend: emptyWeek.map((day, n) => (n < 5 ? day : day.map(() => true))),
  none: emptyWeek,
};

/** When alarms are wanted, week by week. */
export function ScheduleCard({
  settings: { rules, entries },
  changed,
}: {
  readonly settings: AlarmSettings;
  readonly changed: () => void;
}): JSX.Element {
  const { alarms: words, settings: common } = useWords();
  const [edit, setEdit] = useState<Week>();
  const { run, busy, error } = useTask();
  const used = usedLines(entries);
  const { week: stored, kept } = paintedOf(rules.schedule, used);
  const shown = kept.filter((n) => rules.schedule[n]?.trim() !== "");
  const week = edit ?? stored;
  const lines = linesOf(week, rules.schedule, kept);
  const hours = week.flat().filter(Boolean).length / 2;
  const save = (values: object): void =>
    void run(async () => {
      const [issue] = await saveSettings([{ group: events.name, number: 1, values: { ...values } }]);
      if (issue) throw new Error(`${issue.key}: ${issue.problem}`);
    }).then((done) => {
      if (done) changed();
    });
  return (
    <Card title={words.schedule}>
      <label class="check">
        <input
          type="checkbox"
          class="switch"
          checked={rules.scheduled}
          onChange={(event) => save({ scheduled: event.currentTarget.checked })}
        />
        {words.scheduleOn}
      </label>
      <p class="soft">{words.scheduleHint}</p>
      <div class="presets">
        {Object.entries(presets).map(([name, preset]) => (
          <button type="button" key={name} onClick={() => setEdit(preset)}>
            {words.presets[name as keyof typeof presets]}
          </button>
        ))}
      </div>
      <WeekGrid week={week} change={setEdit} />
      <p class="soft" role="status">
        {!rules.scheduled
          ? words.ignored
          : hours === 0 && shown.length === 0
            ? words.always
            : words.hours(String(hours))}
      </p>
      {shown.length > 0 && (
        <div class="kept">
          <p>{words.kept}</p>
          <ul>
            {shown.map((n) => (
              <li key={n}>
                <code>{rules.schedule[n]}</code>
                {used.has(n) && <span class="soft"> ({words.keptUsed})</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {lines === undefined && (
        <p class="problem" role="alert">
          {words.full}
        </p>
      )}
      {error && <Trouble error={error} />}
      <div class="save">
        <button
          type="button"
          class="primary"
          disabled={edit === undefined || lines === undefined || busy}
          onClick={() => {
            void run(async () => {
              const values = { schedule: lines };
              const [issue] = await saveSettings([{ group: events.name, number: 1, values }]);
              if (issue) throw new Error(`${issue.key}: ${issue.problem}`);
            }).then((done) => {
              if (!done) return;
              setEdit(undefined);
              changed();
            });
          }}
        >
          {common.save}
        </button>
        <button type="button" disabled={edit === undefined} onClick={() => setEdit(undefined)}>
          {common.undo}
        </button>
        <span class="soft">{edit === undefined ? "" : common.unsaved}</span>
      </div>
    </Card>
  );
}

/** The lines, from 0, to which entries of the list of events refer; 0 and 2 mean always and never there. */
function usedLines(entries: AlarmSettings["entries"]): ReadonlySet<number> {
  const numbers = entries
    .filter(({ defined }) => defined)
    .flatMap(({ schedule }) => schedule.split(",").filter((each) => each !== ""))
    .map(Number)
    .filter((number) => number !== 0 && number !== 2);
  return new Set(numbers.map((number) => number - 1));
}
