import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { naluType, naluTypes, splitAnnexB } from "@pinhole/kit/formats/h264";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { needs } from "../peers.ts";
import { basic, output } from "./clients.ts";
import { admin, emptyFolder, type Folder, freePort, type Program, start, until } from "./program.ts";

const path = "/stream/h264/1";
const passed = "h264/1 is passed through: the source is H.264 and nothing is drawn on it";

/** Everything that a stream sends while it is watched. */
function record({ base }: Program): { bytes(): Buffer } & Disposable {
  const chunks: Buffer[] = [];
  const sent = request(base + path, { agent: false, headers: { authorization: basic(admin) } }).end();
  sent.on("response", (response) => response.on("data", (chunk: Buffer) => chunks.push(chunk)));
  sent.on("error", () => {});
  return { bytes: () => Buffer.concat(chunks), [Symbol.dispose]: () => sent.destroy() };
}

/** The pictures, each by a hash of what a decoder sees of it; the last one may be cut off. */
function pictures(bytes: Uint8Array): string[] {
  return splitAnnexB(bytes)
    .filter((nalu) => naluType(nalu) === naluTypes.slice || naluType(nalu) === naluTypes.idrSlice)
    .map((nalu) => createHash("md5").update(nalu).digest("hex"))
    .slice(0, -1);
}

describe("a source of H.264 on which nothing is drawn", { skip: needs("ffmpeg", "ffprobe") }, () => {
  let folder: Folder;
  let second: Folder;
  let camera: Program;
  let original: string[];
  let rtsp = 0;

  before(async () => {
    [folder, second] = [await emptyFolder(), await emptyFolder()];
    const clip = join(folder.path, "clip.mp4");
    const moving = "-f lavfi -i testsrc2=s=640x480:r=25:d=4 -pix_fmt yuv420p -c:v libx264 -preset ultrafast";
    await output("ffmpeg", `-v error -y ${moving} -bf 0 -g 50 ${clip}`.split(" "));
    const bare = join(folder.path, "clip.h264");
    await output(
      "ffmpeg",
      `-v error -y -i ${clip} -c copy -bsf:v h264_mp4toannexb -f h264 ${bare}`.split(" "),
    );
    original = [...pictures(Buffer.concat([readFileSync(bare), Buffer.from([0, 0, 1, 1, 1])]))];
    assert.equal(original.length, 100);
    rtsp = await freePort();
    camera = await start(folder, [clip, "--rtsp", String(rtsp)]);
    await camera.set("group=VIDEO&time_stamp=0&group=H264&resolution=3&group=AUDIO&audio_in=0");
  });
  after(async () => {
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
  });

  const isOriginal = (picture: string): boolean => original.includes(picture);
  const inOrder = (shown: readonly string[]): void => {
    for (const [n, picture] of shown.entries()) {
      const before = n === 0 ? undefined : original.indexOf(shown[n - 1]!);
      const place = original.indexOf(picture);
      if (before !== undefined) assert.equal(place, (before + 1) % original.length, `picture ${n}`);
    }
  };
  const decodes = async (bytes: Uint8Array, cutOff = true): Promise<void> => {
    const last = Buffer.from(bytes).lastIndexOf(Buffer.from([0, 0, 1]));
    const whole = cutOff ? bytes.subarray(0, last) : bytes;
    await output("ffmpeg", "-v error -xerror -f h264 -i pipe:0 -f null -".split(" "), whole);
  };

  it("is sent as it is, over the place where it begins again, and the log says so", async () => {
    using stream = record(camera);
    await until("a round of the clip", () => pictures(stream.bytes()).filter(isOriginal).length > 130);
    const shown = pictures(stream.bytes());
    const own = shown.slice(shown.findIndex(isOriginal));
    inOrder(own);
    await decodes(stream.bytes());
    assert.equal(camera.written.stderr.split(passed).length - 1, 1);
    const { text } = await camera.get("/metrics");
    assert.match(text, /^pinhole_channel_passed_through\{channel="h264\/1"\} 1$/m);
  });

  it("is shown from the last key frame to who comes between two", async () => {
    using _first = record(camera);
    await until("packets", () => pictures(_first.bytes()).filter(isOriginal).length > 60);
    const began = performance.now();
    using other = record(camera);
    await until("a picture", () => pictures(other.bytes()).length > 0);
    const took = performance.now() - began;
    assert.ok(took < 1000, `the first picture came after ${took} ms`);
    assert.ok(isOriginal(pictures(other.bytes())[0]!));
    await decodes(other.bytes());
  });

  it("is encoded while a mask is drawn, and passed through again after that", async () => {
    using stream = record(camera);
    const since = (seen: number, own: boolean): boolean =>
      pictures(stream.bytes())
        .slice(seen)
        .filter((picture) => isOriginal(picture) === own).length > 5;
    await until("its own pictures", () => since(0, true));
    await camera.set("group=VIDEO&mask_window1=1");
    const masked = pictures(stream.bytes()).length;
    await until("masked pictures", () => since(masked, false));
    const shown = pictures(stream.bytes());
    const first = shown.findIndex((picture) => !isOriginal(picture));
    assert.ok(first - masked < 15, "it does not wait for a key frame of the source");
    assert.ok(!shown.slice(first).some(isOriginal), "nothing shows unmasked from then on");
    await camera.set("group=VIDEO&mask_window1=0");
    const unmasked = pictures(stream.bytes()).length;
    await until("its own pictures again", () => since(unmasked, true));
    await decodes(stream.bytes());
    const log = camera.written.stderr;
    assert.ok(log.lastIndexOf(passed) > log.lastIndexOf("h264/1 is encoded: a mask is drawn"));
  });

  it("gives still pictures meanwhile", async () => {
    using stream = record(camera);
    await until("packets", () => pictures(stream.bytes()).length > 10);
    const { status, body } = await camera.get("/img/snapshot.cgi?size=2");
    assert.equal(status, 200);
    assert.deepEqual(readJpegSize(body), { width: 320, height: 240 });
  });

  it("is passed through by the next camera as well, and can be played there", async () => {
    const port = await freePort();
    const upstream = `rtsp://${admin.join(":")}@127.0.0.1:${rtsp}${path}`;
    await using next = await start(second, [upstream, "--rtsp", String(port)]);
    await next.set("group=VIDEO&time_stamp=0&group=H264&resolution=3&group=AUDIO&audio_in=0");
    using stream = record(next);
    await until("packets", () => pictures(stream.bytes()).filter(isOriginal).length > 60);
    const shown = pictures(stream.bytes());
    inOrder(shown.slice(shown.findIndex(isOriginal)));
    assert.ok(next.written.stderr.includes(passed));
    const url = `rtsp://${admin.join(":")}@127.0.0.1:${port}${path}`;
    const seen = await output(
      "ffprobe",
      "-v error -rtsp_transport tcp -select_streams v -show_entries stream=codec_name,width,height -of csv=p=0"
        .split(" ")
        .concat(url),
    );
    assert.equal(seen.toString().trim(), "h264,640,480");
  });
});
