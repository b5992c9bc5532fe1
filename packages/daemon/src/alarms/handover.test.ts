import assert from "node:assert/strict";
import { test } from "node:test";
import { asShown } from "./handover.ts";

test("a delivery has the times that the camera's clock shows, however far that is ahead", () => {
  const alarm = {
    id: "20260528-0001",
    rule: "event_mt",
    trigger: { at: 1000, kind: "motion", places: [2], detail: "window 2" },
  } as const;
  const files = [{ path: "clip.mp4", type: "video/mp4", bytes: 5, at: 998 }];
  const delivery = { alarm: { ...alarm, ahead: -300 }, action: "mail", stage: "end", files } as const;
  const shown = asShown(delivery);
  assert.deepEqual([shown.alarm.trigger.at, shown.files[0]?.at], [700, 698]);
  assert.deepEqual({ ...shown, alarm: delivery.alarm, files }, delivery);
  assert.deepEqual(asShown({ ...delivery, alarm }).alarm, alarm);
  assert.deepEqual(asShown(shown), shown, "once and for all");
});
