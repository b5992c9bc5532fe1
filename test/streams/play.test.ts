import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { needs } from "../peers.ts";
import { type Camera, openCamera, play, probe, run, type Transport } from "./watching.ts";

const first = "h264 1280x720";
const small = "h264 320x240";
const sound = "pcm_mulaw 8000";

/** What plays under which path as the camera is delivered. */
const paths: Readonly<Record<string, string>> = {
  "/img/media.sav": `${first}, ${sound}`,
  "/img/video.sav": first,
  "/img/audio.sav": sound,
  "/stream/h264/1": `${first}, ${sound}`,
  "/stream/h264/2": `${small}, ${sound}`,
  "/stream/h264/3": `${small}, ${sound}`,
  "/stream/mpeg4/1": `mpeg4 640x480, ${sound}`,
  "/stream/sound/1": sound,
  "/stream/sound/2": "pcm_s16be 5512",
  "/livestream/11": `${first}, ${sound}`,
  "/livestream/12": `${small}, ${sound}`,
  "/livestream/13": `${small}, ${sound}`,
  "/11": `${first}, ${sound}`,
  "/12": `${small}, ${sound}`,
  "/13": `${small}, ${sound}`,
};

/** The numbers of AUDIO.in_audio_type, the rates that are set, and what is heard. */
const sounds = [
  [0, 8000, "pcm_alaw 8000"],
  [1, 16_000, "pcm_mulaw 8000"],
  [2, 8000, "adpcm_g726le 8000"],
  [3, 44_100, "pcm_s16be 44100"],
  [5, 5512, "aac 8000"],
  [5, 48_000, "aac 48000"],
] as const;

const transports: readonly Transport[] = ["tcp", "udp", "http"];

/** A complaint that mpv and ffmpeg make of the first picture of every RTSP stream that has to be parsed. */
const firstPicture = /^(?:No video PTS! Making something up\..*|Invalid video timestamp: (\S+) -> \1)$/gm;

/** GStreamer 1.22 may close its connection before its own last PAUSE, and complains of that. */
const ownHangUp = /^ERROR: .*gst_rtspsrc_pause \(\).*\(Received end-of-file\)$/s;

/** As it ends it now and then takes its own handlers off twice. */
const ownTidying = /^\(gst-launch-1\.0:\d+\): GLib-GObject-WARNING .* has no handler with id '\d+'$/gm;

describe("the streams play", { skip: needs("ffmpeg", "ffprobe") }, () => {
  let camera: Camera;
  before(async () => {
    camera = await openCamera();
  });
  after(() => camera[Symbol.asyncDispose]());

  describe("under every path", { concurrency: 3 }, () => {
    for (const [path, streams] of Object.entries(paths))
      it(path, async () => {
        // The rate that ffprobe guesses from the first moments is not judged: below it is counted by the time stamps.
        const found = (await probe(camera.address(path))).replace(/(\d+x\d+) [\d/]+/, "$1");
        assert.equal(found, streams);
      });
  });

  it("under the names that are given to the channels, at once", async () => {
    const names = { H264: "front", MPEG4: "door/mp4", JPEG: "jpeg.sdp" };
    for (const [group, name] of Object.entries(names)) {
      const keys = ["", "2", "3"].map((n) => `mode${n}=1&resolution${n}=2&sp_uri${n}=${name}${n}`);
      await camera.set(`group=${group}&${keys.join("&")}`);
    }
    const found = Object.values(names)
      .flatMap((name) => ["", "2", "3"].map((n) => `/${name}${n}`))
      .map(async (path) => (await probe(camera.address(path))).replace(/ \d+,.*$/, ""));
    assert.deepEqual(
      await Promise.all(found),
      ["h264", "mpeg4", "mjpeg"].flatMap((codec) => Array(3).fill(`${codec} 320x240`)),
    );
    await camera.set("group=H264&resolution=4&sp_uri=&sp_uri2=&sp_uri3=");
    assert.match(await probe(camera.address("/front2")), /404 Not Found/);
  });

  it("in the codec that is the default", async () => {
    for (const [number, codec] of [
      [2, "mjpeg"],
      [3, "mpeg4"],
      [1, "h264"],
    ] as const) {
      await camera.set(`group=VIDEO&default_channel=${number}`);
      assert.match(await probe(camera.address("/img/video.sav")), new RegExp(`^${codec} `));
    }
  });

  describe("in ffmpeg without a warning", () => {
    for (const codec of ["h264", "mpeg4", "mjpeg"]) {
      for (const transport of transports) {
        it(`${codec} over ${transport}`, async () => {
          const address = camera.address(`/stream/${codec}/1`, transport);
          const limit = ["-frames:v", "30", "-shortest"];
          const played = await play(address, limit, ["-rtsp_transport", transport]);
          assert.deepEqual([played.status, played.words, played.pictures], [0, "", 30]);
          const due = codec === "mjpeg" ? 15 : 25;
          assert.ok(played.rate > due * 0.6 && played.rate < due * 1.05, `${played.rate} of ${due} pictures`);
          assert.ok(played.sound > 20 / due, `${played.sound} s of sound`);
        });
      }
    }
  });

  describe("in GStreamer without a word", { skip: needs("gst-launch-1.0"), concurrency: 1 }, () => {
    const decoders = {
      h264: "rtph264depay ! h264parse ! avdec_h264",
      mpeg4: "rtpmp4vdepay ! avdec_mpeg4",
      mjpeg: "rtpjpegdepay ! jpegdec",
    };
    const launch = async (address: string, how: string, decoder: string): Promise<void> => {
      const line = `-q rtspsrc location=${address} latency=100 ${how} ! ${decoder} ! fakesink num-buffers=20`;
      const { status, words } = await run("gst-launch-1.0", line.split(" "));
      const rest = words.replaceAll(ownTidying, "").trim();
      if (!ownHangUp.test(rest)) assert.deepEqual([status, rest], [0, ""]);
    };
    for (const [codec, decoder] of Object.entries(decoders)) {
      for (const transport of ["tcp", "udp"] as const) {
        it(`${codec} over ${transport}`, async () => {
          await launch(camera.address(`/stream/${codec}/1`), `protocols=${transport} name=s s.`, decoder);
        });
      }
    }
    it("h264 in a tunnel", async () => {
      const address = camera.address("/img/video.sav", "http").replace("rtsp:", "rtsph:");
      await launch(address, "", decoders.h264);
    });
    it("h264 by multicast", async () => {
      const group = "239.255.83.7";
      await camera.set(
        `group=RTSP_RTP&mcast_enable=1&mcast_h264_enable=1&mcast_h264_addr=${group}&mcast_hops=1`,
      );
      await launch(camera.address("/img/video.sav"), "protocols=udp-mcast multicast-iface=lo", decoders.h264);
    });
  });

  describe("in mpv without a warning", { skip: needs("mpv") }, () => {
    for (const [path, transport] of [
      ["/img/media.sav", "tcp"],
      ["/stream/mjpeg/1", "udp"],
    ] as const) {
      it(`${path} over ${transport}`, async () => {
        const quiet = ["--no-config", "--vo=null", "--ao=null", "--msg-level=all=warn", "--frames=20"];
        const { status, words, out } = await run("mpv", [
          ...[...quiet, `--rtsp-transport=${transport}`],
          camera.address(path),
        ]);
        assert.deepEqual([status, words, out.replaceAll(firstPicture, "").trim()], [0, "", ""]);
      });
    }
  });

  for (const [number, rate, heard] of sounds) {
    it(`with the sound as ${heard}`, async () => {
      await camera.set(`group=AUDIO&in_audio_type=${number}&in_pcm_sr=${rate}`);
      assert.equal(await probe(camera.address("/img/audio.sav")), heard);
      const played = await play(
        camera.address("/img/audio.sav", "udp"),
        ["-t", "1"],
        ["-rtsp_transport", "udp"],
      );
      assert.deepEqual([played.status, played.words, played.pictures], [0, "", 0]);
      assert.ok(Math.abs(played.sound - 1) < 0.15, `${played.sound} s of sound`);
    });
  }

  it("as the description under /img/media.sdp says", async () => {
    await camera.set("group=RTSP_RTP&mcast_enable=0");
    const { text, headers } = await camera.get("/img/media.sdp");
    assert.equal(headers["content-type"], "application/sdp");
    const described = await (await camera.client()).ask("DESCRIBE", "/img/media.sav");
    const media = (sdp: string): string => sdp.slice(sdp.indexOf("m="));
    assert.equal(media(text), media(new TextDecoder().decode(described.body)));
  });

  it("as FLV and ASF over HTTP, with sound", async () => {
    await camera.set("group=AUDIO&in_audio_type=1&in_pcm_sr=8000");
    const base = camera.base.replace("//", "//admin:secret@");
    for (const path of ["/img/media.flv", "/img/video.asf"]) {
      const played = await play(`${base}${path}`, ["-t", "2"]);
      assert.deepEqual([path, played.status, played.words], [path, 0, ""]);
      assert.ok(played.rate > 15 && played.rate < 26, `${played.rate} pictures a second`);
      assert.ok(played.sound > 1.4, `${played.sound} s of sound`);
    }
  });
});
