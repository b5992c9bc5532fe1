import assert from "node:assert/strict";
import { test } from "node:test";
import { oldCamera } from "./fixtures/old-camera.ts";
import { type Baseline, openGuard } from "./guard.ts";
import type { GuardMode } from "./guard-modes.ts";

function bench(mode: GuardMode, before?: Baseline) {
  const camera = oldCamera();
  const told: string[] = [];
  const seen = { now: 0, kept: before };
  const guard = openGuard({
    mode,
    baseline: before,
    keep: (next) => {
      seen.kept = next;
    },
    tell: (words) => told.push(words),
    inTurn: (call) => call(),
    now: () => seen.now,
  });
  const look = async (): Promise<boolean> => guard.look(await camera.open());
  const sets = (): number => camera.asked.filter((each) => each.startsWith("/adm/set_group")).length;
  return { camera, told, seen, guard, look, sets };
}

test("what somebody else changed is put back, and the owner told", async () => {
  const { camera, told, look, sets } = bench("restore");
  assert.equal(await look(), true);
  assert.deepEqual(told, []);
  camera.texts.UPNP!.upnp_mode = "1";
  camera.texts.OEM_REGISTER!.register_gw = "phone.home.example";
  assert.equal(await look(), false);
  assert.equal(camera.texts.UPNP!.upnp_mode, "0");
  assert.equal(camera.texts.OEM_REGISTER!.register_gw, "");
  assert.equal(told.length, 1);
  assert.match(
    told[0]!,
    /are put back: UPNP.upnp_mode from "0" to "1", OEM_REGISTER.register_gw from "" to "phone/,
  );
  await look();
  assert.deepEqual([told.length, sets()], [1, 2]);
});

test("a camera that forgot its settings gets them back, in one request for each group", async () => {
  const first = bench("restore");
  first.camera.texts.MOTION!.md_window1 = "1,2,30,40";
  first.camera.texts.MOTION!.md_threshold2 = "9";
  first.camera.texts.SYSTEM!.host_name = "Garage";
  await first.look();
  const { texts } = first.camera;
  // The gateway was restarted meanwhile: it knows from its folder.
  const second = bench("restore", first.seen.kept);
  second.camera.texts = structuredClone(texts);
  second.camera.reset();
  await second.look();
  assert.deepEqual(second.camera.texts, texts);
  assert.equal(second.sets(), 2);
  assert.equal(second.told.length, 1);
});

test("what the owner changes is no stranger's change, and nothing but that", async () => {
  const { camera, told, guard, look } = bench("restore");
  await look();
  Object.assign(camera.texts.MOTION!, { md_threshold1: "40", md_threshold2: "1" });
  await guard.accept(await camera.open(), [{ group: "MOTION", keys: ["md_threshold1"] }]);
  await look();
  assert.deepEqual([camera.texts.MOTION!.md_threshold1, camera.texts.MOTION!.md_threshold2], ["40", "127"]);
  assert.match(told.join(), /put back: MOTION.md_threshold2 from "127" to "1"$/);
});

test("told only, the camera keeps what it has, and that is right from then on", async () => {
  const { camera, told, look, sets } = bench("tell");
  await look();
  camera.texts.UPNP!.upnp_mode = "1";
  assert.equal(await look(), true);
  assert.match(told.join(), /were changed by somebody else: UPNP/);
  assert.equal(await look(), false);
  assert.deepEqual([told.length, sets()], [1, 0]);
});

test("without a guard nothing is read", async () => {
  const { camera, look } = bench("off");
  assert.equal(await look(), true);
  assert.equal(camera.asked.filter((each) => each.includes("get_group")).length, 0);
});

test("who changes it again and again is answered ever less often", async () => {
  const { camera, seen, told, look, sets } = bench("restore");
  await look();
  // A minute apart, for a day.
  for (let n = 0; n < 1440; n++) {
    camera.texts.UPNP!.upnp_mode = "1";
    seen.now += 60;
    await look();
  }
  assert.ok(sets() >= 24 && sets() < 40, `${sets()} times`);
  assert.equal(told.length, sets());
});

test("what moves by itself is left alone after it was seen to", async () => {
  const { camera, seen, told, look, sets } = bench("restore");
  camera.texts.SYSTEM!.ticks = "0";
  await look();
  for (let n = 1; n < 200; n++) {
    camera.texts.SYSTEM!.ticks = String(n);
    seen.now += 300;
    await look();
  }
  assert.ok(sets() <= 2, `${sets()} times`);
  assert.match(told.at(-1)!, /SYSTEM.ticks of the camera changes by itself/);
});

test("what can not be put back is told, and the camera is not lost for it", async () => {
  const { camera, told, look } = bench("restore");
  await look();
  camera.texts.UPNP!.upnp_mode = "1";
  camera.refuses.add("UPNP");
  await look();
  assert.match(told.join(), /can not be put back: UPNP.upnp_mode .* ERROR/);
});

test("texts that may be secret are not told", async () => {
  const { camera, told, look } = bench("tell");
  camera.texts.EMAIL = { smtp_password: "hidden-1", smtp_account: "hidden-2" };
  await look();
  Object.assign(camera.texts.EMAIL, { smtp_password: "hidden-3", smtp_account: "hidden-4" });
  await look();
  assert.match(told.join(), /EMAIL.smtp_password, EMAIL.smtp_account/);
  assert.doesNotMatch(told.join(), /hidden/);
});

test("a look that breaks off is no change", async () => {
  const { camera, told, look } = bench("restore");
  await look();
  camera.away = true;
  await assert.rejects(look());
  camera.away = false;
  await look();
  assert.deepEqual(told, []);
});
