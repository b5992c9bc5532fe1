import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { useRef, useState } from "preact/hooks";
import { useWords } from "../words/index.ts";
import { clock, slots, type Week } from "./grid.ts";

type Place = readonly [day: number, slot: number];

/** The week as a grid of half hours that one paints, with a pointer or with the keyboard. */
export function WeekGrid({
  week,
  change,
}: {
  readonly week: Week;
  readonly change: (week: Week) => void;
}): JSX.Element {
  const { alarms: words } = useWords();
  const [[day, slot], setPlace] = useState<Place>([0, 0]);
  // The colour of the stroke, where it began, and the week before it.
  const stroke = useRef<{ readonly on: boolean; readonly from: Place; readonly before: Week }>(undefined);
  const table = useRef<HTMLTableElement>(null);

  const strokeTo = (to: Place): void => {
    if (!stroke.current) return;
    const { on, from, before } = stroke.current;
    const [first, last] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
    const [left, right] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
    change(
      before.map((hours, n) =>
        n < first || n > last ? hours : hours.map((was, at) => (at < left || at > right ? was : on)),
      ),
    );
  };
  const placeAt = (x: number, y: number): Place | undefined => {
    const cell = document.elementFromPoint(x, y);
    if (!(cell instanceof HTMLElement) || cell.dataset.slot === undefined) return undefined;
    return [Number(cell.dataset.day), Number(cell.dataset.slot)];
  };
  const down = (event: TargetedPointerEvent<HTMLTableElement>): void => {
    const place = placeAt(event.clientX, event.clientY);
    if (!place || event.button !== 0) return;
    if (event.pointerType !== "touch") event.currentTarget.setPointerCapture(event.pointerId);
    stroke.current = { on: !week[place[0]]?.[place[1]], from: place, before: week };
    setPlace(place);
    if (event.pointerType !== "touch") strokeTo(place);
  };
  const move = (event: TargetedPointerEvent<HTMLTableElement>): void => {
    const place = stroke.current && placeAt(event.clientX, event.clientY);
    if (place) strokeTo(place);
  };
  const up = (event: TargetedPointerEvent<HTMLTableElement>): void => {
    const place = placeAt(event.clientX, event.clientY);
    if (place && event.type === "pointerup") strokeTo(place);
    stroke.current = undefined;
  };
  const key = (event: TargetedKeyboardEvent<HTMLTableElement>): void => {
    const upright = getComputedStyle(event.currentTarget).gridAutoFlow.startsWith("column");
    const [later, otherDay] = upright ? ["ArrowDown", "ArrowRight"] : ["ArrowRight", "ArrowDown"];
    const [earlier, dayBefore] = upright ? ["ArrowUp", "ArrowLeft"] : ["ArrowLeft", "ArrowUp"];
    const on = week[day]?.[slot] ?? false;
    let next: Place = [day, slot];
    if (event.key === later) next = [day, Math.min(slots - 1, slot + 1)];
    else if (event.key === earlier) next = [day, Math.max(0, slot - 1)];
    else if (event.key === otherDay) next = [Math.min(6, day + 1), slot];
    else if (event.key === dayBefore) next = [Math.max(0, day - 1), slot];
    else if (event.key === "Home") next = [day, 0];
    else if (event.key === "End") next = [day, slots - 1];
    else if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === " " || event.key === "Enter") {
      change(week.map((hours, n) => (n === day ? hours.with(slot, !on) : hours)));
      return;
    }
    // With the shift key the half hour that one leaves goes along.
    if (event.shiftKey) {
      change(week.map((hours, n) => (n === next[0] ? hours.with(next[1], on) : hours)));
    }
    setPlace(next);
    table.current?.querySelector<HTMLElement>(`[data-day="${next[0]}"][data-slot="${next[1]}"]`)?.focus();
  };
  const switchDay = (n: number): void => {
    const on = !week[n]?.every(Boolean);
    change(week.map((hours, at) => (at === n ? hours.map(() => on) : hours)));
  };
  const switchHour = (hour: number): void => {
    const own = (at: number): boolean => Math.floor(at / 2) === hour;
    const on = !week.every((hours) => hours.every((was, at) => was || !own(at)));
    change(week.map((hours) => hours.map((was, at) => (own(at) ? on : was))));
  };
  return (
    <div class="week">
      <div class="week-hours">
        {Array.from({ length: 24 }, (_, hour) => (
          <button type="button" key={hour} tabIndex={-1} onClick={() => switchHour(hour)}>
            {hour}
            <span class="unseen">:00–{hour + 1}:00</span>
          </button>
        ))}
      </div>
      <div class="week-days">
        {words.days.map((name, n) => (
          <button type="button" key={name} onClick={() => switchDay(n)}>
            {words.shortDays[n]}
            <span class="unseen"> {name}</span>
          </button>
        ))}
      </div>
      <table
        class="week-grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that one edits is a grid
        role="grid"
        aria-label={words.grid}
        aria-multiselectable="true"
        tabIndex={-1}
        ref={table}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onKeyDown={key}
      >
        <tbody class="week-row">
          {week.map((hours, n) => (
            <tr class="week-row" key={n}>
              {hours.map((on, at) => (
                <td
                  key={at}
                  // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid
                  role="gridcell"
                  tabIndex={n === day && at === slot ? 0 : -1}
                  aria-selected={on}
                  aria-label={words.half(words.days[n] ?? "", clock(at), clock(at + 1))}
                  data-day={n}
                  data-slot={at}
                  onFocus={() => setPlace([n, at])}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
