import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatMoment, parseMoment } from "./moments.ts";
import { zoneClock } from "./time-zones.ts";

describe("a moment", () => {
  const zone = zoneClock(26, true);
  const now = Date.parse("2026-11-25T12:00:00Z") / 1000;
  it("without a day is the last such time", () => {
    const show = (text: string) => {
      const at = parseMoment(text, zone, now);
      return at === undefined ? undefined : formatMoment(zone.local(at));
    };
    assert.equal(show("11:59"), "2026-11-25 11:59:00");
    assert.equal(show("14:02:05"), "2026-11-24 14:02:05");
    assert.equal(show("2026-06-01T09:30"), "2026-06-01 09:30:00");
    for (const text of ["", "24:00", "9:60", "2026-13-01 10:00", "2026-02-29 10:00", "10", "10:00 and more"])
      assert.equal(show(text), undefined, text);
  });
});
