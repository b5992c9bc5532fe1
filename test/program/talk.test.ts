import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { needs } from "../peers.ts";
import { basic, curl, output } from "./clients.ts";
import { emptyFolder, type Folder, type Program, run, start } from "./program.ts";

const codecs = [
  { name: "alaw", type: 0, path: "/img/g711a.cgi", encode: ["-f", "alaw"] },
  { name: "mulaw", type: 1, path: "/img/g711u.cgi", encode: ["-f", "mulaw"] },
  {
    name: "g726le",
    type: 2,
    path: "/img/g726.cgi",
    encode: ["-c:a", "g726le", "-b:a", "32k", "-f", "g726le"],
  },
  {
    name: "g726le",
    type: 2,
    path: "/img/g726.cgi?bitrate=16",
    encode: ["-c:a", "g726le", "-b:a", "16k", "-f", "g726le"],
  },
] as const;

const seconds = 0.8;
const pitch = 440;

describe("talking to the camera", { skip: needs("ffmpeg", "curl") }, () => {
  let folder: Folder;
  let camera: Program;
  let wav: string;

  before(async () => {
    folder = await emptyFolder();
    wav = join(folder.path, "talk.wav");
    camera = await start(folder, ["--model", "RC8221", "--speaker", wav]);
    await camera.set(`group=USER&user1=anna,hers&user2=bert,his&audio_out_ctrl=1${",0".repeat(19)}`);
  });
  after(async () => {
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  /** A tone in a codec, as ffmpeg encodes it, and the path of the file it is in. */
  async function tone(name: string, encode: readonly string[]): Promise<{ path: string; bytes: Buffer }> {
    const path = join(folder.path, `tone.${name}`);
    const source = `sine=frequency=${pitch}:sample_rate=8000:duration=${seconds}`;
    await output("ffmpeg", [
      "-v",
      "error",
      "-y",
      "-f",
      "lavfi",
      "-i",
      source,
      "-ac",
      "1",
      "-ar",
      "8000",
      ...encode,
      path,
    ]);
    return { path, bytes: await readFile(path) };
  }

  /** What came into the WAV file while something was done, as ffmpeg reads it. */
  async function heardDuring(act: () => Promise<unknown>): Promise<Int16Array> {
    const before = (await readFile(wav)).length;
    await act();
    const pcm = join(folder.path, "heard.raw");
    await output("ffmpeg", ["-v", "error", "-y", "-i", wav, "-f", "s16le", "-ac", "1", "-ar", "8000", pcm]);
    const bytes = (await readFile(pcm)).subarray(before - 44);
    return Int16Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(2 * n));
  }

  function assertTone(samples: Int16Array): void {
    assert.ok(Math.abs(samples.length - seconds * 8000) <= 40, `${samples.length / 8000} s`);
    const middle = samples.subarray(800, -800);
    const rises = middle.filter((sample, n) => n > 0 && sample >= 0 && (middle[n - 1] ?? 0) < 0).length;
    const heard = rises / (middle.length / 8000);
    assert.ok(Math.abs(heard - pitch) < 5, `${heard} Hz`);
    assert.ok(Math.max(...middle) > 2500 && Math.max(...middle) < 6000, `peak ${Math.max(...middle)}`);
  }

  /** A client that sends no length, does not wait for the answer and ends with FIN. */
  async function post(path: string, sound: Uint8Array, version = "1.0"): Promise<string> {
    const socket = connect(camera.port, "127.0.0.1");
    let got = "";
    socket.setEncoding("latin1").on("data", (text) => {
      got += text;
    });
    socket.write(`POST ${path} HTTP/${version}\r\nHost: camera\r\nUser-Agent: CameraActiveX\r\n`);
    socket.write(`Authorization: ${basic(["anna", "hers"])}\r\n\r\n`);
    socket.end(sound);
    await once(socket, "close");
    return got;
  }

  for (const { name, type, path, encode } of codecs) {
    it(`is heard from curl, in chunks, and from a client without a length: ${path}`, async () => {
      await camera.set(`group=AUDIO&audio_out=1&out_audio_type=${type}`);
      const sound = await tone(name, encode);
      const login = ["-u", "anna:hers", "-w", "%{http_code}"];
      const chunked = ["-X", "POST", "-T", "-", camera.base + path];
      assertTone(
        await heardDuring(async () => {
          const child = spawn("curl", ["-s", "--noproxy", "*", ...login, ...chunked], {
            stdio: ["pipe", "pipe", "inherit"],
          });
          child.stdin.end(sound.bytes);
          let out = "";
          child.stdout.on("data", (text) => {
            out += text;
          });
          await once(child, "close");
          assert.equal(out, "200");
        }),
      );
      assertTone(
        await heardDuring(async () => {
          assert.match(await post(path, sound.bytes), /^HTTP\/1\.1 200 OK\r\n/);
        }),
      );
    });
  }

  it("is heard from curl with a length, and with Digest", async () => {
    await camera.set("group=AUDIO&audio_out=1&out_audio_type=0");
    const { path } = await tone("alaw", ["-f", "alaw"]);
    for (const more of [[], ["--digest"]]) {
      const args = ["-u", "anna:hers", ...more, "--data-binary", `@${path}`, "-w", "%{http_code}"];
      assertTone(
        await heardDuring(async () =>
          assert.equal(await curl(...args, `${camera.base}/img/g711a.cgi`), "200"),
        ),
      );
    }
  });

  it("is heard from ffmpeg itself", async () => {
    const source = `sine=frequency=${pitch}:sample_rate=8000:duration=${seconds}`;
    const url = `http://anna:hers@127.0.0.1:${camera.port}/img/g711a.cgi`;
    const to = ["-ac", "1", "-ar", "8000", "-f", "alaw", "-method", "POST", "-auth_type", "basic", url];
    assertTone(
      await heardDuring(() => output("ffmpeg", ["-v", "error", "-re", "-f", "lavfi", "-i", source, ...to])),
    );
  });

  it("is refused without the privilege, in another codec, and while the speaker is off", async () => {
    const file = join(folder.path, "sound");
    await writeFile(file, new Uint8Array(8000).fill(0xd5));
    const ask = (user: string, path: string): Promise<string> =>
      curl("-u", user, "--data-binary", `@${file}`, "-w", "%{http_code}", camera.base + path);
    assert.match(await ask("bert:his", "/img/g711a.cgi"), /audio_out_ctrl\r\n403$/);
    assert.match(await ask("anna:hers", "/img/g711u.cgi"), /send it to \/img\/g711a\.cgi.*\r\n415$/);
    assert.match(await ask("anna:wrong", "/img/g711a.cgi"), /401$/);
    await camera.set("group=AUDIO&audio_out=0");
    assert.match(await ask("admin:secret", "/img/g711a.cgi"), /AUDIO\.audio_out=1.*\r\n403$/);
    await camera.set("group=AUDIO&audio_out=1");
  });

  it("is in the log, with who and how long", () => {
    assert.match(camera.written.stderr, /anna talked for \d+\.\d seconds/);
  });

  it("is refused at the start by a model without a speaker, and by a file that is something else", async () => {
    const other = [
      "--state",
      join(folder.path, "other"),
      "--http",
      "0",
      "--rtsp",
      "0",
      "--bind",
      "127.0.0.1",
    ];
    const none = await run("serve", ...other, "--model", "RC8230", "--speaker", wav);
    assert.deepEqual([none.status, none.stdout], [1, ""]);
    assert.match(none.stderr, /the RC8230 has no speaker; choose --model RC8221/);
    const foreign = join(folder.path, "foreign.wav");
    await writeFile(foreign, "x".repeat(100));
    const refused = await run("serve", ...other, "--model", "RC8221", "--speaker", foreign);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /foreign\.wav is there and holds something else/);
    const unclear = await run("serve", ...other, "--speaker=-D");
    assert.match(unclear.stderr, /ALSA device.*file\.wav/);
  });
});
