import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it, suite } from "node:test";
import { needs } from "../../../../../test/peers.ts";
import { type Ended, type RunProgram, runProgram } from "../../programs/run-program.ts";
import { webcamMount } from "./mount.ts";

const { signal } = new AbortController();

const list = `
Camera Controls

                  exposure_auto 0x009a0901 (menu)   : min=0 max=3 default=3 value=3
                   pan_absolute 0x009a0908 (int)    : min=-36000 max=36000 step=3600 default=0 value=0
                  tilt_absolute 0x009a0909 (int)    : min=-18000 max=36000 step=3600 default=0 value=7200
                  zoom_absolute 0x009a090d (int)    : min=100 max=500 step=1 default=100 value=100 flags=inactive
`;

/** A program that answers each call by the first word of its order. */
function answering(words: Readonly<Record<string, string>>): { run: RunProgram; calls: string[][] } {
  const calls: string[][] = [];
  const run: RunProgram = async (program, args) => {
    calls.push([program.command, ...args]);
    const stdout = words[args[2] ?? ""];
    const ended: Ended = { status: stdout === undefined ? 1 : 0, stdout: stdout ?? "", stderr: "no such\n" };
    return ended;
  };
  return { run, calls };
}

suite("a webcam with motors", () => {
  it("is sent to places within its own stops, in its own steps", async () => {
    const { run, calls } = answering({ "--list-ctrls": list, "--set-ctrl": "" });
    const mount = await webcamMount("/dev/video9", signal, run);
    for (const to of [
      [0, 0],
      [63, 28],
      [-63, -36],
      [-1, 3],
    ] as const)
      await mount?.go(to, undefined, signal);
    assert.deepEqual(
      calls.slice(1).map((call) => call.at(-1)),
      [
        "pan_absolute=0,tilt_absolute=0",
        "pan_absolute=36000,tilt_absolute=36000",
        "pan_absolute=-36000,tilt_absolute=-18000",
        "pan_absolute=0,tilt_absolute=3600",
      ],
    );
    assert.deepEqual(calls[1]?.slice(0, 4), ["v4l2-ctl", "--device", "/dev/video9", "--set-ctrl"]);
  });

  it("says where it is", async () => {
    const got = { "--list-ctrls": list, "--get-ctrl": "pan_absolute: -18000\ntilt_absolute: 18000\n" };
    const mount = await webcamMount("/dev/video9", signal, answering(got).run);
    assert.deepEqual(await mount?.position(signal), [-31, 14]);
    const mute = answering({ "--list-ctrls": list, "--get-ctrl": "pan_absolute: x\n" });
    assert.equal(await (await webcamMount("/dev/video9", signal, mute.run))?.position(signal), undefined);
  });

  it("may turn to the sides only, or not at all", async () => {
    const level = list.replace(/^.*tilt_absolute.*$/m, "");
    const { run, calls } = answering({
      "--list-ctrls": level,
      "--set-ctrl": "",
      "--get-ctrl": "pan_absolute: 36000",
    });
    const mount = await webcamMount("/dev/video9", signal, run);
    await mount?.go([5, 20], undefined, signal);
    assert.equal(calls.at(-1)?.at(-1), "pan_absolute=3600");
    assert.deepEqual(await mount?.position(signal), [63, 0]);
    for (const words of ["", list.replaceAll("(int)", "(button)"), list.replaceAll(/max=36000/g, "max=?")]) {
      const { run } = answering({ "--list-ctrls": words });
      assert.equal(await webcamMount("/dev/video9", signal, run), undefined);
    }
  });

  it("says what is missing", async () => {
    const missing: RunProgram = (program, ...rest) =>
      runProgram({ ...program, command: "no-v4l2-ctl" }, ...rest);
    await assert.rejects(webcamMount("/dev/video9", signal, missing), {
      code: "program-missing",
      message: "no-v4l2-ctl is not installed; install v4l-utils",
    });
    await assert.rejects(webcamMount("/dev/video9", signal, answering({}).run), {
      message: "v4l2-ctl failed: no such",
    });
  });

  it("is moved by the real v4l2-ctl", { skip: needs("gcc", "v4l2-ctl") }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "pinhole-test-"));
    try {
      const library = join(folder, "motors.so");
      const code = join(import.meta.dirname, "fixtures", "webcam-motors.c");
      execFileSync("gcc", ["-shared", "-fPIC", "-o", library, code, "-ldl"]);
      const state = join(folder, "state");
      const uevent = join(folder, "uevent");
      await writeFile(uevent, "MAJOR=81\nMINOR=77\nDEVNAME=video77\n");
      const device = "/dev/video77";
      const env = { FAKE_WEBCAM: device, FAKE_WEBCAM_STATE: state, FAKE_WEBCAM_UEVENT: uevent };
      const run: RunProgram = (program, args, options) =>
        runProgram(program, args, { ...options, env: { ...env, LD_PRELOAD: library } });
      const mount = await webcamMount(device, signal, run);
      await mount?.go([-63, 14], undefined, signal);
      assert.equal(await readFile(state, "utf8"), "-36000 18000\n");
      assert.deepEqual(await mount?.position(signal), [-63, 14]);
      await assert.rejects(webcamMount("/dev/video78", signal, run), /v4l2-ctl failed: Cannot open device/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
