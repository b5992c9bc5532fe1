import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../words/en.ts";
import type { PlayerStatus } from "./mjpeg-player.ts";
import { type Health, parseHealth, stateOf } from "./state.ts";

const fine: Health = { ok: true, reason: "", since: undefined, rtspPort: undefined };
const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
const said = (health: Health | "unreachable" | undefined, player: PlayerStatus | "paused" | undefined) =>
  stateOf({ health, player }, en, clock);

test("health keeps what has the right type", () => {
  assert.deepEqual(parseHealth({ status: "ok" }), fine);
  assert.deepEqual(
    parseHealth({ status: "degraded", reason: " no signal ", since: 1760000000.5, rtspPort: 554 }),
    {
      ok: false,
      reason: "no signal",
      since: 1760000000500,
      rtspPort: 554,
    },
  );
  assert.equal(parseHealth({ since: "2026-01-31T14:02:00Z" }).since, Date.UTC(2026, 0, 31, 14, 2));
  for (const value of [undefined, null, 3, "ok", [], { status: 1, reason: {}, since: {}, rtspPort: "554" }])
    assert.deepEqual(parseHealth(value), { ...fine, ok: false });
  for (const since of [-1, 0, Number.NaN, 1e300, "soon", ""])
    assert.equal(parseHealth({ since }).since, undefined);
  for (const rtspPort of [0, -1, 65536, 5.5]) assert.equal(parseHealth({ rtspPort }).rtspPort, undefined);
});

test("a picture that comes is live, whatever else is unknown", () => {
  for (const health of [fine, undefined, "unreachable"] as const) {
    assert.deepEqual(said(health, "live"), { kind: "live", text: "Live" });
    assert.equal(said(health, "stills").kind, "live");
    assert.equal(said(health, "paused").kind, "pause");
  }
});

test("without a picture there is a notice that says why", () => {
  assert.equal(said("unreachable", "failed").kind, "bad");
  assert.equal(said(fine, "privacy").kind, "private");
  assert.equal(said(fine, "busy").notice?.title, "Too many viewers");
  assert.equal(said(undefined, undefined).kind, "wait");
  const down = { ...fine, ok: false, reason: "clip.mp4 is gone", since: Date.UTC(2026, 0, 1, 14, 2) };
  assert.equal(said(down, "failed").notice?.title, "No signal since 14:02: clip.mp4 is gone");
  assert.deepEqual(said(down, "live"), { kind: "warn", text: "No signal since 14:02: clip.mp4 is gone" });
  assert.equal(said({ ...down, since: undefined }, "failed").text, "No signal");
});
