import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import { groups, motionWindow, notify, preset } from "../../model/index.ts";
import type { Request } from "../dialect.ts";
import { models } from "../sercomm/models.ts";
import { pinhole } from "./index.ts";

const caller = { name: "administrator", level: "admin", privileges: new Set<never>() } as const;

/** Status and body of a request; a body that is given is posted. */
async function ask(
  camera: FakeCamera,
  target: string,
  body?: unknown,
): Promise<{ status: number; body: never }> {
  const [path = "", query = ""] = target.split("?");
  const request: Request = {
    method: body === undefined ? "GET" : "POST",
    path,
    query,
    headers: {},
    body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body ?? "")),
    caller,
  };
  const answer = await pinhole.serve(request, camera);
  assert.ok("status" in answer);
  return { status: answer.status, body: JSON.parse(String(answer.body)) as never };
}

const camera = (): FakeCamera => new FakeCamera(models.RC8230);
const change = (values: unknown) => ({ motionWindow: [{}, values] });

test("settings are read as JSON, without secrets", async () => {
  const on = camera();
  await on.set([{ group: notify, index: 0, values: { password: "hidden" } }], caller);
  const all = await ask(on, "/pinhole/settings");
  assert.deepEqual(
    Object.keys(all.body),
    groups.map(({ name }) => name),
  );
  assert.ok(!JSON.stringify(all.body).includes("hidden"));
  const one = await ask(on, "/pinhole/settings?group=motionWindow&group=video");
  assert.deepEqual(Object.keys(one.body), ["motionWindow", "video"]);
  assert.equal((await ask(on, "/pinhole/settings?group=nope")).status, 400);
});

test("changes are stored, all or none", async () => {
  const on = camera();
  assert.deepEqual(await ask(on, "/pinhole/settings", change({ threshold: 12 })), {
    status: 200,
    body: { issues: [] },
  });
  assert.equal(on.get(motionWindow)[1]?.threshold, 12);
  const bad = { motionWindow: [{ threshold: 13 }, { threshold: 999 }] };
  assert.deepEqual(await ask(on, "/pinhole/settings", bad), {
    status: 400,
    body: { issues: [{ key: "motionWindow.2.threshold", problem: "must be 0 to 255" }] },
  });
  assert.deepEqual(
    on.get(motionWindow).map(({ threshold }) => threshold),
    [80, 12, 127, 127],
  );
});

test("what is no change is refused by name", async () => {
  const on = camera();
  const five = { motionWindow: [{}, {}, {}, {}, { threshold: 1 }] };
  const bodies = [
    "",
    "{",
    "null",
    [],
    {},
    { nope: [{}] },
    { __proto__: [{}] },
    { motionWindow: {} },
    { motionWindow: [1] },
  ];
  bodies.push(change(null), change([]), change({ nonsense: 1 }), five);
  for (const body of bodies) {
    const got = await ask(on, "/pinhole/settings", body);
    assert.equal(got.status, 400, JSON.stringify(body));
    assert.match(JSON.stringify(got.body), /"problem":"\w/);
  }
  assert.equal(on.changes.length, 0);
});

test("state tells a page what it may show; the log is bounded", async () => {
  const on = camera();
  on.events = [0, 1, 2].map((n) => ({ at: n, source: "system", severity: n === 1 ? 7 : 3, message: `${n}` }));
  const { body } = await ask(on, "/pinhole/state");
  const {
    name,
    caller: who,
    localTime,
  } = body as { name: string; caller: unknown; localTime: { year: number } };
  assert.deepEqual(
    [name, localTime.year, who],
    ["MyCamera", 2015, { name: "administrator", level: "admin", privileges: [] }],
  );
  assert.equal(
    (await ask(on, "/pinhole/log?severity=4&limit=1")).body["0" as never]["message" as never],
    "0",
  );
  for (const query of ["limit=0", "limit=x", "limit=9999", "severity=8"]) {
    assert.equal((await ask(on, `/pinhole/log?${query}`)).status, 400, query);
  }
});

test("only a POST changes something, and other methods are refused", async () => {
  assert.equal(pinhole.changesState("POST", "/pinhole/settings", ""), true);
  assert.equal(pinhole.changesState("GET", "/pinhole/settings", ""), false);
  assert.equal(pinhole.level("/pinhole/settings"), "admin");
  assert.equal(pinhole.level("/pinhole/nope"), undefined);
  assert.equal((await ask(camera(), "/pinhole/state", {})).status, 405);
});

test("motion is told window by window, and the first rests the others", async () => {
  const on = camera();
  await on.set(
    [
      { group: motionWindow, index: 0, values: { enabled: false } },
      { group: motionWindow, index: 1, values: { enabled: true, name: "Door", threshold: 100 } },
    ],
    caller,
  );
  const unknown = await ask(on, "/pinhole/motion");
  const windows = (unknown.body as { windows: Record<string, unknown>[] }).windows;
  assert.equal(windows.length, 4);
  assert.deepEqual(windows[1], { number: 2, name: "Door", threshold: 100, watched: true });
  assert.ok(!("moving" in unknown.body));
  on.seen.motion = { at: on.clock, levels: [0, 143, 0, 0], moving: [2] };
  await on.set([{ group: motionWindow, index: 0, values: { enabled: true } }], caller);
  const { body } = (await ask(on, "/pinhole/motion")) as { body: Record<string, unknown> };
  assert.deepEqual(body.moving, [2]);
  assert.equal((body.windows as { level: number }[])[1]!.level, 143);
  assert.deepEqual(
    (body.windows as { watched: boolean }[]).map(({ watched }) => watched),
    [true, false, false, false],
  );
});

test("the state says what can be played, where the camera may go, and who looks", async () => {
  const on = camera();
  on.seen.viewers = { flv: 2 };
  await on.set([{ group: preset, index: 2, values: { stored: true, name: "Door" } }], caller);
  const { body } = (await ask(on, "/pinhole/state")) as { body: Record<string, unknown> };
  assert.deepEqual(body.viewers, { flv: 2 });
  assert.ok(
    (body.streams as { codec: string; channel: number }[]).some(
      ({ codec, channel }) => codec === "h264" && channel === 1,
    ),
  );
  assert.deepEqual((body.aim as { presets: unknown }).presets, [{ number: 3, name: "Door" }]);
  assert.ok(!("talk" in body), "a camera without a speaker");
});

test("a stream for the pages has no sound that its pictures wait for", async () => {
  const request = {
    method: "GET",
    path: "/stream/flv/2",
    query: "",
    headers: {},
    body: new Uint8Array(),
    caller,
  };
  assert.equal(pinhole.level("/stream/flv/2"), "viewer");
  assert.deepEqual(await pinhole.serve(request, camera()), {
    stream: { codec: "h264", channel: 2, framing: "flv", silent: true },
  });
  assert.equal(pinhole.level("/stream/flv/4"), undefined);
});

test("WebRTC is asked for with an offer and ended by its address, by whoever may watch", async () => {
  const on = camera();
  const whep = async (method: string, path: string) => {
    const body = new TextEncoder().encode("v=0\r\n");
    return pinhole.serve({ method, path, query: "", headers: {}, body, caller }, on);
  };
  const viewer = `/whep/h264/2/${"0a".repeat(16)}`;
  for (const path of ["/whep/h264/1", viewer]) {
    assert.equal(pinhole.level(path), "viewer");
    assert.ok(pinhole.changesState("POST", path, ""), "a page of another site may not");
  }
  for (const path of ["/whep/h264/4", "/whep/mjpeg/1", "/whep/h264/1/x"])
    assert.equal(pinhole.level(path), undefined);
  assert.deepEqual(await whep("POST", "/whep/h264/2"), { webrtc: { channel: 2, offer: "v=0\r\n" } });
  assert.deepEqual(await whep("DELETE", viewer), { webrtc: { leave: "0a".repeat(16) } });
  for (const [method, path, allow] of [
    ["GET", "/whep/h264/1", "POST"],
    ["POST", viewer, "DELETE"],
  ] as const) {
    const answer = await whep(method, path);
    assert.ok("status" in answer && answer.status === 405 && answer.headers?.Allow === allow);
  }
  await on.setPrivacy(true);
  const hidden = await whep("POST", "/whep/h264/1");
  assert.ok("status" in hidden && hidden.status === 406);
});

test("the settings' versions are listed, compared and gone back to", async () => {
  const on = camera();
  on.history.kept = [1, 2].map((number) => ({ number, at: on.clock, by: "anna", what: `change ${number}` }));
  on.history.changes = [{ key: "identity.hostName", from: "a", to: "b" }, { key: "users.adminPassword" }];
  const { body } = await ask(on, "/pinhole/versions");
  assert.deepEqual(
    (body as { versions: { number: number; when: string }[] }).versions.map(({ number, when }) => [
      number,
      when,
    ]),
    [
      [2, "2015-10-13 08:56:42"],
      [1, "2015-10-13 08:56:42"],
    ],
  );
  assert.deepEqual((await ask(on, "/pinhole/version-changes?number=1")).body, {
    changes: on.history.changes,
  });
  assert.equal((await ask(on, "/pinhole/version?number=2", {})).status, 200);
  assert.equal((await ask(on, "/pinhole/version?number=3", {})).status, 404);
  for (const query of ["", "?number=0", "?number=x", "?number=1e1"]) {
    assert.equal((await ask(on, `/pinhole/version${query}`, {})).status, 400, query);
    assert.equal((await ask(on, `/pinhole/version-changes${query}`)).status, 400, query);
  }
  assert.deepEqual(on.history.reverted, [2]);
  for (const path of ["/pinhole/versions", "/pinhole/version-changes", "/pinhole/version"])
    assert.equal(pinhole.level(path), "admin");
});
