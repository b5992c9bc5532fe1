import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { after, before, describe, it } from "node:test";
import { OcxDecoder, type OcxFrame, type OcxKind } from "../../packages/kit/src/formats/ocx/index.ts";
import { needs } from "../peers.ts";
import { basic, output } from "../program/clients.ts";
import { admin, emptyFolder, until } from "../program/program.ts";
import { type Camera, openCamera, run } from "./watching.ts";

/** A plug-in that watches; `frames` are all that came. */
async function openPlugIn({ base }: Camera, login = admin) {
  const headers = { "user-agent": "CameraActiveX", authorization: basic(login) };
  const request = get(`${base}/img/video.mjpeg`, { agent: false, headers });
  const [reply] = (await once(request, "response")) as [IncomingMessage];
  assert.equal(reply.statusCode, 200);
  const decoder = new OcxDecoder();
  const frames: OcxFrame[] = [];
  reply.on("data", (bytes: Uint8Array) => frames.push(...decoder.push(bytes)));
  return { reply, frames, [Symbol.dispose]: () => void reply.destroy() };
}

const isSound = ({ header }: OcxFrame): boolean => header.kind !== "jpeg";

/** An item of the newest block that has it. */
function newest<K extends OcxFrame["status"][number]["item"]>(frames: readonly OcxFrame[], item: K) {
  const found = frames.findLast(({ status }) => status.some((each) => each.item === item));
  return found?.status.find((each) => each.item === item) as Extract<
    OcxFrame["status"][number],
    { readonly item: K }
  >;
}

describe("the multiplex of the vendors' plug-ins", { skip: needs("ffmpeg") }, () => {
  let camera: Camera;
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  before(async () => {
    folder = await emptyFolder();
    const clip = `${folder.path}/clip.mp4`;
    const made = await run("ffmpeg", [
      ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=15:duration=10"],
      ...["-f", "lavfi", "-i", "sine=frequency=440:duration=10", "-c:v", "mpeg4", "-c:a", "aac", clip],
    ]);
    assert.equal(made.status, 0, made.words);
    camera = await openCamera(["--model", "RC8221", clip]);
  });
  after(async () => {
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  it("has sound in the codec of the settings, which goes on in another when it is set so", async () => {
    using plugIn = await openPlugIn(camera);
    const { frames } = plugIn;
    const codecs: readonly (readonly [type: string, kind: OcxKind, ...format: string[]])[] = [
      ["1", "g711u", "-f", "mulaw", "-ar", "8000"],
      ["0", "g711a", "-f", "alaw", "-ar", "8000"],
      ["2", "g726", "-f", "g726le", "-code_size", "4", "-ar", "8000"],
      ["3", "pcm", "-f", "s16le", "-ar", "8000"],
      ["5", "g711u", "-f", "mulaw", "-ar", "8000"],
    ];
    for (const [type, kind, ...format] of codecs) {
      await camera.set(`group=AUDIO&in_audio_type=${type}&in_pcm_sr=8000`);
      const from = frames.length;
      const pieces = (): OcxFrame[] => frames.slice(from).filter(({ header }) => header.kind === kind);
      await until(`a second of ${kind}`, () => pieces().length >= 60);
      const bytes = Buffer.concat(
        pieces()
          .slice(-50)
          .map(({ body }) => body),
      );
      const samples = await output(
        "ffmpeg",
        ["-v", "error", ...format, "-i", "pipe:0", "-f", "s16le", "pipe:1"],
        bytes,
      );
      // G.726 that is heard from its middle on needs a moment to find its way.
      assert.ok(Math.abs(crossings(samples) - 880) <= 40, `${crossings(samples)} for 440 Hz in ${kind}`);
    }
    // The first second is left out: sound comes in a moment after the pictures.
    const times = frames
      .filter(({ header }) => header.timestamp > 1000)
      .map(({ header }) => header.timestamp);
    const late = times.filter((time, n) => n > 0 && time < times[n - 1]!);
    assert.deepEqual(late, [], "all in the order of time");
    assert.equal(frames[0]?.header.timestamp, 0);
    assert.deepEqual([...new Set(frames.filter((f) => !isSound(f)).map(({ body }) => body[0]))], [0xff]);

    await camera.set("group=AUDIO&audio_in=0&in_audio_type=1");
    const silent = frames.length;
    await until("pictures without sound", () => frames.slice(silent).filter((f) => !isSound(f)).length > 20);
    assert.ok(!isSound(frames.at(-1)!) && frames.at(-1)?.header.audioRate === 0);
    await camera.set("group=AUDIO&audio_in=1");
    await until("sound again", () => frames.slice(silent + 20).some(isSound));
  });

  it("says what moves, what is pressed, how loud it is, and whether that is within the schedule", async () => {
    using plugIn = await openPlugIn(camera);
    const { frames } = plugIn;
    await until("a moving window", () => (newest(frames, "motion")?.windows[0]?.indicator ?? 0) > 0);
    const { state, windows } = newest(frames, "motion");
    assert.deepEqual([state, windows.map(({ on }) => on)], ["on", [true, false, false, false]]);
    assert.deepEqual(
      windows.map(({ threshold }) => threshold),
      [80, 127, 127, 127],
    );
    const { sensitivity, updateRate } = newest(frames, "motionExtended").windows[0]!;
    assert.deepEqual([sensitivity, updateRate], [6, 90]);
    await until("loudness", () => (newest(frames, "sound")?.level ?? 0) > 40);
    assert.equal(newest(frames, "sound").state, "off");
    assert.equal(newest(frames, "pir"), undefined, "this model has no heat sensor");

    assert.deepEqual(newest(frames, "inputs").states, ["off", "off"]);
    await press(camera, 2);
    await until("the second input", () => newest(frames, "inputs").states[1] === "on");
    assert.equal(newest(frames, "inputs").states[0], "off");
    await until("it is let go of", () => newest(frames, "inputs").states[1] === "off");

    await camera.set("group=AUDIO&au_trigger_en=1");
    await until("noise is looked for", () => newest(frames, "sound").state === "on");
    const [day = 0] = [new Date().getUTCDay()];
    const other = ["Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue"][day];
    await camera.set(`group=EVENT&event_schedule=1&event_define1=${other}`);
    await until("it is outside the schedule", () => newest(frames, "motion").state === "outside");
    await until("for sound too", () => newest(frames, "sound").state === "outside");
    await camera.set("group=MOTION&md_mode=0");
    await until("motion is off", () => newest(frames, "motion").state === "off");
  });

  it("has no sound for a user who may not listen", async () => {
    await camera.set(
      "group=USER&user1=deaf,geheim1234&audio_in_ctrl=0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0",
    );
    using plugIn = await openPlugIn(camera, ["deaf", "geheim1234"]);
    await until("twenty pictures", () => plugIn.frames.length > 20);
    assert.ok(!plugIn.frames.some(isSound));
  });
});

/** Presses an input for a second. */
async function press({ base }: Camera, input: number): Promise<void> {
  const headers = { authorization: basic(admin) };
  const reply = await fetch(`${base}/pinhole/press?input=${input}&seconds=1`, { method: "POST", headers });
  assert.equal(reply.status, 200, await reply.text());
}

/** How often samples (16 bits, little endian) change their sign. */
function crossings(samples: Buffer): number {
  let count = 0;
  for (let at = 2; at + 1 < samples.length; at += 2)
    if (samples.readInt16LE(at) < 0 !== samples.readInt16LE(at - 2) < 0) count++;
  return count;
}
