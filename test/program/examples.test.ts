import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { encodeWavHeader } from "@pinhole/kit/formats/wav";
import { paths, read, root } from "../sources.ts";
import { admin, emptyFolder, type Folder, freePort, type Program, start } from "./program.ts";

const limitMs = 90_000;
const tried = new Set<string>();
const withLogin = ({ base }: Program): string => base.replace("://", `://${admin.join(":")}@`);

describe("the examples do what they say", () => {
  let folder: Folder;
  let camera: Program;
  let address: string;

  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder);
    address = withLogin(camera);
  });
  after(async () => {
    await camera?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  /** Runs an example in the folder, to its end; gives what it wrote. */
  async function example(
    name: string,
    args: readonly string[] = [],
    { scheme = "http", at = address } = {},
  ): Promise<string> {
    tried.add(`examples/${name}.ts`);
    const { NODE_TEST_CONTEXT: _, ...rest } = process.env;
    const env = { ...rest, CAMERA: at.replace("http", scheme) };
    const child = spawn(process.execPath, ["-C", "source", join(root, "examples", `${name}.ts`), ...args], {
      ...{ cwd: folder.path, env, timeout: limitMs, stdio: ["ignore", "pipe", "pipe"] },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (text) => {
      stdout += String(text);
    });
    child.stderr?.on("data", (text) => {
      stderr += String(text);
    });
    const [status] = (await once(child, "close")) as [number | null];
    assert.equal(status, 0, `${name}: ${stdout}${stderr}`);
    return stdout;
  }
  const jpegs = async (name: string): Promise<number> => {
    const files = await readdir(join(folder.path, name));
    for (const file of files)
      assert.equal((await readFile(join(folder.path, name, file))).readUInt16BE(0), 0xffd8, file);
    return files.length;
  };

  it("snapshot, time-lapse, frames", async () => {
    assert.match(await example("snapshot", ["door.jpg"]), /^door\.jpg: \d+ bytes of the RC8230\n$/);
    assert.match(await example("time-lapse", ["lapse", "1", "2"]), /^2 pictures in lapse\n$/);
    assert.equal(await jpegs("lapse"), 2);
    assert.match(await example("frames", ["frames", "3"], { scheme: "instar" }), /^3 pictures in frames\n$/);
    assert.equal(await jpegs("frames"), 3);
  });

  it("tour", async () => {
    assert.equal(
      await example("tour", ["tour", "1"]),
      "seen from the left\nseen from the right\nseen from the up\nhome again\n",
    );
    assert.equal(await jpegs("tour"), 3);
  });

  it("motion-windows, arm-by-time", async () => {
    assert.match(
      await example("motion-windows"),
      /window 1: 0,240,639,479 from 90 on\nwindow 2: 400,60,520,300 from 40/,
    );
    assert.match(await example("motion-windows", [], { scheme: "instar" }), /window 2: 400,60,520,300/);
    assert.equal(await example("arm-by-time", ["00:00", "23:59"]), "is now armed\n");
    assert.match((await camera.get("/adm/get_group.cgi?group=EVENT.event_trigger")).text, /event_trigger=1/);
    assert.equal(await example("arm-by-time", ["00:00", "23:59"]), "stays armed\n");
    assert.equal(await example("arm-by-time", ["23:59", "23:59"]), "is now disarmed\n");
  });

  it("notifications, of both dialects", async () => {
    assert.match(await example("notifications"), /Z 127\.0\.0\.1: http\n$/);
    assert.match(
      await example("notifications", [], { scheme: "instar" }),
      /Z 127\.0\.0\.1: (?:manual|http|motion.*)\n$/,
    );
  });

  it("instar-sftp", async () => {
    const nowhere = ["127.0.0.1", "ipcamera", "camera", String(await freePort())];
    const said = await example("instar-sftp", nowhere, { scheme: "instar" });
    assert.match(said, /^for authorized_keys: ssh-rsa \S+/);
    assert.match(said, /first test: no connection/);
  });

  it("back-up-many, config-diff", async () => {
    assert.match(await example("back-up-many", ["backups", address]), /: kept\n$/);
    assert.equal((await readdir(join(folder.path, "backups"))).length, 1);
    assert.equal(await example("config-diff", [address, address]), "");
  });

  it("talk", async () => {
    const samples = Buffer.alloc(16_000);
    const head = encodeWavHeader({ sampleRate: 8000, channels: 1 }, samples.length);
    await writeFile(join(folder.path, "hello.wav"), Buffer.concat([head, samples]));
    await using apart = await emptyFolder();
    const speaker = ["--model", "RC8221", "--speaker", join(apart.path, "heard.wav")];
    await using other = await start(apart, speaker);
    assert.match(await example("talk", ["hello.wav"], { at: withLogin(other) }), /1\.0 s said in pcm_alaw/);
  });

  it("cameras-for-tests", async () => {
    assert.equal(
      await example("cameras-for-tests"),
      "RC8221 gives a picture: true\nOC821D gives a picture: true\n",
    );
  });

  it("each of them is short, told of in the list, and ran here", () => {
    const all = paths("examples").filter((path) => path.endsWith(".ts"));
    assert.ok(all.length >= 10);
    assert.deepEqual([...tried].sort(), all);
    const list = read("examples/README.md").text;
    for (const path of all) {
      const name = path.split("/")[1] as string;
      assert.ok(list.includes(`](${name})`), `${name} is not in the list`);
      assert.ok(read(path).text.split("\n").length <= 60, `${name} is too long`);
    }
  });
});
