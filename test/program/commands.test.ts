import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openCamera, parseCassette, playCassette } from "@pinhole/client";
import { encodeWavHeader } from "@pinhole/kit/formats/wav";
import { needs } from "../peers.ts";
import { output } from "./clients.ts";
import {
  command,
  type Ended,
  emptyFolder,
  type Folder,
  freePort,
  open,
  type Program,
  start,
  until,
} from "./program.ts";

const password = "secret";
const limitMs = 30_000;

describe("the commands for cameras, against a camera", () => {
  let folder: Folder;
  let camera: Program;
  let address: string;

  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder, ["--speaker", join(folder.path, "heard.wav"), "--model", "RC8221"]);
    address = camera.base.replace("://", `://admin:${password}@`);
  });
  after(async () => {
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  /** Runs the program to its end; nothing that it writes may hold the password. */
  async function pinhole(args: readonly string[], input = ""): Promise<Ended> {
    const { NODE_TEST_CONTEXT: _, ...rest } = process.env;
    const env = { ...rest, XDG_CONFIG_HOME: join(folder.path, "config"), PINHOLE_CAMERA: "" };
    const [file, ...head] = command;
    const child = spawn(file, [...head, ...args], { env, stdio: "pipe", timeout: limitMs });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
      });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const [status] = (await once(child, "close")) as [number | null];
    assert.ok(!`${said.stdout}${said.stderr}`.includes(password), `${args.join(" ")} prints the password`);
    return { status, ...said };
  }

  async function done(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await pinhole(args);
    assert.equal(status, 0, `${args[0]} ended with ${status}: ${stderr}`);
    return stdout;
  }

  it("keeps cameras in a file of its owner's own", async () => {
    const plain = camera.base.replace("://", "://admin@");
    const { status } = await pinhole(["camera", "add", "door", plain, "--password-stdin"], `${password}\n`);
    assert.equal(status, 0);
    const file = join(folder.path, "config/pinhole/cameras.json");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.match(await done("camera", "list"), /^door {2}http:\/\/admin@127/);
    assert.match(await done("info", "door"), /model +RC8221/);
  });

  it("reads and changes settings by our names and the vendor's", async () => {
    assert.match(await done("groups", address), /motionWindow\.1-4 +MOTION/);
    await done("set", address, "motionWindow.2.area=30,60,100,120", "video.text=Garden", "MOTION.md_mode=1");
    assert.equal(await done("get", address, "MOTION.md_window2"), "MOTION.md_window2  30,60,100,120\n");
    const read = JSON.parse(await done("get", address, "motionWindow.2", "video.text", "--json"));
    assert.deepEqual(read["motionWindow.2.area"], [30, 60, 100, 120]);
    assert.equal(read["video.text"], "Garden");
    await done("arm", address);
    assert.match(await done("get", address, "events.armed"), /on/);
    assert.match(await done("disarm", address), /is disarmed/);
  });

  it("speaks INSTAR where its address says so", async () => {
    const instar = address.replace("http://", "instar://");
    assert.match(await done("info", instar), /dialect +instar/);
    await done("ftp", instar, "set", "ft_dirname=./day", "ft_ssl=2");
    assert.match(await done("ftp", instar), /ft_dirname +\.\/day/);
    assert.match(await done("ftp", instar, "key"), /^ssh-rsa /);
    assert.match(await done("get", instar, "ftpServer.1.folder"), /\.\/day/);
  });

  it("takes pictures, video and a log", { skip: needs("ffprobe") }, async () => {
    const jpg = join(folder.path, "a.jpg");
    assert.match(await done("snapshot", address, jpg, "--size", "640x480"), /640x480/);
    assert.equal((await readFile(jpg)).readUInt16BE(0), 0xffd8);
    const avi = join(folder.path, "a.avi");
    const told = JSON.parse(await done("record", address, avi, "--seconds", "3", "--json"));
    const [count] = (
      await output("ffprobe", [
        ...["-v", "error", "-count_frames", "-select_streams", "v"],
        ...["-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", avi],
      ])
    )
      .toString()
      .trim()
      .split("\n");
    assert.equal(Number(count), told.pictures);
    assert.ok(told.pictures > 5, `${told.pictures} pictures`);
    assert.match(await done("camera-log", address), /^\d{4}-\d\d-\d\d /);
  });

  it("backs up, compares, restores and applies", async () => {
    const file = join(folder.path, "door.cfg");
    assert.match(await done("backup", address, file), /groups of settings/);
    assert.equal(await done("diff", address, file), "no difference\n");
    const yaml = join(folder.path, "house.yaml");
    await writeFile(yaml, "settings:\n  video: { text: Gate }\n  motionWindow:\n    1: { threshold: 41 }\n");
    const dry = await done("apply", yaml, address, "--dry-run");
    assert.match(dry, /would change\n {2}video\.text +Garden -> Gate/);
    assert.equal(await done("diff", address, file), "no difference\n");
    await done("apply", yaml, address);
    assert.match(await done("apply", yaml, address), /as wanted/);
    const found = await pinhole(["diff", address, file, "--exit-code"]);
    assert.deepEqual([found.status, /VIDEO\.text +Gate +Garden/.test(found.stdout)], [20, true]);
    await writeFile(yaml, "settings:\n  motionWindow:\n    1: { threshold: 999 }\n");
    const bad = await pinhole(["apply", yaml, address]);
    assert.match(bad.stderr, /motionWindow\.1\.threshold must be 0 to 255/);
  });

  it("backs up and restores by our names, an INSTAR too", async () => {
    const instar = address.replace("http://", "instar://");
    const file = join(folder.path, "gate.json");
    const camera = await openCamera(instar);
    await camera.set("alarmServer", 1, { port: 8107 });
    assert.match(await done("backup", instar, file), /groups of settings/);
    await camera.set("alarmServer", 1, { port: 8105 });
    assert.match(await done("diff", instar, file), /alarmServer\.1\.port +8105 +8107/);
    assert.match(await done("restore", instar, file, "--yes"), /^1 of 1 settings/);
    assert.equal((await camera.get("alarmServer", 1)).port, 8107);
    const own = await pinhole(["backup", instar, join(folder.path, "gate.cfg")]);
    assert.deepEqual([own.status, /name it FILE\.json/.test(own.stderr)], [7, true]);
    assert.match(await done("apply", file, instar), /as wanted/);
  });

  it("records what a camera answers, and becomes it", async () => {
    for (const scheme of ["http", "instar"]) {
      const tape = join(folder.path, `${scheme}.json`);
      const asked = address.replace("http", scheme);
      const told = await done("cassette", "record", asked, tape);
      assert.match(told, /[3-9]\d answers and 5 pictures of the RC8221/);
      const text = await readFile(tape, "utf8");
      assert.ok(!text.includes(password));
      await using playing = await playCassette(parseCassette(text), { port: 0 });
      const real = await openCamera(asked);
      const played = await openCamera(`${scheme}://x:y@127.0.0.1:${playing.port}`);
      for (const name of ["motionWindow", "ftpServer", "audio", "alarmServer"] as const)
        assert.deepEqual(await played.readGroup(name), await real.readGroup(name), `${scheme} ${name}`);
      await played.set("ftpServer", 1, { port: 2121 });
      assert.equal((await played.get("ftpServer")).port, 2121);
      assert.notEqual((await real.get("ftpServer")).port, 2121);
      assert.equal((await played.snapshot())[0], 0xff);
    }
  });

  it("listens, and becomes a cassette, at addresses that need not be named", async () => {
    const port = String(await freePort());
    const [heard] = await Promise.all([
      done("listen", "--port", port, "--count", "1", "--json"),
      until("it listens", async () => {
        const said = await fetch(`http://127.0.0.1:${port}/?active=3&object=1`).catch(() => undefined);
        return said?.ok === true;
      }),
    ]);
    assert.match(JSON.parse(heard).what, /motion/);
    const busy = await pinhole(["listen", "--port", String(camera.port), "--bind", "127.0.0.1"]);
    assert.deepEqual([busy.status, busy.stderr.match(/port/g)?.length], [1, 1], busy.stderr);
    const tape = join(folder.path, "tape.json");
    await done("cassette", "record", address, tape);
    const http = String(await freePort());
    const playing = open([...command, "cassette", "play", tape, "--http", http]);
    try {
      await until("it plays", () => playing.written.stdout.includes("Ctrl+C ends it"), 20);
      assert.match(await done("info", `http://any:one@127.0.0.1:${http}`), /model +RC8221/);
    } finally {
      playing.child.kill("SIGINT");
      assert.equal(await playing.end(5000), 0);
    }
  });

  it("talks", async () => {
    await done("set", address, "audio.speaker=on");
    const file = join(folder.path, "say.wav");
    const samples = Buffer.alloc(16_000 * 2);
    await writeFile(
      file,
      Buffer.concat([encodeWavHeader({ sampleRate: 16_000, channels: 1 }, samples.length), samples]),
    );
    assert.equal(await done("talk", address, file), "1.0 s said in pcm_alaw\n");
  });

  it("probes, and changes nothing for good", async () => {
    const file = join(folder.path, "before.cfg");
    await done("backup", address, file);
    const { keys } = JSON.parse(await done("probe", address, "--write", "--yes", "--json"));
    const writable = keys.filter(({ found }: { found: string }) => found === "yes, writable");
    assert.ok(writable.length > 100, `${writable.length} keys are writable`);
    assert.equal(await done("diff", address, file), "no difference\n");
  });

  it("says what is unsafe, and what was tried when something fails", async () => {
    const { stdout, status } = await pinhole(["secure", address]);
    assert.match(stdout, /^OK +factory password/m);
    assert.match(stdout, /^OK +settings without login/m);
    assert.ok(status === 0 || status === 20, `${status}: ${stdout}`);
    const wrong = await pinhole(["info", camera.base.replace("://", "://admin:nonsense@")]);
    assert.equal(wrong.status, 5);
    assert.match(wrong.stderr, /^pinhole info: .*401.*\nTry: check name and password/);
    assert.ok(!wrong.stderr.includes("nonsense"));
    const away = await pinhole(["info", "http://127.0.0.1:1", "--json"]);
    assert.equal(away.status, 3);
    assert.equal(JSON.parse(away.stderr).error.code, "unreachable");
    const odd = await pinhole(["set", address, "motionWindow.1.treshold=4"]);
    assert.match(odd.stderr, /did you mean threshold\?/);
    assert.equal((await pinhole(["ptz", address, "sideways"])).status, 2);
    assert.equal((await pinhole(["reboot", address])).status, 2);
    const silent = await pinhole(["talk", address, join(folder.path, "no.wav")]);
    assert.deepEqual(
      [silent.status, /^pinhole talk: .*no\.wav can not be read/.test(silent.stderr)],
      [8, true],
    );
    const unnamed = await pinhole(["info"]);
    assert.deepEqual([unnamed.status, /^pinhole info: no camera is named/.test(unnamed.stderr)], [2, true]);
  });
});
