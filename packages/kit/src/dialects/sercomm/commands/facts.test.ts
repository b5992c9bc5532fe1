import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import type { Model } from "../../../model/index.ts";
import { documented, documentedExtension } from "../fixtures/documented.ts";
import { asking, lines, nobody, request, viewer } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

function open(model: Model = models.RC8230) {
  const camera = new FakeCamera(model);
  return { camera, ask: asking(sercomm(model), camera) };
}

describe("util/query.cgi", () => {
  const facts = documented["/util/query.cgi"] ?? [];

  it("answers anybody as documented", async () => {
    const { ask } = open();
    assert.equal(await ask("/adm/set_group.cgi?group=SYSTEM&host_name=Camera"), "200 OK");
    assert.equal(await ask(request("/util/query.cgi", { caller: nobody })), lines(...facts));
    assert.equal(await ask("/util/query.cgi?extension=no"), lines(...facts));
  });

  it("adds further lines when asked to", async () => {
    const { ask } = open();
    await ask("/adm/set_group.cgi?group=SYSTEM&host_name=Camera");
    assert.equal(await ask("/util/query.cgi?extension=yes"), lines(...facts, ...documentedExtension));
  });

  it("follows the settings", async () => {
    const { ask } = open();
    await ask("/adm/set_group.cgi?group=SYSTEM&date_format=2&time_zone=49&daylight_saving=0&comment=Hall");
    await ask("/adm/set_group.cgi?group=H264&resolution=3&resolution3=1&group=JPEG&resolution=2");
    const text = await ask("/util/query.cgi?extension=yes");
    for (const line of [
      "description=Hall",
      "h264_resolution=640",
      "h264_resolution2=320",
      "h264_resolution3=160",
      "mjpeg_resolution=320",
      "timezone=49",
      "current_time=13/10/2015 13:41:42",
    ]) {
      assert.ok(text.includes(`\r\n${line}\r\n`), line);
    }
  });

  it("says what the model has", async () => {
    const { ask } = open(models.RC8221);
    const text = await ask("/util/query.cgi");
    assert.match(text, /^200 hostname=/);
    for (const line of ["model_number=RC8221", "ptctrl=off", "speaker_out=on", "irled=on", "ioctrl=on"]) {
      assert.ok(text.includes(`\r\n${line}\r\n`), line);
    }
  });
});

describe("img/query.cgi", () => {
  const model: Model = { ...models.RC8230, has: { ...models.RC8230.has, speaker: true, io: 2 } };
  const answer = (mic: string, speaker: string, pan: string, io: string) =>
    lines(`mic_in=${mic}`, `speaker_out=${speaker}`, `ptctrl=${pan}`, `ioctrl=${io}`);

  it("answers as documented for a viewer who has no right to the inputs", async () => {
    const { ask } = open(model);
    const caller = viewer("audioIn", "audioOut", "panTilt");
    assert.equal(await ask(request("/img/query.cgi", { caller })), answer("on", "on", "on", "off"));
  });

  it("needs both the right and the part", async () => {
    assert.equal(
      await open(model).ask(request("/img/query.cgi", { caller: viewer() })),
      answer("off", "off", "off", "off"),
    );
    assert.equal(await open(model).ask("/img/query.cgi"), answer("on", "on", "on", "on"));
    assert.equal(await open().ask("/img/query.cgi"), answer("on", "off", "on", "off"));
  });
});

it("sysinfo.cgi answers as documented", async () => {
  assert.equal(await open().ask("/adm/sysinfo.cgi"), lines(...(documented["/adm/sysinfo.cgi"] ?? [])));
});

it("ping.cgi and enable_ui.cgi answer OK", async () => {
  assert.equal(await open().ask("/adm/ping.cgi"), "200 OK");
  assert.equal(await open().ask("/adm/enable_ui.cgi"), "200 OK");
});
