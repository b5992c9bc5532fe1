import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { needs } from "../peers.ts";
import { emptyFolder, until } from "../program/program.ts";
import { openCamera, play, probe, run } from "./watching.ts";

/** A clip with a tone; its path. */
async function makeClip(folder: string, withSound: boolean): Promise<string> {
  const path = join(folder, `clip-${withSound}.mp4`);
  const sound = withSound ? "-f lavfi -i sine=frequency=440:duration=4 -c:a aac" : "";
  const line = `-v error -f lavfi -i testsrc2=size=320x240:rate=15:duration=4 ${sound} -c:v mpeg4 ${path}`;
  const { status, words } = await run(
    "ffmpeg",
    line.split(" ").filter((word) => word !== ""),
  );
  assert.equal(status, 0, words);
  return path;
}

/** The mean level of the sound at an address, in dB. */
async function levelOf(address: string): Promise<number> {
  const line = `-hide_banner -i ${address} -t 2 -vn -af volumedetect -f null -`;
  const { words } = await run("ffmpeg", line.split(" "));
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(words)?.[1] ?? Number.NaN);
}

describe("the sound of a source that nobody has opened yet", { skip: needs("ffmpeg", "ffprobe") }, () => {
  for (const path of ["/img/audio.sav", "/stream/sound/1", "/img/media.sav"]) {
    it(`is there under ${path} at once`, async () => {
      await using folder = await emptyFolder();
      // Another camera of this project is a source that is patient: nothing opens it before a viewer does.
      await using upstream = await openCamera([await makeClip(folder.path, true)]);
      await using camera = await openCamera([upstream.address("/img/media.sav")]);
      assert.match(await probe(camera.address(path)), /pcm_mulaw 8000$/);
    });
  }

  it("is not waited for where the source has none", async () => {
    await using folder = await emptyFolder();
    await using camera = await openCamera([await makeClip(folder.path, false)]);
    assert.match(await probe(camera.address("/img/audio.sav")), /404/);
    assert.match(await probe(camera.address("/img/media.sav")), /^h264 [^,]*$/);
  });
});

describe("the camera's own microphone", { skip: needs("aplay", "ffmpeg", "ffprobe") }, () => {
  it("is heard instead of the source, as long as it is there", async () => {
    await using folder = await emptyFolder();
    const tone = join(folder.path, "tone.raw");
    const make = `-v error -f lavfi -i sine=frequency=880:sample_rate=48000:duration=30 -ac 1 -f s16le ${tone}`;
    assert.equal((await run("ffmpeg", make.split(" "))).status, 0);
    const config = join(folder.path, "asound.conf");
    await writeFile(
      config,
      `pcm.nothing { type null }\npcm.tone { type file slave.pcm nothing file /dev/null infile "${tone}" format raw }\n`,
    );
    const within = ["env", `ALSA_CONFIG_PATH=${config}`];
    const clip = await makeClip(folder.path, false);
    {
      await using camera = await openCamera([clip, "--microphone", "tone"], { within });
      assert.match(await probe(camera.address("/img/media.sav")), /^h264 .*, pcm_mulaw 8000$/);
      const level = await levelOf(camera.address("/img/audio.sav"));
      assert.ok(level > -30 && level < -10, `${level} dB`);
      const played = await play(camera.address("/img/media.sav"), ["-t", "3"], ["-rtsp_transport", "tcp"]);
      assert.deepEqual([played.status, played.words], [0, ""]);
      assert.ok(Math.abs(played.sound - 3) < 0.6, `${played.sound} s of sound`);
      assert.doesNotMatch(camera.written.stderr, /microphone/);
    }
    await using deaf = await openCamera([clip, "--microphone", "nosuchcard"], { within });
    assert.match(await probe(deaf.address("/img/media.sav")), /pcm_mulaw 8000$/);
    await until("words of it", () => /microphone: nosuchcard: .*nosuchcard/.test(deaf.written.stderr));
    await using mute = await openCamera([await makeClip(folder.path, true), "--microphone", "none"]);
    assert.match(await probe(mute.address("/img/media.sav")), /^h264 [^,]*$/);
  });
});

describe("multicast without RTSP", { skip: needs("ffmpeg", "curl") }, () => {
  it("is played with nothing but the description of /img/media.sdp", async () => {
    await using folder = await emptyFolder();
    await using camera = await openCamera();
    const group = "239.255.83.9";
    const [video, audio] = [46_310, 46_320];
    await camera.set(
      `group=RTSP_RTP&mcast_enable=1&mcast_hops=1&mcast_h264_enable=1&mcast_h264_addr=${group}&mcast_h264_port=${video}` +
        `&mcast_audio_enable=1&mcast_audio_addr=${group}&mcast_audio_port=${audio}`,
    );
    const { text } = await camera.get("/img/media.sdp");
    assert.match(
      text,
      new RegExp(`m=video ${video} RTP/AVP 96\r\nc=IN IP4 ${group.replaceAll(".", "\\.")}/1\r\n`),
    );
    assert.match(
      text,
      new RegExp(`m=audio ${audio} RTP/AVP 0\r\nc=IN IP4 ${group.replaceAll(".", "\\.")}/1\r\n`),
    );
    // FFmpeg joins on the interface of the address that follows "localaddr"; here there is only one network.
    const sdp = join(folder.path, "media.sdp");
    await writeFile(sdp, text);
    const played = await play(
      sdp,
      ["-t", "2"],
      ["-protocol_whitelist", "file,udp,rtp", "-localaddr", "127.0.0.1"],
    );
    assert.equal(played.status, 0, played.words);
    assert.ok(played.pictures > 25, `${played.pictures} pictures: ${played.words}`);
    assert.ok(played.sound > 1, `${played.sound} s of sound`);
    await camera.set("group=RTSP_RTP&mcast_audio_enable=0");
    assert.doesNotMatch((await camera.get("/img/media.sdp")).text, /m=audio/);
    await camera.set("group=RTSP_RTP&mcast_enable=0");
    assert.match((await camera.get("/img/media.sdp")).text, /m=video 0 .*m=audio 0 /s);
  });
});
