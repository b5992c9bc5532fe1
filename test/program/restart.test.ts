import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { get, type Login, watch } from "./clients.ts";
import {
  admin,
  emptyFolder,
  type Folder,
  filesOf,
  freePort,
  type Program,
  run,
  start,
  until,
} from "./program.ts";

const comment = async (camera: Program, login: Login = admin): Promise<string> =>
  (await get(camera.base, "/adm/get_group.cgi?group=SYSTEM.comment", login)).text;

/** Whether a camera answers; while it restarts nobody listens. */
const answers = (camera: Program, login: Login): Promise<boolean> =>
  get(camera.base, "/adm/sysinfo.cgi", login).then(
    ({ status }) => status === 200,
    () => false,
  );

/** The login that a text shows: "user / password". */
function loginIn(text: string): Login {
  const [, user = "", password = ""] = /Login:? +(\S+) \/ (\S+)/.exec(text) ?? [];
  assert.notEqual(password, "", text);
  return [user, password];
}

async function reset(folder: Folder, ...flags: readonly string[]): Promise<Login> {
  const { status, stdout, stderr } = await run("reset", "--state", folder.path, ...flags);
  assert.deepEqual([status, stderr], [0, ""]);
  return loginIn(stdout);
}

describe("a running camera", () => {
  it("restarts with reboot.cgi on the same port with its settings, and ends the streams", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder, ["--http", String(await freePort())]);
    await camera.set("group=SYSTEM&comment=kept&group=USER&viewer_name=eve&viewer_password=look");
    using viewer = await watch(camera.base, "/img/video.mjpeg", admin);
    const began = performance.now();
    assert.equal((await camera.get("/adm/reboot.cgi")).text, "OK");
    await viewer.over;
    await until("the camera is back", () => answers(camera, admin), 3);
    assert.ok(performance.now() - began < 3000);
    assert.equal(await comment(camera), "[SYSTEM]\r\ncomment=kept\r\n");
    assert.equal((await camera.get("/img/snapshot.cgi", ["eve", "look"])).status, 200);
    const system = (await camera.get("/adm/get_group.cgi?group=SYSTEM")).text;
    assert.match(system, /\r\nreboot_reason=Reboot by admin at 127\.0\.0\.1\r\n/);
    const { status, seconds } = await camera.end("SIGTERM");
    assert.equal(status, 0);
    assert.ok(seconds < 1, `${seconds} s`);
    assert.ok(!(await filesOf(folder)).includes("lock"));
  });

  it("goes back to its defaults with reset_to_default.cgi, and shows its new login", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder, ["--http", String(await freePort())]);
    await camera.set("group=SYSTEM&comment=gone&group=USER&viewer_name=eve&viewer_password=look");
    const facts = await camera.get("/util/query.cgi", null);
    const before = camera.written.stdout.length;
    assert.equal((await camera.get("/adm/reset_to_default.cgi")).text, "OK");
    await until("the new login", () => camera.written.stdout.slice(before).includes("Ctrl+C"), 3);
    const login = loginIn(camera.written.stdout.slice(before));
    assert.equal(login[0], "administrator");
    assert.equal(await comment(camera, login), "[SYSTEM]\r\ncomment=\r\n");
    for (const old of [admin, ["eve", "look"] as const, ["administrator", ""] as const])
      assert.equal((await camera.get("/img/query.cgi", old)).status, 401);
    const mac = /^mac=.*$/m;
    assert.equal(
      mac.exec((await camera.get("/util/query.cgi", null)).text)?.[0],
      mac.exec(facts.text)?.[0],
      "the hardware address stays",
    );
  });

  it("is not touched by pinhole reset", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder);
    await camera.set("group=SYSTEM&comment=kept");
    for (const flags of [[], ["--keep-settings"]]) {
      const { status, stdout, stderr } = await run("reset", "--state", folder.path, ...flags);
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(
        stderr,
        /^pinhole: another pinhole \(pid \d+\) uses \S+; stop it or choose another folder/,
      );
    }
    assert.equal(await comment(camera), "[SYSTEM]\r\ncomment=kept\r\n");
  });
});

describe("a stopped camera", () => {
  it("gets a new password and keeps the rest, or loses all, as pinhole reset is told", async () => {
    await using folder = await emptyFolder();
    {
      await using camera = await start(folder);
      await camera.set("group=SYSTEM&comment=kept&group=USER&viewer_name=eve&viewer_password=look");
      assert.equal((await camera.end("SIGTERM")).status, 0);
    }
    const kept = await reset(folder, "--keep-settings");
    assert.equal(kept[0], "admin");
    {
      await using camera = await start(folder, [], { login: null });
      assert.equal(await comment(camera, kept), "[SYSTEM]\r\ncomment=kept\r\n");
      assert.equal((await camera.get("/adm/sysinfo.cgi", admin)).status, 401);
      assert.equal((await camera.get("/img/query.cgi", ["eve", "look"])).status, 200);
      assert.equal((await camera.end("SIGTERM")).status, 0);
    }
    const fresh = await reset(folder);
    assert.equal(fresh[0], "administrator");
    assert.notEqual(fresh[1], kept[1]);
    await using camera = await start(folder, [], { login: null });
    assert.equal(await comment(camera, fresh), "[SYSTEM]\r\ncomment=\r\n");
    for (const old of [admin, kept, ["eve", "look"] as const])
      assert.equal((await camera.get("/img/query.cgi", old)).status, 401);
  });
});
