import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { asking, lines, post } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";
import { withheld } from "./withheld.ts";

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
  it("opens no telnet and serves no page that showed passwords", async () => {
    const { ask } = open();
    assert.match(await ask("/adm/file.cgi?todo=inject_telnetd"), /^403 /);
    assert.match(
      await ask("/adm/file.cgi?next_file=pass_wd.htm"),
      /^404 next_file: must be status.htm or event.htm/,
    );
    assert.match(await ask("/adm/file.cgi?next_file=toString"), /^404 /);
    assert.match(await ask("/adm/file.cgi"), /^404 /);
  });

  it("has the pages that programs read", async () => {
    const { ask, camera } = open();
    camera.stored.set("identity", [{ hostName: "<b>&'\"", comment: "" }]);
    await ask("/adm/set_group.cgi?group=WIRELESS&wlan_essid=</td><script>");
    const page = await ask("/adm/file.cgi?next_file=status.htm");
    const cells = Object.fromEntries(
      [...page.matchAll(/<td>([^<]*:)<\/td><td>([^<]*)<\/td>/g)].map(([, a, b]) => [a, b]),
    );
    assert.deepEqual(cells, {
      "Device Name:": "&#60;b&#62;&#38;&#39;&#34;",
      "F/W version:": "V1.0.15R00",
      "IP Address:": "192.168.0.42",
      "MAC Address:": "00:0E:8F:92:FF:F7",
      "SSID:": "&#60;/td&#62;&#60;script&#62;",
    });
    const armed = async () =>
      /name="h_en_trig" value="(\d)"/.exec(await ask("/adm/file.cgi?next_file=event.htm"))?.[1];
    assert.equal(await armed(), "0");
    await ask("/adm/set_group.cgi?group=EVENT&event_trigger=1");
    assert.equal(await armed(), "1");
  });

  it("is refused to other sites where it saves, however it is dressed", async () => {
    const dialect = sercomm(models.RC8230);
    assert.ok(!dialect.changesState("GET", "/adm/file.cgi", "next_file=status.htm"));
    assert.ok(dialect.changesState("GET", "/adm/file.cgi", "todo=save&next_file=event.htm&h_en_trig=1"));
    const { ask, camera } = open();
    assert.match(
      await ask(post("/adm/file.cgi?next_file=event.htm", "todo=save&h_en_trig=1")),
      /^400 todo: must not/,
    );
    assert.equal(await ask(post("/adm/file.cgi", "todo=save&h_en_trig=1&next_file=event.htm")), "200 OK");
    assert.equal(camera.changes.length, 1);
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

it("refuses on purpose what the cameras should not have had, and says why", async () => {
  const { ask } = open();
  for (const { path, method, status, because } of withheld) {
    const asked = method === "GET" ? path : post(path, "firmware", "application/octet-stream");
    assert.equal(await ask(asked), `${status} ${because}\r\n`);
  }
  assert.ok(sercomm(models.RC8230).takesSound?.("/adm/upgrade.cgi"), "firmware is left unread");
  assert.match(await ask("/adm/Licenses.txt"), /^200 Pinhole: MIT licence\r\n/);
});
