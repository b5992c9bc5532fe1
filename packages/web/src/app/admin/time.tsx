import { clock, formatMoment, timeZones, zoneClock } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { GroupForm } from "../forms/group-form.tsx";
import { useLoaded } from "../loading.ts";
import type { PageProps } from "../page-props.ts";
import { loadGroup, saveSettings } from "../settings.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useTask } from "../ui/task.ts";
import { useWords } from "../words/index.ts";

const serverKeys = ["daylightSaving", "ntpEnabled", "ntpServer", "ntpDay", "ntpHour", "ntpMinute"];

/** The clock, its zone and its server. */
export function Time({ camera }: Pick<PageProps, "camera">): JSX.Element {
  const { admin: words } = useWords();
  const load = useCallback(async (signal: AbortSignal) => (await loadGroup(clock, signal))[0], []);
  const { value, error, reload } = useLoaded(load);
  const { run, busy, error: refused } = useTask();
  const [sought, setSought] = useState("");
  const text = sought.trim().toLowerCase();
  const found = timeZones
    .map((zone, number) => ({ number, name: `${zone.place} (UTC${offset(zone.offsetMinutes)})` }))
    .filter(({ name, number }) => name.toLowerCase().includes(text) || number === value?.timeZone);
  const apart = camera ? Math.round(camera.now - Date.now() / 1000) : 0;
  const setNow = (): void =>
    void run(async () => {
      if (!value) return;
      const zone = zoneClock(value.timeZone, value.daylightSaving);
      const set = formatMoment(zone.local(Math.round(Date.now() / 1000)));
      await ask(`/pinhole/clock?${new URLSearchParams({ set })}`, { method: "POST" });
    });
  const choose = (number: number): void =>
    void run(async () => {
      const [issue] = await saveSettings([{ group: clock.name, number: 1, values: { timeZone: number } }]);
      if (issue) throw new Error(`${issue.key}: ${issue.problem}`);
    }).then(reload);
  return (
    <Card title={words.clock}>
      {error && <Trouble error={error} again={reload} />}
      {refused && <Trouble error={refused} />}
      {camera && (
        <p class="big-time">
          <time>{formatMoment(camera.localTime)}</time>
        </p>
      )}
      {Math.abs(apart) > 5 && <p class="soft">{words.ahead(String(Math.abs(apart)))}</p>}
      <button type="button" disabled={busy || !value} onClick={setNow}>
        {words.setNow}
      </button>
      {value && (
        <div class="inline">
          <label>
            {words.findZone}
            <input
              type="search"
              value={sought}
              placeholder={words.findZoneHint}
              onInput={(event) => setSought(event.currentTarget.value)}
            />
          </label>
          <label>
            {words.zone}
            <select
              value={value.timeZone}
              disabled={busy}
              onChange={(event) => choose(Number(event.currentTarget.value))}
            >
              {found.map(({ number, name }) => (
                <option key={number} value={number}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      {value && <GroupForm group={clock} number={1} record={value} only={serverKeys} saved={reload} />}
    </Card>
  );
}

function offset(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${minutes < 0 ? "−" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
