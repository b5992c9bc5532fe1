import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { admin, asking, lines, request, viewer } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

function open(model = models.RC8230) {
  const camera = new FakeCamera(model);
  return { camera, dialect: sercomm(model), ask: asking(sercomm(model), camera) };
}

describe("ptctrl.cgi", () => {
  it("moves in all directions by steps, and answers nothing", async () => {
    const { ask, camera, dialect } = open();
    for (const [query, target] of [
      ["mv=L,11", [-11, 0]],
      ["mv=R,50", [39, 0]],
      ["mv=U,10", [39, 10]],
      ["mv=D,12", [39, -2]],
      ["mv=UL,3", [36, 1]],
      ["mv=UR,2", [38, 3]],
      ["mv=DL,8", [30, -5]],
      ["mv=DR,1", [31, -6]],
      ["mv=R,0", [31, -6]],
      ["mv=R,999999", [63, -6]],
      ["mv=D,64", [63, -36]],
      ["mv=H", [0, 0]],
    ] as const) {
      assert.equal(await ask(`/pt/ptctrl.cgi?${query}`), "200 ", query);
      assert.deepEqual(camera.panTilt.target(), target, query);
    }
    const reply = await dialect.serve(request("/pt/ptctrl.cgi?mv=L,1", { caller: admin }), camera);
    assert.deepEqual(reply, { status: 200, type: "text/plain", body: "" });
  });

  it("goes to what is stored, and starts what moves by itself", async () => {
    const { ask, camera } = open();
    await ask("/adm/set_group.cgi?group=PTZ&Preset2Position=-9,4&Preset2Name=Door&PredefineHome=1,2");
    await ask("/adm/set_group.cgi?group=MOTION&md_point=5,-5");
    for (const [number, target] of [
      [2, [-9, 4]],
      [100, [5, -5]],
      [103, [1, 2]],
    ] as const) {
      assert.equal(await ask(`/pt/ptctrl.cgi?preset=move,${number}`), "200 ");
      assert.deepEqual(camera.panTilt.target(), target);
    }
    for (const [query, tour] of [
      ["preset=move,101", "patrol"],
      ["preset=move,102", "sweep"],
      ["preset=move,104", "calibration"],
      ["mv=X", "calibration"],
    ] as const) {
      assert.equal(await ask(`/pt/ptctrl.cgi?${query}`), "200 ");
      assert.equal(camera.panTilt.tour(), tour);
    }
    assert.match(await ask("/pt/ptctrl.cgi?preset=move,3"), /^400 preset: no position is stored as 3\r\n$/);
    assert.equal(await ask("/pt/ptctrl.cgi?preset=all"), lines("PT2=Door"));
    assert.equal(await ask("/pt/ptctrl.cgi?position=-64,48"), "200 ");
    assert.deepEqual(camera.panTilt.told, ["centre -0.1,0.1"]);
  });

  it("stores and forgets", async () => {
    const { ask, camera } = open();
    for (const query of ["set,9", "set,100", "set,103", "del,4", "del"]) {
      assert.equal(await ask(`/pt/ptctrl.cgi?preset=${query}`), "200 ");
    }
    assert.deepEqual(camera.panTilt.told, [
      "store 9",
      "store motion",
      "store home",
      "forget 4",
      "forget all",
    ]);
  });

  it("says what it takes, and moves nothing", async () => {
    const { ask, camera } = open();
    for (const query of [
      "mv=",
      "mv=L",
      "mv=L,-1",
      "mv=LR,1",
      "mv=LL,1",
      "mv=Q,1",
      "mv=L,1,2",
      "mv=L,9999999",
      "mv=('U,5')",
      "mv=toString,1",
      "position=1",
      "position=1,a",
      "preset=move,0",
      "preset=move,10",
      "preset=move,105",
      "preset=set,101",
      "preset=del,100",
      "preset=fly,1",
      "mv=L,1&preset=del",
      "",
      "x=1",
    ]) {
      assert.match(await ask(`/pt/ptctrl.cgi?${query}`), /^400 (?:mv|position|preset)/, query);
    }
    assert.match(await ask("/pt/ptctrl.cgi?mv=L,1&mv=R,1"), /^400 mv: is given more than once/);
    assert.deepEqual([camera.panTilt.target(), camera.panTilt.told], [[0, 0], []]);
    camera.panTilt.refusal = "the camera stays where it is";
    assert.equal(await ask("/pt/ptctrl.cgi?mv=L,1"), "409 the camera stays where it is\r\n");
  });

  it("is for those who may move the camera, on cameras that can move", async () => {
    const { ask } = open();
    const as = (caller: ReturnType<typeof viewer>) => request("/pt/ptctrl.cgi?mv=L,1", { caller });
    assert.equal(await ask(as(viewer("panTilt"))), "200 ");
    assert.match(await ask(as(viewer("io"))), /^403 /);
    for (const model of [models.RC8221, models.OC821D]) {
      assert.match(await open(model).ask("/pt/ptctrl.cgi?mv=L,1"), /^404 the \w+ has no motors/);
    }
  });

  it("is refused to other sites, but for the list", () => {
    const { dialect } = open();
    assert.ok(dialect.changesState("GET", "/pt/ptctrl.cgi", "mv=L,1"));
    assert.ok(dialect.changesState("GET", "/pt/ptctrl.cgi", "preset=del"));
    assert.ok(!dialect.changesState("GET", "/pt/ptctrl.cgi", "preset=all"));
  });
});
