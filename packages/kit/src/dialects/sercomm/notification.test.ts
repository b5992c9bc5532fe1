import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNotification } from "./notification.ts";

const sent =
  "event=motion,1,md_window5&mac=000E8F92FFF7&event_time=20260529213005&timezone=+0200&daylight_saving=1";

test("a notification tells its event, camera and time, as query and as body", () => {
  const expected = {
    event: { kind: "motion", windows: [1, 3] },
    mac: "00:0e:8f:92:ff:f7",
    at: Date.UTC(2026, 4, 29, 19, 30, 5) / 1000,
  };
  assert.deepEqual(parseNotification(sent), expected);
  assert.deepEqual(parseNotification("token=abc", sent), expected);
});

test("every event of the documentation is known, and others are kept as they are", () => {
  const event = (text: string) => parseNotification(`event=${text}`).event;
  assert.deepEqual(event("io,1,in2"), { kind: "input", inputs: [2] });
  assert.deepEqual(event("audio,1"), { kind: "audio" });
  assert.deepEqual(event("period"), { kind: "period" });
  assert.deepEqual(event("pir"), { kind: "pir" });
  assert.deepEqual(event("pir,1"), { kind: "pir" });
  assert.deepEqual(event("smoke,2"), { kind: "unknown", text: "smoke,2" });
  assert.deepEqual(parseNotification(""), {
    event: { kind: "unknown", text: "" },
    mac: undefined,
    at: undefined,
  });
});

test("whatever comes, it is read", () => {
  let seed = 11;
  for (let round = 0; round < 2000; round += 1) {
    const text = [...sent].map((letter) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % 17 === 0 ? String.fromCharCode(seed % 256) : letter;
    });
    const { at } = parseNotification(text.join(""));
    assert.ok(at === undefined || Number.isFinite(at));
  }
});
