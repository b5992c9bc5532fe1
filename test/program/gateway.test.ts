import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { needs } from "../peers.ts";
import { basic, curl, type Login, output } from "./clients.ts";
import { admin, emptyFolder, type Folder, freePort, type Program, start, until } from "./program.ts";

const theirs: Login = ["administrator", "hidden+up:word"];
const login = theirs.map(encodeURIComponent).join(":");

/** A clip of a still scene with a tone: what costs little to play. */
async function makeClip(folder: Folder): Promise<string> {
  const clip = join(folder.path, "clip.mp4");
  const picture = ["-f", "lavfi", "-i", "color=0x406080:size=640x480:rate=10:duration=4"];
  const sound = ["-f", "lavfi", "-i", "sine=frequency=300:sample_rate=8000:duration=4"];
  const codecs = ["-c:v", "libx264", "-bf", "0", "-g", "10", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  await output("ffmpeg", ["-v", "error", "-y", ...picture, ...sound, ...codecs, clip]);
  return clip;
}

/** What a camera answers for a group, by key. */
async function group(camera: Program, name: string): Promise<Readonly<Record<string, string>>> {
  const { text } = await camera.get(`/adm/get_group.cgi?group=${name}`);
  return Object.fromEntries(
    text.split("\r\n").map((line) => [line.split("=")[0], line.replace(/^[^=]*=/, "")]),
  );
}

describe("a camera behind this one, over TLS", {
  skip: needs("ffmpeg", "ffprobe", "curl"),
  timeout: 180_000,
}, () => {
  let folders: Folder[];
  let old: Program;
  let ours: Program;
  let wav: string;
  let startOld: () => Promise<Program>;

  before(async () => {
    folders = [await emptyFolder(), await emptyFolder()];
    const [theirPlace, ourPlace] = folders as [Folder, Folder];
    wav = join(theirPlace.path, "heard.wav");
    const [http, https, rtsp] = [await freePort(), await freePort(), await freePort()].map(String) as [
      string,
      string,
      string,
    ];
    const clip = await makeClip(theirPlace);
    startOld = () =>
      start(
        theirPlace,
        [
          clip,
          ...["--model", "RC8221", "--name", "Old one", "--speaker", wav],
          ...["--http", http, "--https", https, "--rtsp", rtsp, "--rtsps", "off"],
        ],
        { login: theirs },
      );
    old = await startOld();
    await old.set("group=EVENT&event_httpc=httpn:1&group=HTTP_EVENT&http_event_en=1&group=MOTION&md_mode=0");
    ours = await start(ourPlace, [
      `sercomms://${login}@127.0.0.1:${https}`,
      ...["--insecure", "--guard-seconds", "10", "--notify-address", "127.0.0.1"],
    ]);
    await until("the camera to be found", () => ours.written.stderr.includes("the camera is there"), 20);
  });
  after(async () => {
    await ours[Symbol.asyncDispose]();
    await old[Symbol.asyncDispose]();
    for (const folder of folders) await folder[Symbol.asyncDispose]();
  });

  it("gives its model, its name and its settings, and its password to nobody", async () => {
    assert.match(ours.written.stdout, /is the Xanboo RC8221 /);
    assert.equal((await group(ours, "SYSTEM")).host_name, "Old one");
    assert.equal((await group(ours, "MOTION")).md_mode, "0");
    const { text } = await ours.get("/adm/log.cgi");
    assert.match(text, /CAMERA: the camera is there: RC8221 at https:\/\/127/);
    for (const said of [text, ours.written.stdout, ours.written.stderr, (await ours.get("/metrics")).text])
      assert.doesNotMatch(said, /hidden/);
  });

  it("is passed through with its sound", async () => {
    await ours.set("group=VIDEO&time_stamp=0");
    const rtsp =
      /RTSP {2,}(\S+)/.exec(ours.written.stdout)?.[1]?.replace("//", `//${admin.join(":")}@`) ?? "";
    const entries = ["-v", "error", "-rtsp_transport", "tcp", "-show_entries", "stream=codec_name", rtsp];
    const streams = async (): Promise<string> => (await output("ffprobe", entries)).toString();
    // Whether there is sound is known once the source was open.
    await until("picture and sound", async () => /h264[\s\S]*pcm_/.test(await streams()), 40);
    await until("the pass-through", () => ours.written.stderr.includes("h264/1 is passed through"), 20);
  });

  it("is told what concerns it, and nothing of what is ours", async () => {
    await ours.set("group=MOTION&md_window2=30,60,100,120&md_switch2=1&group=VIDEO&text_overlay=1&text=Yard");
    await ours.set("group=EVENT&event_trigger=1&event_mt=email:1&group=USER&user3=anna,hers");
    assert.equal((await group(old, "MOTION")).md_window2, "30,60,100,120");
    assert.deepEqual(
      (({ text_overlay, text }) => [text_overlay, text])((await group(old, "VIDEO")) as never),
      ["1", "Yard"],
    );
    const events = await group(old, "EVENT");
    assert.equal(events.event_trigger, "1");
    assert.match(events.event_mt ?? "", /^email:0;/);
    assert.doesNotMatch((await group(old, "USER")).user3 ?? "", /anna/);
    const bad = await ours.get("/adm/set_group.cgi?group=MOTION&md_threshold1=41&md_threshold2=9999");
    assert.notEqual(bad.text, "OK");
    assert.equal((await group(old, "MOTION")).md_threshold1, "80");
  });

  it("tells us of its alarms", async () => {
    assert.match(
      (await group(old, "HTTP_NOTIFY")).http_url ?? "",
      /^http:\/\/127\.0\.0\.1:\d+\/notify\/[\w-]{22}$/,
    );
    assert.equal((await old.get("/adm/http_trigger.cgi")).text, "OK");
    await until("the alarm", () => /alarm.*the camera notified of an event/.test(ours.written.stderr), 20);
    assert.equal((await ours.get("/notify/AAAAAAAAAAAAAAAAAAAAAA", null)).status, 404);
  });

  it("says what our viewers say", async () => {
    const tone = join(folders[1]!.path, "tone.al");
    const source = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=8000:duration=1"];
    await output("ffmpeg", ["-v", "error", "-y", ...source, "-ac", "1", "-ar", "8000", "-f", "alaw", tone]);
    await ours.set("group=AUDIO&audio_out=1&out_audio_type=0");
    await curl(
      ...["-sS", "--noproxy", "*", "--max-time", "15", "-H", `Authorization: ${basic(admin)}`],
      ...["--data-binary", `@${tone}`, `${ours.base}/img/g711a.cgi`],
    );
    await until("the sound in the camera", async () => (await readFile(wav)).length > 8000, 10);
    const bytes = (await readFile(wav)).subarray(44);
    const loudest = Math.max(...new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1));
    assert.ok(loudest > 2000, `${loudest}`);
  });

  it("gets its settings back when somebody else changes them", async () => {
    await old.set("group=UPNP&upnp_mode=1&group=MOTION&md_window3=1,1,2,2");
    await until("the settings to be put back", async () => (await group(old, "UPNP")).upnp_mode === "0", 25);
    await until("the rest", async () => (await group(old, "MOTION")).md_window3 === "0,0,160,120");
    await until("the news", () => /put back: .*UPNP.upnp_mode from "0" to "1"/.test(ours.written.stderr));
  });

  it("is missed while it is gone, and comes back, with what it forgot", async () => {
    await old.end("SIGKILL");
    await until("the loss", () => ours.written.stderr.includes("the camera is away"), 25);
    const refused = await ours.get("/adm/set_group.cgi?group=MOTION&md_threshold1=40");
    assert.match(
      refused.text,
      /is not changed, for the camera behind this one did not take it: the camera is away/,
    );
    assert.equal((await ours.get("/adm/set_group.cgi?group=HTTP&http_port2=0")).text, "OK");
    old = await startOld();
    await old.set("group=MOTION&md_window2=0,0,160,120&md_switch2=0&group=VIDEO&text=Lost");
    await until("what it forgot", async () => (await group(old, "VIDEO")).text === "Yard", 40);
    await until("the rest", async () => (await group(old, "MOTION")).md_window2 === "30,60,100,120");
    await ours.set("group=MOTION&md_threshold1=40");
    assert.equal((await group(old, "MOTION")).md_threshold1, "40");
  });
});

it("an INSTAR camera is driven by its own dialect, and turned", {
  skip: needs("ffmpeg"),
  timeout: 90_000,
}, async () => {
  await using theirPlace = await emptyFolder();
  await using ourPlace = await emptyFolder();
  const clip = await makeClip(theirPlace);
  await using old = await start(theirPlace, [clip, "--name", "Instar"], { login: theirs });
  await using ours = await start(ourPlace, [
    `instar://${login}@127.0.0.1:${old.port}?mjpeg`,
    "--guard",
    "tell",
  ]);
  await until("the camera to be found", () => ours.written.stderr.includes("the camera is there"), 20);
  assert.match(ours.written.stderr, /the camera is there: .* \(instar\)/);
  await ours.set("group=EVENT&event_trigger=1&group=MOTION&md_window1=64,48,320,240");
  assert.equal((await group(old, "EVENT")).event_trigger, "1");
  assert.equal((await group(old, "MOTION")).md_window1, "64,48,320,240");
  await until(
    "the motors to be found",
    () => ours.written.stderr.includes("pan and tilt move the source"),
    10,
  );
  await ours.get("/pt/ptctrl.cgi?mv=L,20");
  const place = async (): Promise<number> => {
    const { text } = await old.get("/io/query_pc.cgi?pt_position");
    return Number(/pt_position=(-?\d+),/.exec(text)?.[1]);
  };
  // Its percents are coarser than our steps.
  await until("the turn", async () => Math.abs((await place()) + 20) <= 2, 20);
  await until("its name", async () => (await group(ours, "EVENT")).event_trigger === "1");
  await until("its picture", async () => (await ours.get("/img/snapshot.cgi")).status === 200, 30);
});

it("what is no camera, and flags that only cameras have, are refused with words and without passwords", async () => {
  const { run } = await import("./program.ts");
  await using folder = await emptyFolder();
  const place = ["--state", folder.path, "--http", "0", "--rtsp", "0"];
  for (const [args, words] of [
    [["sercomm://u:hidden@host/path"], /is no camera; write sercomm:\/\//],
    [["scene", "--notify-address", "10.0.0.1"], /--notify-address: only for a SOURCE such as sercomm/],
    [["sercomm://u:hidden@host", "--guard-seconds", "3"], /10 to 86400/],
    [["sercomm://u:hidden@host", "--notify-address", "http://x/"], /such as 192\.168\.1\.5/],
    [["@/nowhere/file"], /@\/nowhere\/file: .*no camera is kept by that name/],
  ] as const) {
    const { status, stderr } = await run("serve", ...args, ...place);
    assert.notEqual(status, 0);
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /hidden/);
  }
});
