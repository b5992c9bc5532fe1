import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import type { Model, Pins } from "../../../model/index.ts";
import { asking, lines, request, viewer } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

const everything: Model = {
  ...models.RC8230,
  has: {
    ...models.RC8230.has,
    panTilt: true,
    irLeds: true,
    whiteLeds: true,
    dayNight: true,
    io: 2,
    pir: true,
    privacyButton: true,
  },
};

function open(model: Model = everything, pins: Partial<Pins> = {}) {
  const camera = new FakeCamera(model, { pins });
  return { camera, ask: asking(sercomm(model), camera) };
}

describe("query_filter.cgi", () => {
  it("is 0 by day and 1 by night", async () => {
    assert.equal(await open().ask("/io/query_filter.cgi"), lines("filter=0"));
    assert.equal(await open(everything, { irCutOpen: true }).ask("/io/query_filter.cgi"), lines("filter=1"));
  });

  it("is for viewers who may use the inputs", async () => {
    const { ask } = open();
    assert.equal(await ask(request("/io/query_filter.cgi", { caller: viewer("io") })), lines("filter=0"));
    assert.match(await ask(request("/io/query_filter.cgi", { caller: viewer("panTilt") })), /^403 /);
  });
});

describe("query_pc.cgi", () => {
  it("answers all that the camera has", async () => {
    const { ask } = open(everything, { position: [-3, 4], inputs: [true, false], night: true, irLeds: true });
    assert.equal(
      await ask("/io/query_pc.cgi"),
      lines(
        "privacy_button=off",
        "pir=actionless",
        "light_sensor=night",
        "pt_position=-3,4",
        "input_1=high",
        "input_2=low",
        "output_1=low,pulse",
        "output_2=low,pulse",
        "dn_mode=night",
        "ir_cut=close",
        "ir_leds=on",
        "wl_leds=off",
      ),
    );
  });

  it("answers what is named, in that order", async () => {
    const { ask } = open(everything, { pir: true });
    assert.equal(await ask("/io/query_pc.cgi?pir&pt_position"), lines("pir=active", "pt_position=0,0"));
  });

  it("says what the camera lacks or nobody knows", async () => {
    const { ask } = open(models.OC821D);
    assert.equal(
      await ask("/io/query_pc.cgi?pir&output_1&nope&<b>"),
      lines("pir=disabled", "output_1=error", "nope=error", "%3Cb%3E=error"),
    );
    assert.doesNotMatch(await ask("/io/query_pc.cgi"), /pir|output|pt_position/);
  });
});

describe("control_pc.cgi", () => {
  it("moves what is named", async () => {
    const { ask, camera } = open();
    assert.equal(await ask("/io/control_pc.cgi?output_1=high&output_2=high&wl_leds=on"), "200 OK");
    assert.deepEqual(camera.pins().outputs, [true, true]);
    assert.ok(camera.pins().whiteLeds);
    assert.equal(await ask("/io/control_pc.cgi?output_1=low"), "200 OK");
    assert.deepEqual(camera.pins().outputs, [false, true]);
  });

  it("changes lamps and filter with day and night", async () => {
    const { ask, camera } = open();
    assert.equal(await ask("/io/control_pc.cgi?dn_mode=night"), "200 OK");
    assert.equal(await ask("/io/query_filter.cgi"), lines("filter=1"));
    assert.ok(camera.pins().irLeds && camera.pins().night);
    assert.equal(await ask("/io/control_pc.cgi?dn_mode=day&ir_leds=on"), "200 OK");
    assert.deepEqual(
      [camera.pins().night, camera.pins().irCutOpen, camera.pins().irLeds],
      [false, false, true],
    );
  });

  it("moves nothing when one part of the request can not be done", async () => {
    const { ask, camera } = open();
    const before = camera.pins();
    assert.equal(
      await ask("/io/control_pc.cgi?output_1=high&ir_cut=ajar&pir=active&toString=1&wl_leds"),
      lines("ir_cut=error", "pir=error", "toString=error", "wl_leds=error"),
    );
    assert.match(await ask("/io/control_pc.cgi"), /^400 nothing to set; name any of output_1/);
    assert.match(
      await ask("/io/control_pc.cgi?output_1=high&output_1=low"),
      /^400 output_1: is given more than once/,
    );
    assert.deepEqual(camera.pins(), before);
    assert.equal(await open(models.RC8230).ask("/io/control_pc.cgi?output_1=high"), lines("output_1=error"));
  });
});
