import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHealth, parseQuery, pictureName, slug, stateOf } from "./page/state.js";
import type { Health, PlayerStatus } from "./types.ts";

const OK: Health = { ok: true, reason: "", name: "", since: undefined, rtspPort: undefined };
const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
const statuses: readonly (PlayerStatus | "paused" | undefined)[] = [
  "live",
  "stills",
  "login",
  "privacy",
  "busy",
  "failed",
  "paused",
  undefined,
];

test("parseQuery reads CRLF lines and passes over what is no pair", () => {
  const found = parseQuery(
    "hostname=Front=Door\r\ndescription=\r\nnonsense\r\n=x\r\n fw_ver = V1 \nhostname=second\r\n",
  );
  assert.deepEqual(
    [...found],
    [
      ["hostname", "Front=Door"],
      ["description", ""],
      ["fw_ver", "V1"],
    ],
  );
  assert.equal(parseQuery("").size, 0);
  assert.equal(parseQuery("<html>401 Unauthorized</html>").size, 0);
});

test("parseHealth keeps what has the right type", () => {
  assert.deepEqual(parseHealth({ status: "ok" }), OK);
  assert.deepEqual(
    parseHealth({
      status: "degraded",
      reason: " no signal ",
      name: "Yard",
      since: 1760000000.5,
      rtspPort: 554,
    }),
    { ok: false, reason: "no signal", name: "Yard", since: 1760000000500, rtspPort: 554 },
  );
  assert.equal(parseHealth({ since: "2026-01-31T14:02:00Z" }).since, Date.UTC(2026, 0, 31, 14, 2));
  for (const value of [
    undefined,
    null,
    3,
    "ok",
    [],
    { status: 1, reason: {}, name: [], since: {}, rtspPort: "554" },
  ]) {
    assert.deepEqual(parseHealth(value), { ...OK, ok: false });
  }
  for (const since of [-1, 0, Number.NaN, 1e300, "soon", ""])
    assert.equal(parseHealth({ since }).since, undefined);
  for (const rtspPort of [0, -1, 65536, 5.5]) assert.equal(parseHealth({ rtspPort }).rtspPort, undefined);
});

test("a camera that is well is told by its pictures", () => {
  assert.deepEqual(stateOf(OK, "live", clock), { kind: "live", text: "Live" });
  assert.equal(stateOf(OK, "stills", clock).text, "Live, in single pictures");
  assert.equal(stateOf(OK, "busy", clock).text, "Too many viewers");
  assert.equal(stateOf(OK, "failed", clock).text, "No picture");
  assert.equal(stateOf(OK, "privacy", clock).text, "Privacy is on");
  assert.equal(stateOf(OK, "login", clock).kind, "login");
  assert.equal(stateOf(undefined, undefined, clock).text, "Connecting");
});

test("no signal says since when, and lies over the picture only when none comes", () => {
  const lost: Health = { ...OK, ok: false, reason: "no signal", since: Date.UTC(2026, 0, 31, 14, 2) };
  assert.deepEqual(stateOf(lost, "live", clock), { kind: "warn", text: "No signal since 14:02" });
  assert.equal(stateOf(lost, "failed", clock).notice?.title, "No signal since 14:02");
  assert.equal(stateOf({ ...lost, reason: "", since: undefined }, "failed", clock).text, "No signal");
  assert.equal(stateOf({ ...lost, reason: "privacy" }, "failed", clock).kind, "private");
  assert.equal(
    stateOf({ ...lost, reason: "disk full" }, "live", clock).text,
    "Live, with a problem: disk full",
  );
});

test("offline is said only while no pictures come", () => {
  assert.equal(stateOf("unreachable", "live", clock).text, "Live");
  assert.equal(stateOf("unreachable", "failed", clock).text, "Offline: the camera does not answer");
  assert.equal(stateOf("unreachable", "login", clock).kind, "bad");
});

test("pictures are never covered, and without pictures it is said why", () => {
  const lost: Health = { ...OK, ok: false, reason: "no signal" };
  for (const health of [OK, lost, { ...lost, reason: "disk full" }, "unreachable", undefined] as const) {
    for (const player of statuses) {
      const covered = stateOf(health, player, clock).notice !== undefined;
      assert.equal(
        covered,
        !["live", "stills", "paused"].includes(player ?? ""),
        `${JSON.stringify(health)} ${player}`,
      );
    }
  }
});

test("names become file names and keys", () => {
  const when = new Date(2026, 0, 31, 8, 5, 9);
  assert.equal(pictureName("Front Door", when), "front-door_2026-01-31_08-05-09.jpg");
  assert.equal(pictureName("../../etc/passwd", when), "etc-passwd_2026-01-31_08-05-09.jpg");
  assert.equal(slug("Süd-Eingang 2", "_"), "sud_eingang_2");
  assert.equal(slug("门", "_"), "camera");
  assert.equal(slug("", "-"), "camera");
  assert.equal(slug("a".repeat(500), "-").length, 60);
});
