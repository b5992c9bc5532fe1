import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import * as m from "../../model/index.ts";
import type { ClientReply, ClientRequest, Send } from "../client.ts";
import { modelOf, sercommClient } from "./client.ts";
import { admin } from "./fixtures/requests.ts";
import { models, sercomm } from "./index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const reply = (body: string | Uint8Array, status = 200, type = "text/plain"): ClientReply => ({
  status,
  headers: { "content-type": type },
  body: typeof body === "string" ? bytes(body) : body,
});

/** The client half through the server half, without a socket between them. */
function joinedTo(camera: FakeCamera, asked: ClientRequest[] = []): Send {
  const dialect = sercomm(camera.model);
  return async (request) => {
    asked.push(request);
    const answer = await dialect.serve(
      {
        method: request.method,
        path: request.path,
        query: request.query ?? "",
        headers: request.type === undefined ? {} : { "content-type": request.type },
        body: request.body ?? new Uint8Array(),
        caller: admin,
      },
      camera,
    );
    return "status" in answer ? reply(answer.body, answer.status, answer.type) : reply("", 500);
  };
}

/** A camera that gives one answer to whatever it is asked. */
const saying =
  (said: ClientReply): Send =>
  async () =>
    said;

const code =
  (wanted: m.ErrorCode, words = /./) =>
  (error: unknown): boolean =>
    error instanceof m.CameraError && error.code === wanted && words.test(error.message);

test("what the client half writes through the server half, it reads back: every group of every model", async () => {
  for (const model of Object.values(models)) {
    for (const group of m.groups) {
      const camera = new FakeCamera(model);
      const client = sercommClient(joinedTo(camera));
      const before = await client.read(group);
      assert.deepEqual(before.odd, []);
      assert.deepEqual(before.records, camera.get(group), `${model.name} ${group.name}`);
    }
  }
});

test("a change reaches the camera, and only it", async () => {
  const camera = new FakeCamera(models.RC8230);
  const client = sercommClient(joinedTo(camera));
  await client.set([
    { group: m.motionWindow, index: 1, values: { area: [30, 60, 100, 120], threshold: 40 } },
    { group: m.events, index: 0, values: { armed: true, motion: { notify: true } } },
    { group: m.notify, index: 0, values: { url: "http://10.0.0.2:8123/x?a=1&b=2;c", details: true } },
    { group: m.userSlot, index: 2, values: { name: "anna", password: "p,w=1" } },
    { group: m.identity, index: 0, values: { hostName: "Front door" } },
  ]);
  assert.deepEqual(camera.get(m.motionWindow)[1]?.area, [30, 60, 100, 120]);
  assert.deepEqual(camera.get(m.motionWindow)[0]?.area, [0, 0, 639, 479]);
  assert.equal(camera.get(m.notify)[0]?.url, "http://10.0.0.2:8123/x?a=1&b=2;c");
  assert.deepEqual(camera.get(m.events)[0]?.motion, {
    mail: false,
    ftp: true,
    notify: true,
    post: false,
    share: false,
  });
  assert.equal(camera.stored.get("userSlot")?.[2]?.password, "p,w=1");
  assert.equal((await client.read(m.identity)).records[0]?.hostName, "Front door");
  assert.equal(await client.isArmed(), true);
});

test("a secret that is empty is not written back, and a bad value never leaves", async () => {
  const camera = new FakeCamera(models.RC8230);
  const asked: ClientRequest[] = [];
  const client = sercommClient(joinedTo(camera, asked));
  await client.set([{ group: m.notify, index: 0, values: { user: "u", password: "secret" } }]);
  const [stored] = (await client.read(m.notify)).records;
  await client.set([{ group: m.notify, index: 0, values: { ...stored, url: "http://h/" } }]);
  assert.equal(camera.stored.get("notify")?.[0]?.password, "secret");
  asked.length = 0;
  await assert.rejects(
    client.set([{ group: m.motionWindow, index: 0, values: { threshold: 300 } }]),
    code("refused", /motionWindow\.1\.threshold: must be 0 to 255/),
  );
  await assert.rejects(client.set([{ group: m.motionWindow, index: 7, values: {} }]), code("refused"));
  assert.deepEqual(asked, []);
});

test("what a model lacks is said before it is asked for", async () => {
  const client = sercommClient(joinedTo(new FakeCamera(models.OC821D)));
  const change = { group: m.ptz, index: 0, values: { mode: 1 } };
  await assert.rejects(client.set([change]), code("not-offered", /ptz\.mode/));
});

test("older firmware that counts its actions gets counted ones", async () => {
  const texts: Record<string, string> = { event_trigger: "0", event_mt: "0,1,0,0,0,0,1,0" };
  const written: string[] = [];
  const client = sercommClient(async ({ path, query = "" }) => {
    if (path === "/util/query.cgi") return reply("hostname=x\nmodel_number=RC8221\n");
    if (path === "/adm/set_group.cgi") {
      written.push(query);
      return reply("OK\r\n");
    }
    return reply(
      `[EVENT]\n${Object.entries(texts)
        .map((pair) => pair.join("="))
        .join("\n")}`,
    );
  });
  await client.set([{ group: m.events, index: 0, values: { motion: { notify: true } } }]);
  assert.deepEqual(written, ["group=EVENT&event_mt=0,1,0,0,1,0,1,0"]);
});

test("answers are read as rude cameras send them", async () => {
  const sent = "\n\nhostname=Caf\u00e9\rmodel_number=RC8221\r\n\r\nspeaker_out=on\nnonsense\n=x";
  const latin = Uint8Array.from(sent, (letter) => letter.charCodeAt(0));
  const client = sercommClient(saying(reply(latin)));
  assert.equal((await client.facts()).hostname, "Caf\u00e9");
  const model = await client.model();
  assert.deepEqual([model.name, model.has.speaker, model.has.panTilt], ["RC8221", true, false]);
  assert.equal(modelOf({ model_number: "RC9999", ptctrl: "on" }).name, "RC9999");
});

test("failures have a code and the camera's words", async () => {
  const page = "<html><title>401 Unauthorized</title></html>";
  await assert.rejects(sercommClient(saying(reply(page, 401, "text/html"))).log(), code("login-refused"));
  await assert.rejects(
    sercommClient(saying(reply("no", 403))).log(),
    code("not-allowed", /answered 403: no/),
  );
  await assert.rejects(sercommClient(saying(reply("", 404))).log(), code("not-offered"));
  await assert.rejects(sercommClient(saying(reply("", 406))).snapshot(), code("privacy-on"));
  await assert.rejects(sercommClient(saying(reply("busy", 503))).log(), code("camera-failed", /busy/));
  await assert.rejects(sercommClient(saying(reply(page, 200, "text/html"))).log(), code("reply-damaged"));
  await assert.rejects(sercommClient(saying(reply("GIF89a"))).snapshot(), code("reply-damaged"));
  await assert.rejects(sercommClient(saying(reply("ERROR"))).enablePages(), code("refused", /ERROR/));
  await assert.rejects(sercommClient(saying(reply("year=2015"))).date(), code("reply-damaged"));
});

test("surveys are read from the cameras' XML", async () => {
  const sites = `<?xml version="1.0" encoding="utf-8"?>
<SiteList><Site><SSID>A &amp; B &#x3c;3</SSID><BSSID>34:44:11:A9:C2:D4</BSSID><Mode>Infrastructure</Mode>
<Security>WPA2-PSK</Security><AUTH>SharedKey</AUTH><Encryption>AES</Encryption><Channel>11</Channel>
<Signal>100</Signal><WPS>Yes</WPS></Site><Site><SSID>cut off`;
  assert.deepEqual(await sercommClient(saying(reply(sites, 200, "text/xml"))).siteSurvey(), [
    {
      ssid: "A & B <3",
      bssid: "34:44:11:A9:C2:D4",
      mode: "Infrastructure",
      security: "WPA2-PSK",
      authentication: "SharedKey",
      encryption: "AES",
      channel: 11,
      signal: 100,
      wps: true,
    },
  ]);
  const shares = `<List><WorkGroup><Name>WORKGROUP</Name><List><Server><Name>NAS</Name><Comment>Samba 4</Comment></Server>
</List></WorkGroup></List>`;
  assert.deepEqual(await sercommClient(saying(reply(shares, 200, "text/xml"))).shareSurvey(), [
    { workgroup: "WORKGROUP", name: "NAS", comment: "Samba 4" },
  ]);
});

test("date, log, pins and system information come as records", async () => {
  const camera = new FakeCamera(models.RC8230);
  camera.events = [{ at: camera.clock, source: "system", severity: 6, message: "started: a=b" }];
  const client = sercommClient(joinedTo(camera));
  assert.deepEqual(await client.date(), {
    timeZone: 26,
    year: 2015,
    month: 10,
    day: 13,
    hour: 8,
    minute: 56,
    second: 42,
  });
  await client.setDate({ hour: 9, minute: 0 });
  assert.equal((await client.date()).hour, 9);
  const [line] = await client.log();
  assert.deepEqual([line?.at, line?.message], ["2015-10-13 08:56:42", "started: a=b"]);
  assert.deepEqual(await client.systemInformation(), {
    firmware: "V1.0.15",
    serial: "12345",
    firmwareDate: "Mar 01,2013",
  });
  assert.equal(await client.filterIsOpen(), false);
  await client.setPin("dn_mode", "night");
  assert.equal((await client.pins()).dn_mode, "night");
  assert.equal((await client.rights()).ptctrl, true);
});

test("a client tells which fields a camera has, and which of its keys it wrote", async () => {
  const lines = "[MOTION]\r\nmd_mode=1\r\nmd_window2=1,2,30,40\r\nmd_threshold2=nonsense\r\n";
  const old = sercommClient(saying(reply(lines)));
  const read = await old.read(m.motionWindow);
  assert.deepEqual([...read.said], ["motionWindow.2.area"]);
  const camera = new FakeCamera(models.RC8230);
  const written = await sercommClient(joinedTo(camera)).set([
    { group: m.motionWindow, index: 1, values: { area: [30, 60, 100, 120], threshold: 40 } },
    { group: m.events, index: 0, values: { armed: true } },
  ]);
  assert.deepEqual(
    written.map(({ group, keys }) => [group, [...keys].sort()]),
    [
      ["MOTION", ["md_threshold2", "md_window2"]],
      ["EVENT", ["event_trigger"]],
    ],
  );
});
