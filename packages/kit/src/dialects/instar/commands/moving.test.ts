import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { type Caller, CameraError, preset, sdcard } from "../../../model/index.ts";
import { models } from "../../sercomm/models.ts";
import { instar } from "../index.ts";

const admin: Caller = { name: "admin", level: "admin", privileges: new Set() };
const viewer: Caller = { name: "anna", level: "viewer", privileges: new Set() };
const mover: Caller = { ...viewer, privileges: new Set(["panTilt"]) };

async function ask(camera: FakeCamera, query: string, by = admin, path = "/param.cgi"): Promise<string> {
  const request = { method: "GET", path, query, headers: {}, body: new Uint8Array(), caller: by };
  const answer = await instar.serve(request, camera);
  assert.ok("status" in answer && answer.status === 200);
  return String(answer.body);
}
const code = (cmd: string, number: number): string => `cmd="${cmd}";\nresponse="${number}";\n`;

test("steps are the vendor's share of the way, and 0 goes on to the stop", async () => {
  const camera = new FakeCamera(models.RC8230);
  assert.equal(await ask(camera, "cmd=ptzmove&left=500&up=100"), code("ptzmove", 200));
  assert.deepEqual(camera.panTilt.target(), [-25, 5]);
  await ask(camera, "cmd=ptzmove&right=1&speed=3");
  assert.deepEqual(camera.panTilt.target(), [-24, 5]);
  await ask(camera, "cmd=ptzmove&right=0&timeout=7");
  assert.deepEqual(camera.panTilt.target(), [63, 5]);
  await ask(camera, "cmd=ptzmove&stop=pt");
  assert.deepEqual(camera.panTilt.told, ["speed 3", "halt 7", "halt 0"]);
  for (const [query, number] of [
    ["left=2501", 202],
    ["left=-1", 202],
    ["left=5&speed=11", 202],
    ["left=5&timeout=61", 202],
    ["stop=here", 202],
    ["zoomin=1", 217],
    ["stop=zf", 217],
    ["sideways=1", 201],
    ["", 208],
  ] as const) {
    assert.equal(await ask(camera, `cmd=ptzmove&${query}`), code("ptzmove", number), query);
  }
  assert.deepEqual(camera.panTilt.target(), [63, 5]);
  camera.panTilt.refusal = "the camera stays";
  assert.equal(await ask(camera, "cmd=ptzmove&left=9"), code("ptzmove", 216));
});

test("places are percent of the way, read back as they were set, and presets are told", async () => {
  const camera = new FakeCamera(models.RC8230);
  for (const [pan, tilt] of [
    [1, 1],
    [50, 80],
    [100, 100],
  ]) {
    assert.equal(
      await ask(camera, `cmd=gotoRelPosition&pan=${pan}&tilt=${tilt}&zoom=-1`),
      code("gotoRelPosition", 200),
    );
    const state = `pan="${pan}";\ntilt="${tilt}";\nzoom="-1";\nfocus="-1";\nindex="-1";\n`;
    assert.ok((await ask(camera, "cmd=getptzstate", viewer)).includes(state));
  }
  await camera.set([{ group: preset, index: 2, values: { stored: true, position: [10, -3] } }], admin);
  assert.equal(await ask(camera, "cmd=getptzpreset&act=goto&index=3", mover), code("getptzpreset", 200));
  assert.deepEqual(camera.panTilt.target(), [10, -3]);
  assert.match(await ask(camera, "cmd=getptzstate"), /index="3"/);
  assert.equal(await ask(camera, "cmd=getptzpreset&act=goto&index=4"), code("getptzpreset", 216));
  assert.equal(await ask(camera, "cmd=getptzpreset&index=9"), code("getptzpreset", 202));
  assert.equal(await ask(camera, "cmd=setptzpreset&index=8"), code("setptzpreset", 200));
  assert.deepEqual(camera.panTilt.told, ["store 8"]);
  assert.equal(await ask(camera, "cmd=setptzpreset&index=1", viewer), code("setptzpreset", 211));
  assert.equal(instar.changesState?.("GET", "/param.cgi", "cmd=getptzpreset&act=goto&index=1"), true);
  assert.equal(instar.changesState?.("GET", "/param.cgi", "cmd=getptzstate"), false);
});

test("the older models' steps, tours and presets, which count from 0", async () => {
  const camera = new FakeCamera(models.RC8230);
  const old = (query: string): Promise<string> => ask(camera, query, admin, "/cgi-bin/hi3510/param.cgi");
  assert.equal(await old("cmd=ptzctrl&-step=1&-act=right"), "[Succeed]set ok.\n");
  assert.deepEqual(camera.panTilt.target(), [4, 0]);
  await old("cmd=ptzctrl&-step=0&-act=down&-speed=45");
  assert.deepEqual(camera.panTilt.target(), [4, -36]);
  await old("cmd=ptzctrl&-act=stop");
  assert.deepEqual(camera.panTilt.told, ["speed 7", "halt 0"]);
  await old("cmd=ptzctrl&-act=home");
  assert.deepEqual(camera.panTilt.target(), [0, 0]);
  await old("cmd=ptzctrl&-act=tour");
  assert.equal(camera.panTilt.tour(), "patrol");
  await camera.set([{ group: preset, index: 0, values: { stored: true, position: [7, 8] } }], admin);
  assert.equal(await old("cmd=preset&-act=goto&-number=0"), "[Succeed]set ok.\n");
  assert.deepEqual(camera.panTilt.target(), [7, 8]);
  await old("cmd=preset&-act=set&-number=7");
  assert.equal(camera.panTilt.told.at(-1), "store 8");
  await old("cmd=preset&-act=set&-status=0&-number=7");
  assert.equal(camera.panTilt.told.at(-1), "forget 8");
  for (const wrong of ["cmd=preset&-act=set&-number=8", "cmd=ptzctrl&-act=constructor", "cmd=ptzctrl"]) {
    assert.equal(await old(wrong), "[Error]Param error.\n", wrong);
  }
});

test("the older models have pages of their own for moving", async () => {
  const camera = new FakeCamera(models.RC8230);
  const page = (query: string, path: string): Promise<string> => ask(camera, query, admin, path);
  assert.equal(await page("-step=1&-act=left", "/web/cgi-bin/hi3510/ptzctrl.cgi"), "[Succeed]set ok.\n");
  assert.deepEqual(camera.panTilt.target(), [-4, 0]);
  assert.equal(
    await page("-act=set&-status=1&-number=3", "/cgi-bin/hi3510/preset.cgi"),
    "[Succeed]set ok.\n",
  );
  assert.equal(camera.panTilt.told.at(-1), "store 4");
  assert.equal(await page("", "/cgi-bin/hi3510/ptzctrl.cgi"), "[Error]Param error.\n");
  assert.equal(instar.changesState("GET", "/cgi-bin/hi3510/preset.cgi", "-act=goto&-number=1"), true);
  const viewers = await ask(camera, "-act=left", viewer, "/cgi-bin/hi3510/ptzctrl.cgi");
  assert.equal(viewers, "[Error]No permission.\n");
});

test("an alarm by hand is fired, and an alarm server is tested with a result like those of uploads", async () => {
  const camera = new FakeCamera(models.RC8230);
  assert.equal(await ask(camera, "cmd=pushhostalarm"), code("pushhostalarm", 200));
  assert.deepEqual(
    camera.alarms.fired.map(({ kind, by }) => [kind, by.name]),
    [["http", "admin"]],
  );
  assert.equal(await ask(camera, "cmd=pushhostalarm", viewer), code("pushhostalarm", 211));
  const shown = (result: number): string => `cmd="testas";\nresult="${result}";\nresponse="200";\n`;
  assert.equal(await ask(camera, "cmd=testas&index=1&active=7&object=1"), shown(0));
  camera.deliveries.serverFailure = new CameraError("target-unreachable", "nothing listens");
  assert.equal(await ask(camera, "cmd=testas&index=3"), shown(-1));
  assert.deepEqual(camera.deliveries.told, ["1: 7 1", "3: 99 0"]);
  for (const [query, number] of [
    ["", 208],
    ["index=4", 202],
    ["index=1&object=8", 202],
    ["index=1&server=1", 201],
  ] as const) {
    assert.equal(await ask(camera, `cmd=testas&${query}`), code("testas", number));
  }
});

test("the memory card says what it has", async () => {
  const camera = new FakeCamera(models.RC8230);
  await camera.set([{ group: sdcard, index: 0, values: { sizeMb: 16 } }], admin);
  camera.alarms.bytesOnCard = 1_000_000;
  const lines = 'sdstatus="1";\nsdfreespace="15777216";\nsdtotalspace="16777216";\n';
  assert.ok((await ask(camera, "cmd=getsdinfo")).includes(lines));
  assert.match(await ask(new FakeCamera(models.OC821D), "cmd=getsdinfo"), /sdtotalspace="0"/);
});
