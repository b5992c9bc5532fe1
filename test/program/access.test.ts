import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { needs } from "../peers.ts";
import { curl, get, type Login, talk, watch } from "./clients.ts";
import { admin, emptyFolder, type Folder, type Program, start, until } from "./program.ts";

describe("who may do what", () => {
  let folder: Folder;
  let camera: Program;

  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder);
    await camera.set("group=USER&viewer_name=eve&viewer_password=look&user1=pat,turn&user2=ian,pins");
    await camera.set(`group=USER&pt_ctrl=1${",0".repeat(19)}&io_ctrl=0,1${",0".repeat(18)}`);
  });
  after(async () => {
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const eve: Login = ["eve", "look"];
  const pat: Login = ["pat", "turn"];
  const ian: Login = ["ian", "pins"];
  const statusOf = async (target: string, login: Login | null): Promise<number> =>
    (await camera.get(target, login)).status;

  it("is decided by the first folder of the path and by each user's switches", async () => {
    const paths = ["/util/query.cgi", "/img/query.cgi", "/", "/io/query_filter.cgi", "/adm/sysinfo.cgi"];
    const wanted: readonly (readonly [login: Login | null, statuses: readonly number[]])[] = [
      [null, [200, 401, 200, 401, 401]],
      [eve, [200, 200, 200, 403, 403]],
      [pat, [200, 200, 200, 403, 403]],
      [ian, [200, 200, 200, 200, 403]],
      [admin, [200, 200, 200, 200, 200]],
      [
        ["eve", "guess"],
        [200, 401, 200, 401, 401],
      ],
      [
        ["nobody", ""],
        [200, 401, 200, 401, 401],
      ],
    ];
    for (const [login, statuses] of wanted) {
      const got = [];
      for (const path of paths) got.push(await statusOf(path, login));
      assert.deepEqual([login, got], [login, statuses]);
    }
    const rights = async (login: Login): Promise<string> => (await camera.get("/img/query.cgi", login)).text;
    assert.match(await rights(eve), /\r\nptctrl=off\r\n/);
    assert.match(await rights(pat), /\r\nptctrl=on\r\n/);
    assert.equal(await statusOf("/img/snapshot.cgi", pat), 200);
  });

  it("a password that changes ends the streams of its user at once, and nobody else's", async () => {
    using eyes = await watch(camera.base, "/img/video.mjpeg", eve);
    using other = await watch(camera.base, "/img/video.mjpeg", pat);
    await until("pictures", () => eyes.bytes > 0 && other.bytes > 0);
    await camera.set("group=USER&viewer_password=changed");
    await eyes.over;
    const { bytes } = other;
    await until("more pictures", () => other.bytes > bytes);
    assert.equal(await statusOf("/img/query.cgi", eve), 401);
    await camera.set("group=USER&viewer_password=look");
    assert.equal(await statusOf("/img/query.cgi", eve), 200);
  });

  it("with login_check=0 everybody may look, and no more", async () => {
    await camera.set("group=USER&login_check=0");
    assert.equal(await statusOf("/img/snapshot.cgi", null), 200);
    assert.equal(await statusOf("/", null), 200);
    assert.equal(await statusOf("/adm/sysinfo.cgi", null), 401);
    using viewer = await watch(camera.base, "/img/video.mjpeg");
    await camera.set("group=USER&login_check=1");
    await viewer.over;
    assert.equal(await statusOf("/img/snapshot.cgi", null), 401);
  });

  it("the administrator can not be left without a name or a password", async () => {
    for (const query of ["admin_password=", "admin_name="]) {
      const { status, text } = await camera.get(`/adm/set_group.cgi?group=USER&${query}`);
      assert.equal(status, 400);
      assert.match(text, /^USER\.admin_\w+: must (?:not be empty|be 1 to 32)/);
    }
    assert.equal(await statusOf("/adm/sysinfo.cgi", admin), 200);
  });

  it("curl logs in with Basic and with Digest", { skip: needs("curl") }, async () => {
    const url = `${camera.base}/adm/get_group.cgi?group=SYSTEM.host_name`;
    const right = "[SYSTEM]\r\nhost_name=MyCamera\r\n";
    for (const scheme of ["--basic", "--digest", "--anyauth"]) {
      assert.equal(await curl(scheme, "-u", "admin:secret", url), right, scheme);
      assert.match(await curl(scheme, "-u", "admin:wrong", url), /401 Unauthorized/, scheme);
    }
    const set = `${camera.base}/adm/set_group.cgi?group=SYSTEM&comment=by%20digest`;
    assert.equal(await curl("--digest", "-u", "admin:secret", set), "OK");
    assert.equal(
      await curl("--digest", "-u", "pat:turn", "-o", "/dev/null", "-w", "%{http_code}", url),
      "403",
    );
  });

  it("another site's page can not change anything", async () => {
    const target = "/adm/set_group.cgi?group=SYSTEM&comment=planted";
    const marks: readonly Readonly<Record<string, string>>[] = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "http://attacker.example" },
      { origin: "null" },
      { referer: "http://attacker.example/page" },
    ];
    for (const headers of marks) {
      const { status, text } = await get(camera.base, target, admin, headers);
      assert.equal(status, 403, JSON.stringify(headers));
      assert.match(text, /another site/);
    }
    for (const path of ["reboot.cgi", "reset_to_default.cgi", "privacy_ctl.cgi?privacy=start"]) {
      assert.equal((await get(camera.base, `/adm/${path}`, admin, marks[0])).status, 403, path);
    }
    assert.doesNotMatch((await camera.get("/adm/get_group.cgi?group=SYSTEM")).text, /planted/);
    const own = { origin: camera.base, "sec-fetch-site": "same-origin" };
    assert.equal((await get(camera.base, target, admin, own)).text, "OK");
  });

  it("the address filter never shuts out the machine itself, and takes no nonsense", async () => {
    await camera.set("group=IP_FILTER&ip_filter=1&ip_filter_rule=0&ip_filter1=198.51.100.0/24");
    assert.equal(await statusOf("/adm/sysinfo.cgi", admin), 200);
    for (const entry of ["300.1.1.1", "198.51.100.0/40", "host.example", "198.51.100.9-198.51.100.1"]) {
      const { status, text } = await camera.get(`/adm/set_group.cgi?group=IP_FILTER&ip_filter2=${entry}`);
      assert.equal(status, 400, entry);
      assert.match(text, /^IP_FILTER\.ip_filter2: must be /, entry);
    }
    await camera.set("group=IP_FILTER&ip_filter=0&ip_filter1=");
  });

  it("guessing ends in 429, while others go on, and stands in the log", async () => {
    const guesses = [];
    for (let n = 0; n < 11; n++) guesses.push(await statusOf("/img/query.cgi", ["ian", `guess${n}`]));
    assert.deepEqual(guesses, [...Array(10).fill(401), 429]);
    const locked = await camera.get("/img/query.cgi", ian);
    assert.equal(locked.status, 429);
    assert.match(locked.text, /too many failed logins; try again in \d+ seconds/);
    assert.ok(Number(locked.headers["retry-after"]) > 30);
    assert.equal(await statusOf("/img/query.cgi", eve), 200);
    assert.equal(await statusOf("/adm/sysinfo.cgi", admin), 200);
    const log = (await camera.get("/adm/log.cgi")).text;
    assert.match(
      log,
      /USER: login as "ian" from 127\.0\.0\.1 is locked for 60 seconds after 10 failures\r\n/,
    );
    assert.doesNotMatch(log, /guess/);
  });

  it("a login that is no login is refused and nothing breaks", async () => {
    const values = [
      "Basic",
      "Basic !!!",
      "Basic Og==",
      "Digest",
      'Digest username="admin"',
      "Bearer x",
      "Basic //79",
    ];
    for (const value of values) {
      const request = `GET /adm/sysinfo.cgi HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: ${value}\r\n\r\n`;
      assert.match(await talk(camera.port, request), /^HTTP\/1\.1 401 /, value);
    }
    assert.equal(await statusOf("/adm/sysinfo.cgi", admin), 200);
  });
});
