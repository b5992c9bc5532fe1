import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { textOf } from "../../../formats/xml/index.ts";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { type FolderAnswer, type Model, wireless } from "../../../model/index.ts";
import { admin, asking, lines, request } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

function open(model: Model = models.RC8230) {
  const camera = new FakeCamera(model);
  const dialect = sercomm(model);
  return { camera, dialect, ask: asking(dialect, camera) };
}

describe("site_survey.cgi", () => {
  it("lists a site as the cameras do", async () => {
    assert.equal(
      await open().ask("/adm/site_survey.cgi"),
      `200 <?xml version="1.0" encoding="utf-8"?>
<SiteList>
    <Site>
        <SSID>MyWiFiNetwork</SSID>
        <BSSID>34:44:11:A9:C2:D4</BSSID>
        <Mode>Infrastructure</Mode>
        <Security>WPA2-PSK</Security>
        <AUTH>SharedKey</AUTH>
        <Encryption>AES</Encryption>
        <Channel>1</Channel>
        <Signal>100</Signal>
        <WPS>Yes</WPS>
    </Site>
</SiteList>
`,
    );
  });

  it("lists the 30 strongest, in at most 16 KiB, and no name can end its element", async () => {
    const { camera, ask } = open();
    const [site] = camera.surroundings.nearby;
    const ssid = "<&>".repeat(10);
    camera.surroundings.nearby = Array.from({ length: 60 }, (_, n) => ({ ...site!, ssid, signal: n }));
    const text = await ask("/adm/site_survey.cgi");
    const signals = [...text.matchAll(/<Signal>(\d+)</g)].map(([, signal]) => Number(signal));
    assert.ok(signals.length > 20 && signals.length <= 30, String(signals.length));
    assert.deepEqual(
      signals,
      signals.toSorted((a, b) => b - a),
    );
    assert.equal(signals[0], 59);
    assert.ok(text.length <= 4 + 16 * 1024);
    assert.equal(textOf(text, "SSID"), ssid);
  });

  it("is XML, and says in a header when the sites are made up", async () => {
    const { camera, dialect } = open();
    const real = await dialect.serve(request("/adm/site_survey.cgi"), camera);
    assert.ok("type" in real && real.type === "text/xml" && real.headers === undefined);
    camera.surroundings.simulated = true;
    const made = await dialect.serve(request("/adm/site_survey.cgi"), camera);
    assert.ok("headers" in made);
    assert.deepEqual(made.headers, { "X-Simulated": "yes" });
  });
});

it("wireless_status.cgi answers the eight lines", async () => {
  const { camera, ask } = open();
  await camera.set([{ group: wireless, index: 0, values: { region: "Japan" } }], admin);
  const status = lines(
    "signal_strength=100",
    "signal_strength-A=0",
    "signal_strength-B=0",
    "essid=MyWiFiNetwork",
    "domain=Japan",
    "channel=11",
    "bssid=C1:15:A2:01:1D:11",
    "wps_pin_code=1234567",
  );
  assert.equal(await ask("/adm/wireless_status.cgi"), status);
});

it("a model without Wi-Fi has neither", async () => {
  const { ask } = open({ ...models.RC8230, has: { ...models.RC8230.has, wifi: false } });
  assert.match(await ask("/adm/site_survey.cgi"), /^404 /);
  assert.match(await ask("/adm/wireless_status.cgi"), /^404 /);
});

describe("smb_survey.cgi", () => {
  it("lists the computers of each workgroup", async () => {
    const { camera, ask } = open();
    assert.equal(
      await ask("/adm/smb_survey.cgi"),
      `200 <?xml version="1.0" encoding="utf-8"?>
<List>
    <WorkGroup>
        <Name>WORKGROUP</Name>
        <List>
            <Server>
                <Name>MYSERVER</Name>
                <Comment>Samba 4.1.6-Ubuntu</Comment>
            </Server>
        </List>
    </WorkGroup>
</List>
`,
    );
    await ask("/adm/smb_survey.cgi?timeout=5");
    await ask("/adm/smb_survey.cgi?timeout=120");
    assert.deepEqual(camera.surroundings.surveys, [30, 5, 120]);
  });

  it("stops, and refuses what makes no sense", async () => {
    const { camera, ask, dialect } = open();
    assert.equal(await ask("/adm/smb_survey.cgi?action=stop"), "200 OK");
    assert.equal(camera.surroundings.stops, 1);
    assert.match(await ask("/adm/smb_survey.cgi?action=start"), /^400 action: must be stop, not start\r\n$/);
    for (const bad of ["4", "121", "", "x", "5.5", "-5", "1e1", "0005"])
      assert.match(await ask(`/adm/smb_survey.cgi?timeout=${bad}`), /^400 timeout: must be 5 to 120/);
    assert.ok(dialect.changesState("GET", "/adm/smb_survey.cgi", "action=stop"));
    assert.ok(!dialect.changesState("GET", "/adm/smb_survey.cgi", "timeout=5"));
  });

  it("keeps the cameras' own limits", async () => {
    const { camera, ask } = open();
    const servers = [{ name: "s".repeat(80), comment: "c".repeat(300) }];
    camera.surroundings.workgroups = [{ name: "w".repeat(20), servers }];
    const text = await ask("/adm/smb_survey.cgi");
    assert.match(text, /<Name>w{15}</);
    assert.match(text, /<Name>s{63}</);
    assert.match(text, /<Comment>c{256}</);
  });
});

describe("smb_dirctrl.cgi", () => {
  const good = "server=nas&path=cam/front%20door&user=u&pass=p";

  it("asks for what the request says", async () => {
    const { camera, ask } = open();
    const text = await ask(`/adm/smb_dirctrl.cgi?${good}&need_rights=rw`);
    assert.equal(textOf(text, "Status"), "ok");
    assert.match(text, /<Folder>\n {8}<Name>clips<\/Name>\n {4}<\/Folder>/);
    await ask(`/adm/smb_dirctrl.cgi?${good}&cmd=mkdir`);
    await ask(`/adm/smb_dirctrl.cgi?server=//nas&path=cam%5Ca&cmd=rmdir`);
    const at = { host: "nas", path: "cam/front door", user: "u", password: "p" };
    assert.deepEqual(camera.surroundings.requests, [
      { ...at, rights: "both" },
      { ...at, change: "make" },
      { host: "nas", path: "cam/a", user: "", password: "", change: "remove" },
    ]);
  });

  it("has a status for every outcome, and folders only when it is ok", async () => {
    const { camera, ask } = open();
    const expected: Record<FolderAnswer["outcome"], string> = {
      ok: "ok",
      "no-login": "unauth",
      denied: "denied",
      exists: "file-exist",
      "not-readable": "writeonly",
      "not-writable": "readonly",
      missing: "invalid",
      failed: "error",
    };
    for (const [outcome, status] of Object.entries(expected)) {
      camera.surroundings.answer = { outcome: outcome as FolderAnswer["outcome"], folders: ["a"] };
      const text = await ask(`/adm/smb_dirctrl.cgi?${good}`);
      assert.equal(textOf(text, "Status"), status);
      assert.equal(text.includes("<Folder>"), status === "ok");
    }
  });

  it("answers invalid, and asks nobody, when a request makes no sense", async () => {
    const { camera, ask } = open();
    const bad = [
      "",
      "server=nas",
      "server=-L&path=cam",
      "server=a/b&path=cam",
      `server=${"n".repeat(65)}&path=cam`,
      `server=nas&path=cam/${"p".repeat(128)}`,
      "server=nas&path=..",
      "server=nas&path=cam/../..",
      "server=nas&path=cam/a%22;b",
      "server=nas&path=cam/a%0ab",
      "server=nas&path=cam&need_rights=x",
      "server=nas&path=cam/a&cmd=format",
      "server=nas&path=cam&cmd=mkdir",
      `server=nas&path=cam&user=${"u".repeat(65)}`,
      "server=nas&path=cam&pass=a%0ab",
    ];
    for (const query of bad)
      assert.equal(textOf(await ask(`/adm/smb_dirctrl.cgi?${query}`), "Status"), "invalid", query);
    assert.deepEqual(camera.surroundings.requests, []);
  });
});
