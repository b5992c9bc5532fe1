import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { emptyFolder, run, start } from "./program.ts";

describe("pinhole config", { timeout: 120_000 }, () => {
  it("shows, saves, compares, applies and undoes what a camera was told", async () => {
    await using folder = await emptyFolder();
    await using files = await emptyFolder();
    const file = (name: string): string => join(files.path, name);
    const config = async (...args: readonly string[]) => {
      const { status, stdout, stderr } = await run("config", ...args, "--state", folder.path);
      return { status, stdout, stderr };
    };
    {
      await using camera = await start(folder);
      await camera.set("group=SYSTEM&host_name=Garden");
      await camera.set("group=EMAIL&smtp_password=very-hidden");
      await camera.set("group=MOTION&md_threshold1=99");
      const { status, body } = await camera.get("/adm/admcfg.cfg");
      assert.equal(status, 200);
      await writeFile(file("camera.cfg"), body);
      const shown = await config("show");
      assert.match(shown.stdout, /hostName: Garden\n/, "a running camera's settings can be read");
      const locked = await config("undo");
      assert.deepEqual([locked.status, /another pinhole/.test(locked.stderr)], [1, true]);
    }
    const shown = await config("show");
    assert.match(
      shown.stdout,
      /^# Passwords are left out\.\nmodel: RC8230\nsettings:\n {2}identity:\n {4}hostName: Garden\n/,
    );
    assert.doesNotMatch(shown.stdout, /very-hidden|adminPassword/);
    assert.match((await config("show", "--secrets")).stdout, /password: very-hidden/);

    const versions = (await config("versions")).stdout;
    assert.match(versions, / 1 {2}\S+Z {2}the camera: as at the start\n/);
    assert.match(
      versions,
      / 2 {2}\S+Z {2}admin at 127\.0\.0\.1 changed identity\.hostName from "MyCamera" to "Garden"\n/,
    );
    assert.match(versions, / 3 .*mailServer\.1\.password \(hidden\)\n/);
    assert.equal((await config("diff", "1", "2")).stdout, 'identity.hostName: "MyCamera" -> "Garden"\n');
    assert.equal((await config("diff", file("camera.cfg"))).stdout, "No differences.\n");

    assert.match(
      (await config("undo")).stdout,
      /^Back to version 3\.\nmotionWindow\.1\.threshold: 99 -> 80\n$/,
    );
    const undone = "motionWindow.1.threshold: 80 -> 99\n";
    assert.equal((await config("diff", file("camera.cfg"))).stdout, undone);
    assert.equal((await config("apply", file("camera.cfg"), "--dry-run")).stdout, undone);
    assert.equal((await config("diff", file("camera.cfg"))).stdout, undone, "a dry run changes nothing");
    assert.equal((await config("apply", file("camera.cfg"))).stdout, undone);
    assert.equal((await config("diff", file("camera.cfg"))).stdout, "No differences.\n");
    assert.match((await config("versions")).stdout, /pinhole config: applied .*camera\.cfg\n$/);

    await writeFile(
      file("mine.yaml"),
      (await config("show", file("camera.cfg"))).stdout.replace("Garden", "Gate"),
    );
    assert.equal((await config("save", file("mine.cfg"), file("mine.yaml"))).status, 0);
    assert.match((await config("show", file("mine.cfg"))).stdout, /hostName: Gate\n/);
    assert.doesNotMatch(await readFile(file("mine.cfg"), "utf8"), /\n./);

    await writeFile(file("wrong.yaml"), "settings:\n  motion:\n    enabled: 1\n");
    const wrong = await config("apply", file("wrong.yaml"));
    assert.deepEqual(
      [wrong.status, wrong.stderr.includes("motion.enabled: must be true or false")],
      [1, true],
    );
    await writeFile(file("wrong.cfg"), (await readFile(file("camera.cfg"), "utf8")).replace("AA", "AC"));
    assert.match((await config("apply", file("wrong.cfg"))).stderr, /check sum|base64/);
    assert.match((await config("diff", "4711")).stderr, /there is no version 4711/);

    await using again = await start(folder);
    assert.match((await again.get("/adm/get_group.cgi?group=SYSTEM.host_name")).text, /host_name=Garden/);
  });
});
