import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { asking, lines, post } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

function open() {
  const camera = new FakeCamera(models.RC8230);
  return { camera, ask: asking(sercomm(models.RC8230), camera) };
}

it("privacy_ctl.cgi switches privacy and takes nothing else", async () => {
  const { ask, camera } = open();
  assert.equal(await ask("/adm/privacy_ctl.cgi?privacy=start"), "200 OK");
  assert.ok(camera.privacy());
  assert.match(
    await ask("/adm/privacy_ctl.cgi?privacy=on"),
    /^400 privacy: must be start or stop, not on\r\n$/,
  );
  assert.match(await ask("/adm/privacy_ctl.cgi"), /^400 privacy: must be start or stop\r\n$/);
  assert.ok(camera.privacy());
  assert.equal(await ask("/adm/privacy_ctl.cgi?privacy=stop"), "200 OK");
  assert.ok(!camera.privacy());
});

it("reboot.cgi and reset_to_default.cgi restart the camera", async () => {
  const { ask, camera } = open();
  await ask("/adm/set_group.cgi?group=EVENT&event_trigger=1");
  assert.equal(await ask("/adm/reboot.cgi"), "200 OK");
  assert.equal(
    await ask("/adm/get_group.cgi?group=EVENT.event_trigger"),
    lines("[EVENT]", "event_trigger=1"),
  );
  assert.equal(await ask("/adm/reset_to_default.cgi"), "200 OK");
  assert.equal(
    await ask("/adm/get_group.cgi?group=EVENT.event_trigger"),
    lines("[EVENT]", "event_trigger=0"),
  );
  assert.deepEqual(camera.restarts, ["reboot", "reset"]);
});

describe("file.cgi", () => {
  it("opens no telnet and serves no pages", async () => {
    const { ask } = open();
    assert.match(await ask("/adm/file.cgi?todo=inject_telnetd"), /^403 /);
    assert.match(await ask("/adm/file.cgi?next_file=pass_wd.htm"), /^404 /);
    assert.match(await ask("/adm/file.cgi"), /^404 /);
  });

  it("arms as the old web form did", async () => {
    const { ask } = open();
    const armed = "/adm/get_group.cgi?group=EVENT.event_trigger&MOTION.md_mode";
    assert.equal(await ask("/adm/file.cgi?todo=save&h_en_trig=1&h_trig_md=1&this_file=event.htm"), "200 OK");
    assert.equal(await ask(armed), lines("[EVENT]", "event_trigger=1", "[MOTION]", "md_mode=1"));
    assert.equal(await ask(post("/adm/file.cgi", "todo=save&h_en_trig=0&h_trig_md=0")), "200 OK");
    assert.equal(await ask(armed), lines("[EVENT]", "event_trigger=0", "[MOTION]", "md_mode=0"));
  });

  it("names the form field that is wrong", async () => {
    const { ask, camera } = open();
    assert.match(
      await ask("/adm/file.cgi?todo=save&h_en_trig=2&h_trig_md=1"),
      /^400 h_en_trig: must be 0 or 1\r\n$/,
    );
    assert.match(await ask("/adm/file.cgi?todo=save&x=1"), /^400 nothing to save; name any of h_en_trig/);
    assert.equal(camera.changes.length, 0);
  });
});
