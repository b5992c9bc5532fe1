import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { isMicrophone, microphoneRate, openMicrophone } from "./index.ts";
import { openStamps } from "./stamps.ts";

const folder = mkdtempSync(join(tmpdir(), "microphone-"));
after(() => rmSync(folder, { recursive: true }));

/** A program in the place of arecord. */
function script(name: string, lines: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

function bench(program: string) {
  const lines: string[] = [];
  const blocks: { readonly samples: Int16Array; readonly at: number }[] = [];
  let wake = (): void => {};
  const microphone = openMicrophone({
    device: "hw:1",
    program,
    firstPauseMs: 5,
    log: ({ message }) => {
      lines.push(message);
      wake();
    },
    take: (samples, _rate, at) => {
      blocks.push({ samples, at });
      wake();
    },
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { microphone, lines, blocks, until };
}

describe("a microphone", () => {
  it("records from the device while somebody listens, and leaves no program behind", async () => {
    const args = join(folder, "args");
    // A second of sound at a time, in pieces that cut a sample.
    const program = script(
      "records",
      `echo "$$ $*" > ${args}; while :; do head -c 9601 /dev/zero | tr '\\0' '\\1'; sleep 0.1; done`,
    );
    const { microphone, blocks, until, lines } = bench(program);
    assert.equal(blocks.length, 0);
    microphone.listen(true);
    await until(() => blocks.length >= 6);
    microphone.listen(false);
    const [pid = "", ...rest] = readFileSync(args, "utf8").trim().split(" ");
    assert.match(rest.join(" "), /^-q -D hw:1 -t raw -f S16_LE -c 1 -r 48000 -F 20000 -B 200000$/);
    await microphone[Symbol.asyncDispose]();
    assert.throws(() => process.kill(Number(pid), 0), { code: "ESRCH" });
    assert.ok(blocks.every(({ samples }) => samples.every((sample) => sample === 0x0101)));
    for (const [n, { at }] of blocks.entries()) {
      assert.ok(Math.abs(at - Date.now() / 1000) < 5);
      const before = blocks[n - 1];
      if (before) assert.ok(Math.abs(at - before.at - before.samples.length / microphoneRate) < 0.1);
    }
    assert.deepEqual(lines, []);
  });

  it("is tried again while it can not be had, says so once, and is silent meanwhile", async () => {
    const flag = join(folder, "free");
    const program = script(
      "busy",
      `if [ -e ${flag} ]; then head -c 9600 /dev/zero | tr '\\0' '\\1'; exec sleep 60; fi
       echo "arecord: main:831: audio open error: Device or resource busy" >&2; exit 1`,
    );
    const { microphone, blocks, lines, until } = bench(program);
    microphone.listen(true);
    await until(() => blocks.length >= 2);
    assert.ok(blocks.every(({ samples }) => samples.length > 0 && samples.every((sample) => sample === 0)));
    assert.deepEqual(lines, [
      "microphone: hw:1: arecord: main:831: audio open error: Device or resource busy",
    ]);
    writeFileSync(flag, "");
    await until(() => lines.length >= 2);
    assert.equal(lines[1], "hw:1 is heard again");
    await microphone[Symbol.asyncDispose]();
  });

  it("says how to get what records, where that is missing", async () => {
    const { microphone, lines, until } = bench(join(folder, "nothing"));
    microphone.listen(true);
    await until(() => lines.length > 0);
    assert.match(lines[0] ?? "", /^microphone: .*nothing can not be started .*install alsa-utils$/);
    await microphone[Symbol.asyncDispose]();
  });

  it("is held to the clock where a device has none", async () => {
    const { microphone, blocks, until } = bench(script("floods", "exec cat /dev/zero"));
    const began = performance.now();
    microphone.listen(true);
    await until(() => blocks.length >= 4);
    const seconds = blocks.reduce((sum, { samples }) => sum + samples.length, 0) / microphoneRate;
    assert.ok(seconds < (performance.now() - began) / 1000 + 1.5, `${seconds} s`);
    await microphone[Symbol.asyncDispose]();
  });
});

it("microphones are named as ALSA names them", () => {
  for (const name of ["default", "hw:1,0", "plughw:CARD=Webcam,DEV=0"]) assert.ok(isMicrophone(name), name);
  for (const name of ["", "-D", "a b", "../x", "x".repeat(80)]) assert.ok(!isMicrophone(name), name);
});

it("stamps follow the device's clock through bursts, and slowly the machine's", () => {
  const stamps = openStamps(1000);
  // A device that is 100 ppm slow, read in bursts of up to 80 ms.
  let last = 0;
  for (let n = 0; n < 100_000; n++) {
    const captured = 1000 + n * 0.02 * 1.0001;
    const at = stamps.next(20, captured + 0.02 + (n % 5) * 0.02);
    assert.ok(n < 5 || Math.abs(at - captured) < 0.025, `${at - captured} s off at ${n}`);
    assert.ok(at > last);
    last = at;
  }
});
