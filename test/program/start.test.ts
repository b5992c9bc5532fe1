import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { needs } from "../peers.ts";
import { curl, get, type Login, watch } from "./clients.ts";
import { command, emptyFolder, filesOf, freePort, open, run, start, until } from "./program.ts";

/** One line of the banner: what stands behind its name. */
const lineOf = (banner: string, name: string): string | undefined =>
  new RegExp(`^ {2}${name} {2,}(.*)$`, "m").exec(banner)?.[1];

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });

describe("a first start", () => {
  it("says where to look and makes a login, which it shows once and keeps as a hash", async () => {
    await using folder = await emptyFolder();
    let login: Login;
    {
      await using camera = await start(folder, [], { login: null });
      const banner = camera.written.stdout;
      const { base } = camera;
      assert.match(banner, /^Pinhole \S+ is the Xanboo RC8230 "MyCamera" and shows the built-in scene\.$/m);
      assert.equal(lineOf(banner, "Page"), `${base}/`);
      assert.equal(lineOf(banner, "Snapshot"), `${base}/img/snapshot.cgi`);
      assert.equal(lineOf(banner, "MJPEG"), `${base}/img/video.mjpeg`);
      assert.equal(lineOf(banner, "Settings"), `${base}/adm/get_group.cgi`);
      assert.equal(lineOf(banner, "State"), folder.path);
      assert.match(lineOf(banner, "RTSP") ?? "", /^rtsp:\/\/127\.0\.0\.1:\d+\/img\/media\.sav/);
      const shown = /^(\S+) \/ ([a-z2-9]{4}(?:-[a-z2-9]{4}){2}) {2,}\(made now and not shown again\)$/;
      const [, user = "", password = ""] = shown.exec(lineOf(banner, "Login") ?? "") ?? [];
      assert.equal(user, "administrator");
      login = [user, password];
      assert.equal((await get(base, "/adm/get_group.cgi", login)).status, 200);
      assert.equal((await get(base, "/adm/get_group.cgi", [user, ""])).status, 401);
      for (const name of ["/", "/img/snapshot.cgi"])
        assert.equal((await get(base, name, login)).status, 200, name);
      assert.equal((await get(base, "/adm/set_group.cgi?group=SYSTEM&comment=kept", login)).text, "OK");
      assert.ok(!camera.written.stderr.includes(password), "the log does not tell the password");
    }
    for (const name of await filesOf(folder)) {
      if (name === "lock" || name === "outbox") continue;
      const text = await readFile(join(folder.path, name), "utf8");
      assert.ok(!text.includes(login[1]), `${name} does not hold the password`);
    }
    await using again = await start(folder, [], { login: null });
    assert.ok(!again.written.stdout.includes(login[1]));
    assert.match(lineOf(again.written.stdout, "Login") ?? "", /^as before; .*reset --keep-settings/);
    const { text } = await get(again.base, "/adm/get_group.cgi?group=SYSTEM.comment", login);
    assert.equal(text, "[SYSTEM]\r\ncomment=kept\r\n");
  });

  it("that fails keeps no login that nobody has seen", async () => {
    await using folder = await emptyFolder();
    const failed = await run("serve", "--http", "0", "--rtsp", "0", "--state", folder.path, "package.json");
    assert.equal(failed.status, 1);
    assert.equal(failed.stdout, "");
    await using camera = await start(folder, [], { login: null });
    assert.match(lineOf(camera.written.stdout, "Login") ?? "", /made now and not shown again/);
  });
});

describe("flags", () => {
  it("set model, name, hardware address, scene and login", async () => {
    await using folder = await emptyFolder();
    const flags = ["--model", "RC8221", "--name", "Front door", "--mac", "00-0E-8F-12-34-AB", "--seed", "7"];
    await using camera = await start(folder, flags);
    assert.match(camera.written.stdout, /is the Xanboo RC8221 "Front door" and shows/);
    const { text } = await camera.get("/util/query.cgi", null);
    for (const line of ["hostname=Front door", "mac=00:0e:8f:12:34:ab", "model_number=RC8221", "ptctrl=off"])
      assert.ok(text.split("\r\n").includes(line), line);
    const groups = (await camera.get("/adm/get_group.cgi")).text;
    assert.ok(groups.includes("[IO]\r\n"));
    assert.ok(!groups.includes("[PTZ]\r\n"));
  });

  it("--factory-login lets the administrator in without a password, loudly and on this machine only", async () => {
    await using folder = await emptyFolder();
    const factory: Login = ["administrator", ""];
    await using camera = await start(folder, ["--factory-login", "--model", "OC821D"], { login: null });
    assert.match(
      camera.written.stderr,
      /^warning: --factory-login: anybody on this machine is administrator/m,
    );
    assert.match(lineOf(camera.written.stdout, "Login") ?? "", /^administrator, no password/);
    assert.equal((await camera.get("/adm/get_group.cgi", factory)).status, 200);
    assert.equal((await camera.get("/adm/get_group.cgi", null)).status, 401);
    assert.equal((await camera.get("/adm/get_group.cgi", ["administrator", "x"])).status, 401);
    const facts = (await camera.get("/util/query.cgi", null)).text;
    assert.match(facts, /\r\nspeaker_out=off\r\n[\s\S]*\r\nirled=on\r\n[\s\S]*\r\nmodel_number=OC821D\r\n/);
  });

  it("--factory-login goes beyond this machine with --expose alone", async () => {
    const place = ["--factory-login", "--bind", "0.0.0.0", "no-such-file.mp4"];
    const refused = await run("serve", ...place);
    assert.equal(refused.status, 1);
    assert.match(
      refused.stderr,
      /--factory-login on 0\.0\.0\.0 lets everybody in; add --expose if you mean it/,
    );
    assert.match((await run("serve", "--expose", ...place)).stderr, /there is no file no-such-file\.mp4/);
  });
});

describe("the end", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`comes within a second of ${signal}, viewers or not, and leaves nothing behind`, async () => {
      await using folder = await emptyFolder();
      await using camera = await start(folder);
      using mjpeg = await watch(camera.base, "/img/video.mjpeg", ["admin", "secret"]);
      using h264 = await watch(camera.base, "/stream/h264/1", ["admin", "secret"]);
      await until("pictures", () => mjpeg.bytes > 100_000 && h264.bytes > 10_000);
      const { status, seconds, stderr } = await camera.end(signal);
      assert.equal(status, 0, stderr);
      assert.ok(seconds < 1, `${seconds} s`);
      await Promise.all([mjpeg.over, h264.over]);
      assert.equal(await isOpen(camera.port), false);
      assert.ok(!(await filesOf(folder)).includes("lock"), "no lock");
      assert.doesNotMatch(stderr, /bug|error/);
    });
  }

  it("is no matter of who reads the banner", { skip: needs("curl") }, async () => {
    await using folder = await emptyFolder();
    const port = await freePort();
    const place = ["--http", String(port), "--rtsp", "0", "--bind", "127.0.0.1", "--state", folder.path];
    const { child, written, end } = open([...command, "serve", ...place]);
    try {
      child.stdout?.destroy();
      const url = `http://127.0.0.1:${port}/util/query.cgi`;
      await until("an answer", async () => (await curl(url)).startsWith("hostname=MyCamera\r\n"));
      await until("the source", () => written.stderr.includes("source is live"));
      child.stderr?.destroy();
      assert.match(await curl(url), /^hostname=MyCamera\r\n/);
    } finally {
      child.kill("SIGTERM");
    }
    assert.equal(await end(3000), 0);
  });
});
