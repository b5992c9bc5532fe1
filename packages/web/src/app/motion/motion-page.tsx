import { type AnyRecord, motion, motionWindow, privacyMask, type Rect } from "@pinhole/kit/model";
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { Picture } from "../live/picture.tsx";
import { useLoaded } from "../loading.ts";
import { loadSettings, saveSettings } from "../settings.ts";
import { Card, Trouble } from "../ui/notice.tsx";
import { useWords } from "../words/index.ts";
import { grid } from "./areas.ts";
import { type Area, AreasView } from "./areas-view.tsx";
import { firingsOf, type Minutes } from "./firings.ts";

interface Levels {
  readonly moving?: readonly number[];
  readonly windows: readonly { readonly level?: number; readonly watched: boolean }[];
}

const levelsEveryMs = 400;
const dayEveryMs = 30_000;
const dayMinutes = 24 * 60;
const whole: Rect = [0, 0, grid.width - 1, grid.height - 1];
const ranges = { threshold: [0, 255], sensitivity: [0, 10], updateRate: [1, 100] } as const;
const sliders = ["threshold", "sensitivity", "updateRate"] as const;
const groups = { window: motionWindow, mask: privacyMask } as const;
const nothing = (): void => {};

/** The windows and masks, drawn on the live picture, with what moves in them. */
export function MotionPage(): JSX.Element {
  const { motion: words, settings, live } = useWords();
  const load = useCallback(
    (signal: AbortSignal) => loadSettings([motion, motionWindow, privacyMask], signal),
    [],
  );
  const loadLevels = useCallback((signal: AbortSignal) => ask<Levels>("/pinhole/motion", { signal }), []);
  const stored = useLoaded(load);
  const loadDay = useCallback(
    (signal: AbortSignal) => ask<{ readonly minutes: Minutes }>("/pinhole/motion-day", { signal }),
    [],
  );
  const { value: day } = useLoaded(loadDay, dayEveryMs);
  const { value: levels } = useLoaded(loadLevels, levelsEveryMs);
  const [edits, setEdits] = useState<Readonly<Record<string, AnyRecord>>>({});
  const [chosen, setChosen] = useState("window-1");
  const [said, setSaid] = useState("");
  const [error, setError] = useState<Error>();
  if (stored.value === undefined)
    return stored.error ? <Trouble error={stored.error} again={stored.reload} /> : <p />;

  const recordOf = (id: string): AnyRecord => {
    const [kind, number] = id.split("-") as ["window" | "mask", string];
    return { ...stored.value![groups[kind].name]![Number(number) - 1], ...edits[id] };
  };
  const change = (id: string, values: AnyRecord): void => {
    setSaid("");
    setEdits((before) => ({ ...before, [id]: { ...before[id], ...values } }));
  };
  const isEnabled = edits.motion?.enabled ?? stored.value[motion.name]![0]!.enabled;
  const ids = (["window", "mask"] as const).flatMap((kind) =>
    [1, 2, 3, 4].map((number) => `${kind}-${number}`),
  );
  const isWhole = recordOf("window-1").enabled === true;
  const titleOf = (id: string): string => {
    const [kind, number] = id.split("-") as ["window" | "mask", string];
    const name = String(recordOf(id).name ?? "");
    return (
      name ||
      (kind === "mask"
        ? words.mask(Number(number))
        : id === "window-1"
          ? words.whole
          : words.window(Number(number)))
    );
  };
  const areas: Area[] = ids
    .filter((id) => recordOf(id).enabled === true || id === chosen)
    .map((id) => ({
      ...{ id, label: titleOf(id), isFixed: id === "window-1" },
      kind: id.startsWith("mask") ? "mask" : "window",
      rect: id === "window-1" ? whole : (recordOf(id).area as Rect),
      moving: id.startsWith("window") && levels?.moving?.includes(Number(id.at(-1))) === true,
    }));
  const save = async (): Promise<void> => {
    setError(undefined);
    try {
      const issues = await saveSettings(
        Object.entries(edits).map(([id, values]) => {
          const [kind, number] = id.split("-") as ["window" | "mask", string | undefined];
          return {
            group: number === undefined ? motion.name : groups[kind].name,
            number: Number(number ?? 1),
            values,
          };
        }),
      );
      setSaid(
        issues.length === 0
          ? settings.saved
          : issues.map(({ key, problem }) => `${key}: ${problem}`).join("; "),
      );
      if (issues.length > 0) return;
      stored.reload();
      setEdits({});
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };
  const record = recordOf(chosen);
  const place = Number(chosen.at(-1)) - 1;
  const isMask = chosen.startsWith("mask");
  const level = isMask ? undefined : levels?.windows[place]?.level;
  const threshold = Number(record.threshold);
  const isEdited = Object.keys(edits).length > 0;
  return (
    <div class="live with-aim motion">
      <section class="stage" aria-label={words.title} data-kind="live">
        <div class="frame">
          <Picture choice="h264/1" paused={false} sound={false} label={live.picture} tell={nothing} />
          <AreasView
            {...{ areas, chosen, words }}
            choose={setChosen}
            change={(id, area) => change(id, { area })}
          />
        </div>
      </section>
      <Card title={words.title}>
        <label class="check">
          <input
            type="checkbox"
            checked={isEnabled === true}
            onChange={(event) => change("motion", { enabled: event.currentTarget.checked })}
          />
          {words.enabled}
        </label>
        <label class="label" for="area">
          {words.area}
        </label>
        <select id="area" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          {ids.map((id) => (
            <option key={id} value={id}>
              {`${titleOf(id)}${recordOf(id).enabled ? " ●" : ""}`}
            </option>
          ))}
        </select>
        <label class="check">
          <input
            type="checkbox"
            id="area-on"
            checked={record.enabled === true}
            onChange={(event) => change(chosen, { enabled: event.currentTarget.checked })}
          />
          {isMask ? words.maskOn : words.windowOn}
        </label>
        {!isMask && (isWhole ? <p class="soft">{words.rule}</p> : null)}
        {!isMask && (
          <>
            <div class="level">
              <span>{words.level(level)}</span>
              <meter min={0} max={255} value={level ?? 0} high={threshold} aria-label={words.level(level)} />
            </div>
            {sliders.map((key) => {
              const [min, max] = ranges[key];
              return (
                <label key={key} class="slider">
                  <span>
                    {words.sliders[key]} <output>{String(record[key])}</output>
                  </span>
                  <input
                    type="range"
                    {...{ min, max }}
                    value={Number(record[key])}
                    onInput={(event) => change(chosen, { [key]: Number(event.currentTarget.value) })}
                  />
                </label>
              );
            })}
            {day && <Would minutes={day.minutes} window={place} threshold={threshold} />}
            <p class="soft hint">{words.later}</p>
          </>
        )}
        {error && <Trouble error={error} />}
        <div class="save">
          <button type="button" class="primary" disabled={!isEdited} onClick={() => void save()}>
            {settings.save}
          </button>
          <button type="button" disabled={!isEdited} onClick={() => setEdits({})}>
            {settings.undo}
          </button>
          <span role="status">{isEdited && said === "" ? settings.unsaved : said}</span>
        </div>
      </Card>
    </div>
  );
}

/** What the threshold would have done. Some minutes at the ends of a day are not worth a word. */
function Would({
  minutes,
  window,
  threshold,
}: {
  readonly minutes: Minutes;
  readonly window: number;
  readonly threshold: number;
}): JSX.Element | null {
  const { motion: words } = useWords();
  const { times, known } = firingsOf(minutes, window, threshold);
  if (known === 0) return null;
  const time = known < 90 ? words.minutes(known) : words.hours(Math.round(known / 60));
  return <p role="status">{known > dayMinutes - 15 ? words.would(times) : words.wouldPart(times, time)}</p>;
}
