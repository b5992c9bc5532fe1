import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AnyRecord,
  CameraError,
  type Change,
  defaults,
  events,
  type Group,
  h264Channel,
  identity,
  mail,
  merge,
  motion,
  motionWindow,
  pathOf,
  users,
  video,
} from "@pinhole/kit/model";
import { oldCamera } from "./fixtures/old-camera.ts";
import { openMirror } from "./mirror.ts";
import { isShared, shares } from "./shares.ts";

function bench(known?: ReadonlySet<string>) {
  const camera = oldCamera();
  const stored = new Map<string, readonly AnyRecord[]>();
  const get = (group: Group): readonly AnyRecord[] => {
    const records = stored.get(group.name) ?? (defaults(group) as readonly AnyRecord[]);
    stored.set(group.name, records);
    return records;
  };
  const written: string[] = [];
  const mirror = openMirror({
    get,
    use: async (call) => call(await camera.open()),
    wrote: async (_camera, all) =>
      void written.push(...all.flatMap(({ group, keys }) => keys.map((key) => `${group}.${key}`))),
    known,
    learned: () => {},
  });
  const keep = (changes: readonly Change[]): void => {
    for (const { group, index, values } of changes)
      stored.set(group.name, get(group).with(index, merge(group, get(group)[index] as AnyRecord, values)));
  };
  return { camera, get, keep, mirror, written };
}

test("what the camera has is taken over, and what it lacks stays ours", async () => {
  const { camera, get, keep, mirror } = bench();
  camera.texts.VIDEO!.mirror = "1";
  camera.texts.SYSTEM!.host_name = "Garage";
  camera.texts.MOTION!.md_window2 = "nonsense";
  keep(await mirror.differences(await camera.open()));
  assert.equal(get(video)[0]!.mirror, true);
  assert.equal(get(identity)[0]!.hostName, "Garage");
  assert.deepEqual(get(motionWindow)[1]!.area, [0, 0, 160, 120]);
  assert.equal(get(h264Channel)[0]!.resolution, "1280x720");
  // Further channels are made here.
  assert.equal(get(h264Channel)[1]!.resolution, "640x480");
  assert.deepEqual(await mirror.differences(await camera.open()), []);
  const [seen] = mirror.view(video);
  // The camera mirrors and stamps its own picture; its contrast it can not set, so that is done here.
  assert.deepEqual([seen!.mirror, seen!.timestamp], [false, false]);
  keep([{ group: video, index: 0, values: { contrast: 7 } }]);
  assert.equal(mirror.view(video)[0]!.contrast, 7);
});

test("a change goes to the camera first, by its own keys, and nothing else of it", async () => {
  const { camera, mirror, written, keep } = bench();
  keep(await mirror.differences(await camera.open()));
  const { problems } = await mirror.forward([
    { group: motionWindow, index: 1, values: { area: [30, 60, 100, 120], threshold: 127 } },
    { group: events, index: 0, values: { armed: true, motion: { mail: true } } },
    { group: users, index: 0, values: { adminPassword: "ours alone" } },
    { group: mail, index: 0, values: { subject: "ours alone" } },
  ]);
  assert.deepEqual(problems, []);
  assert.equal(camera.texts.MOTION!.md_window2, "30,60,100,120");
  assert.deepEqual(
    [camera.texts.EVENT!.event_trigger, camera.texts.EVENT!.event_mt],
    ["1", "email:0;ftpu:1;httpn:0;httppost:0;smbc:0"],
  );
  assert.deepEqual(written, ["MOTION.md_window2", "EVENT.event_trigger"]);
  assert.ok(!camera.asked.join().includes("ours"));
});

test("what the camera refuses, or can not be told, is refused here, and bad values are not even sent", async () => {
  const { camera, mirror, keep } = bench();
  keep(await mirror.differences(await camera.open()));
  const change = { group: motionWindow, index: 1, values: { threshold: 40 } };
  camera.refuses.add("MOTION");
  const refused = await mirror.forward([change]);
  assert.match(refused.problems[0]!.problem, /is not changed, for the camera .* MOTION: ERROR/);
  assert.equal(refused.problems[0]!.key, "motionWindow.2.threshold");
  camera.refuses.clear();
  camera.away = true;
  assert.match((await mirror.forward([change])).problems[0]!.problem, /no route to host/);
  // What is ours alone does not need it, nor what is so already.
  assert.deepEqual(
    (await mirror.forward([{ group: users, index: 0, values: { adminPassword: "x" } }])).problems,
    [],
  );
  assert.deepEqual(
    (await mirror.forward([{ group: motion, index: 0, values: { enabled: true } }])).problems,
    [],
  );
  camera.away = false;
  camera.asked.length = 0;
  const bad = await mirror.forward([change, { group: mail, index: 0, values: { subject: 7 } }]);
  assert.equal(bad.problems[0]!.key, "mail.subject");
  assert.deepEqual(camera.asked, []);
});

test("what could not be kept here is put back there", async () => {
  const { camera, mirror, keep } = bench();
  keep(await mirror.differences(await camera.open()));
  const { undo } = await mirror.forward([{ group: motionWindow, index: 0, values: { threshold: 40 } }]);
  assert.equal(camera.texts.MOTION!.md_threshold1, "40");
  await undo();
  assert.equal(camera.texts.MOTION!.md_threshold1, "80");
});

test("a camera that was never there is asked all the same, and what it is known to lack is ours", async () => {
  const { camera, mirror } = bench(new Set([pathOf(motionWindow, 0, "threshold")]));
  camera.away = true;
  assert.equal(
    (await mirror.forward([{ group: motionWindow, index: 0, values: { threshold: 3 } }])).problems.length,
    1,
  );
  assert.deepEqual(
    (await mirror.forward([{ group: identity, index: 0, values: { hostName: "x" } }])).problems,
    [],
  );
  assert.ok(await mirror.forward([]).then(({ problems }) => problems.length === 0));
  await assert.rejects(camera.open(), CameraError);
});

test("every shared field exists, and none is a secret or set by the camera alone", () => {
  for (const { group, fields, neutral } of shares) {
    for (const field of fields ?? Object.keys(group.fields)) {
      assert.ok(group.fields[field], `${group.name}.${field}`);
      assert.notEqual(group.fields[field]!.kind, "secret");
      assert.equal(group.fields[field]!.readOnly, false);
      assert.ok(isShared(group, 0, field));
    }
    for (const field of Object.keys(neutral ?? {})) assert.ok(group.fields[field]);
  }
});
