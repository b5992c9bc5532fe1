import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { needs } from "../../../../../test/peers.ts";
import { openAlsa } from "./alsa.ts";
import { isSpeaker, openSpeaker } from "./index.ts";
import { openSilence } from "./silence.ts";
import { openWav } from "./wav.ts";

const folder = await mkdtemp(join(tmpdir(), "pinhole-speaker-"));
after(() => rm(folder, { recursive: true }));

const ramp = Int16Array.from({ length: 800 }, (_, n) => n * 40 - 16_000);
const coded = (code: CameraError["code"], words: RegExp) => (error: unknown) =>
  error instanceof CameraError && error.code === code && words.test(error.message);

async function say(path: string, samples: Int16Array, limitBytes?: number): Promise<void> {
  await using speaker = await openWav(path, limitBytes);
  const playback = await speaker.open();
  await playback.write(samples);
  await playback.close();
}

const samplesIn = async (path: string): Promise<{ said: number; samples: Int16Array }> => {
  const bytes = await readFile(path);
  const samples = Int16Array.from({ length: (bytes.length - 44) >> 1 }, (_, n) =>
    bytes.readInt16LE(44 + 2 * n),
  );
  return { said: bytes.readUInt32LE(40) / 2, samples };
};

describe("the names of speakers", () => {
  it("are devices, files and words, and nothing that a program could take for an option", () => {
    for (const text of [
      "none",
      "silent",
      "default",
      "plughw:1,0",
      "hw:CARD=USB,DEV=0",
      "/a b/talk.wav",
      "x.WAV",
    ]) {
      assert.ok(isSpeaker(text), text);
    }
    for (const text of [
      "",
      "-D",
      "--help",
      "a b",
      "a;b",
      "$(x)",
      "x".repeat(65),
      ".wav",
      "a/.wav",
      "a\0.wav",
    ]) {
      assert.ok(!isSpeaker(text), text);
    }
  });

  it("open what they name", async () => {
    assert.equal(await openSpeaker("none"), undefined);
    await using silence = openSilence();
    const playback = await silence.open();
    await playback.write(ramp);
    await playback.write(ramp);
    await playback.close();
    assert.equal(silence.samples, 1600);
    assert.ok(await openSpeaker("silent"));
  });
});

describe("a WAV file as a speaker", () => {
  it("keeps one talk behind the other, over restarts", async () => {
    const path = join(folder, "talks.wav");
    await say(path, ramp);
    await say(path, ramp.subarray(0, 3));
    const { said, samples } = await samplesIn(path);
    assert.equal(said, 803);
    assert.deepEqual(samples, Int16Array.from([...ramp, ...ramp.subarray(0, 3)]));
  });

  it("can be played at any moment, and goes on after a writer that was killed", async () => {
    const path = join(folder, "killed.wav");
    await using speaker = await openWav(path);
    const playback = await speaker.open();
    for (let n = 1; n <= 3; n++) {
      await playback.write(ramp);
      assert.equal((await samplesIn(path)).said, n * 800);
    }
    await truncate(path, 44 + 1601);
    await say(path, ramp.subarray(0, 2));
    const { said, samples } = await samplesIn(path);
    assert.deepEqual([said, samples.length], [802, 802]);
  });

  it("does not grow beyond its limit", async () => {
    const path = join(folder, "full.wav");
    await say(path, ramp, 2000);
    await assert.rejects(say(path, ramp, 2000), coded("store-full", /full/));
    assert.equal((await stat(path)).size, 44 + 1600);
  });

  it("is never another file that is there already", async () => {
    const path = join(folder, "song.wav");
    for (const content of ["RIFF", "a letter that somebody keeps under this name, of fifty bytes"]) {
      await writeFile(path, content);
      await assert.rejects(
        openWav(path),
        coded("speaker-missing", /song\.wav is there and holds something else/),
      );
      assert.equal(await readFile(path, "utf8"), content);
    }
    await assert.rejects(
      openWav(join(folder, "nowhere", "x.wav")),
      coded("speaker-missing", /can not be written/),
    );
    await assert.rejects(openWav(folder), coded("speaker-missing", /./));
  });
});

/** A program in the place of aplay. */
async function script(name: string, lines: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${lines}\n`);
  await chmod(path, 0o755);
  return path;
}

describe("a sound card as a speaker", () => {
  it("gets the samples on the standard input of a program of its own", async () => {
    const heard = join(folder, "heard");
    await using speaker = await openAlsa(
      "default",
      await script("plays", `echo "$*" > ${heard}; cat >> ${heard}`),
    );
    const playback = await speaker.open();
    for (let n = 0; n < 200; n++) await playback.write(ramp);
    await playback.close();
    const bytes = await readFile(heard);
    const line = bytes.indexOf("\n") + 1;
    assert.match(bytes.toString("latin1", 0, line), /^-q -D default -t raw -f S16_LE -c 1 -r 8000 /);
    assert.equal(bytes.length - line, 200 * 1600);
    assert.equal(bytes.readInt16LE(line + 2), ramp[1]);
  });

  it("says what is wrong with it in the program's words", async () => {
    const busy = await script(
      "busy",
      'echo "aplay: main:831: audio open error: Device or resource busy" >&2; exit 1',
    );
    await using speaker = await openAlsa("hw:0", busy);
    const playback = await speaker.open();
    await assert.rejects(
      async () => {
        for (let n = 0; n < 1000; n++) {
          await playback.write(ramp);
          await new Promise(setImmediate);
        }
        await playback.close();
      },
      coded("speaker-busy", /^hw:0: aplay: main:831: .*busy$/),
    );
    const short = await speaker.open();
    await assert.rejects(short.close(), coded("speaker-busy", /busy/));
    await assert.rejects(
      openAlsa("default", join(folder, "no-such-program")),
      coded("speaker-missing", /alsa-utils/),
    );
  });

  it("leaves no program behind", async () => {
    const pid = join(folder, "pid");
    const speaker = await openAlsa(
      "default",
      await script("stays", `echo $$ > ${pid}.new; mv ${pid}.new ${pid}; exec sleep 60`),
    );
    await speaker.open();
    let id = "";
    while (id === "")
      id = await readFile(pid, "utf8").catch(() => new Promise<string>((done) => setTimeout(done, 5, "")));
    await speaker[Symbol.asyncDispose]();
    assert.throws(() => process.kill(Number(id), 0), { code: "ESRCH" });
  });

  it("is played by aplay", { skip: needs("aplay") }, async () => {
    await using speaker = await openAlsa("null");
    const playback = await speaker.open();
    await playback.write(ramp);
    await playback.close();
    await using missing = await openAlsa("nosuchcard");
    await assert.rejects((await missing.open()).close(), coded("speaker-missing", /nosuchcard: .*aplay/));
  });
});
