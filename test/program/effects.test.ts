import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { needs } from "../peers.ts";
import { output, probe, watch } from "./clients.ts";
import { type Colour, decode, distance, type Picture } from "./pictures.ts";
import { admin, emptyFolder, type Folder, type Program, start, until } from "./program.ts";

describe("settings have their effect while the camera runs", { skip: needs("ffmpeg", "ffprobe") }, () => {
  let folder: Folder;
  let camera: Program;
  let url: string;

  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder);
    url = camera.base.replace("//", "//admin:secret@");
  });
  after(async () => {
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const seen = async (query = "size=2&quality=1"): Promise<Picture> => {
    const asked = `/img/snapshot.cgi?${query}&newer_than=${Date.now() / 1000}`;
    return decode((await camera.get(asked)).body);
  };

  it("H264: size and profile", async () => {
    await camera.set(
      "group=H264&resolution=3&profile=100&frame_rate=10&resolution2=1&profile2=77&profile3=66",
    );
    const channels = [1, 2, 3].map((channel) => probe(`${url}/stream/h264/${channel}`, "h264"));
    const seen = (await Promise.all(channels)).map((told) => told.replace("Constrained ", ""));
    assert.deepEqual(seen, ["h264 640x480 High", "h264 160x120 Main", "h264 320x240 Baseline"]);
  });

  it("H264: frame rate, seen by those who watch already", async () => {
    await camera.set("group=H264&resolution=2&frame_rate=25&gov_length=5");
    using _other = await watch(camera.base, "/stream/h264/1", admin);
    const quick = await pictures(`${url}/stream/h264/1`, 2);
    await camera.set("group=H264&frame_rate=5");
    const slow = await pictures(`${url}/stream/h264/1`, 2);
    assert.ok(quick > 30 && quick < 75, `25 a second: ${quick} in 2 s`);
    assert.ok(slow > 5 && slow < 16, `5 a second: ${slow} in 2 s`);
  });

  it("MPEG4 and JPEG: size", async () => {
    await camera.set("group=MPEG4&resolution=2&group=JPEG&resolution=3");
    assert.match(await probe(`${url}/stream/mpeg4/1`, "m4v"), /^mpeg4 320x240 Simple Profile$/);
    assert.match(await probe(`${url}/img/video.mjpeg`), /^mjpeg 640x480 /);
    const plain = await seen("quality=3");
    assert.deepEqual([plain.width, plain.height], [640, 480]);
  });

  it("mode=0 takes a channel away, from those who watch it too", async () => {
    using viewer = await watch(camera.base, "/img/video.mjpeg", admin);
    await until("pictures", () => viewer.bytes > 50_000);
    await camera.set("group=JPEG&mode=0");
    await viewer.over;
    const { status, text } = await camera.get("/img/video.mjpeg");
    assert.equal(status, 404);
    assert.match(text, /JPEG\.mode=1/);
    assert.equal((await camera.get("/stream/mjpeg/1")).status, 404);
    await camera.set("group=JPEG&mode=1&mode3=1");
    assert.match(await probe(`${url}/stream/mjpeg/3`), /^mjpeg 640x480 /);
  });

  it("VIDEO: flip and mirror", async () => {
    await camera.set("group=VIDEO&time_stamp=0&flip=0&mirror=0");
    const plain = await seen();
    await camera.set("group=VIDEO&flip=1");
    const flipped = await seen();
    await camera.set("group=VIDEO&flip=0&mirror=1");
    const mirrored = await seen();
    await camera.set("group=VIDEO&mirror=0");
    assert.ok(unlike(flipped, plain, (x, y) => [x, y]) > 12);
    assert.ok(unlike(flipped, plain, (x, y) => [x, plain.height - 1 - y]) < 6);
    assert.ok(unlike(mirrored, plain, (x, y) => [x, y]) > 12);
    assert.ok(unlike(mirrored, plain, (x, y) => [plain.width - 1 - x, y]) < 6);
  });

  it("VIDEO: masks cover their place in their colour, in every size", async () => {
    const before = await seen();
    await camera.set(
      "group=VIDEO&mask_window1=1&mask_color1=FF0000&mask_position1=320,240,639,479" +
        "&mask_window2=1&mask_color2=0000ff&mask_position2=0,0,63,47",
    );
    for (const query of ["size=1&quality=1", "size=2&quality=1"]) {
      const picture = await seen(query);
      near(picture.mean(0.55, 0.55, 0.95, 0.95), [255, 0, 0]);
      near(picture.mean(0.02, 0.02, 0.08, 0.08), [0, 0, 255]);
      assert.ok(distance(picture.mean(0.1, 0.6, 0.4, 0.9), before.mean(0.1, 0.6, 0.4, 0.9)) < 12);
    }
    await camera.set("group=VIDEO&mask_window1=0&mask_window2=0");
    assert.ok(distance((await seen()).mean(0.55, 0.55, 0.95, 0.95), [255, 0, 0]) > 60);
  });

  it("VIDEO: text and time stamp are written into the picture", async () => {
    await camera.set("group=VIDEO&time_stamp=0&text_overlay=0");
    const plain = await seen("size=3&quality=1");
    await camera.set("group=VIDEO&text_overlay=1&text=HHHHHHHHHHHH");
    const written = await seen("size=3&quality=1");
    await camera.set("group=VIDEO&text_overlay=0&time_stamp=1");
    const stamped = await seen("size=3&quality=1");
    for (const [name, picture] of [
      ["text", written],
      ["time stamp", stamped],
    ] as const) {
      assert.ok(strongest(plain, picture) > 100, `${name} is seen`);
    }
    await camera.set("group=VIDEO&time_stamp=0");
  });

  it("VIDEO: no colour, dark and bright", async () => {
    const grey = (picture: Picture): number => {
      const [red, green, blue] = picture.mean(0, 0, 1, 0.4);
      return Math.max(red, green, blue) - Math.min(red, green, blue);
    };
    const light = (picture: Picture): number =>
      picture.mean(0, 0, 1, 1).reduce((sum, part) => sum + part) / 3;
    const plain = await seen();
    await camera.set("group=VIDEO&color=5");
    assert.ok(grey(await seen()) < 2);
    assert.ok(grey(plain) > 8);
    await camera.set("group=VIDEO&color=0&exposure=1");
    const dark = light(await seen());
    await camera.set("group=VIDEO&exposure=7");
    const bright = light(await seen());
    await camera.set("group=VIDEO&exposure=4");
    assert.ok(dark < light(plain) - 10 && light(plain) < bright - 10, `${dark} ${light(plain)} ${bright}`);
  });

  it("privacy ends what runs and refuses the rest with 406", async () => {
    using mjpeg = await watch(camera.base, "/img/video.mjpeg", admin);
    using h264 = await watch(camera.base, "/stream/h264/1", admin);
    await until("pictures", () => mjpeg.bytes > 50_000 && h264.bytes > 1000);
    assert.equal((await camera.get("/adm/privacy_ctl.cgi?privacy=start")).text, "OK");
    await Promise.all([mjpeg.over, h264.over]);
    for (const target of ["/img/snapshot.cgi", "/img/video.mjpeg", "/stream/h264/1", "/img/mobile.cgi"]) {
      const { status, text } = await camera.get(target);
      assert.equal(status, 406, target);
      assert.match(text, /privacy/);
    }
    assert.equal((await camera.get("/adm/privacy_ctl.cgi?privacy=stop")).text, "OK");
    assert.equal((await camera.get("/img/snapshot.cgi")).status, 200);
    assert.equal((await camera.get("/adm/privacy_ctl.cgi?privacy=pause")).status, 400);
  });
});

/** How many pictures a stream gives in some seconds, counted by ffprobe. */
async function pictures(url: string, seconds: number): Promise<number> {
  const counted = ["-v", "error", "-f", "h264", "-count_packets", "-show_entries", "stream=nb_read_packets"];
  const command = `timeout -s INT ${seconds} curl -sS --noproxy '*' "$1" | ffprobe ${counted.join(" ")} -of csv=p=0 -i pipe:0`;
  return Number((await output("sh", ["-c", command, "sh", url])).toString().trim().replace(/,$/, ""));
}

function near(colour: Colour, wanted: Colour): void {
  assert.ok(distance(colour, wanted) < 24, `${colour.map(Math.round)} where ${wanted} should be`);
}

/** How unlike two pictures are when each pixel of one is held against the one that `place` names: a mean of 0 to 255. */
function unlike(
  one: Picture,
  other: Picture,
  place: (x: number, y: number) => readonly [x: number, y: number],
): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y < one.height; y += 2) {
    for (let x = 0; x < one.width; x += 2) {
      sum += distance(one.at(x, y), other.at(...place(x, y)));
      count++;
    }
  }
  return sum / count;
}

/** The widest difference of any pixel in the upper or lower tenth, where text stands. */
function strongest(one: Picture, other: Picture): number {
  let most = 0;
  for (let y = 0; y < one.height; y++) {
    if (y > one.height * 0.15 && y < one.height * 0.85) continue;
    for (let x = 0; x < one.width; x++) most = Math.max(most, distance(one.at(x, y), other.at(x, y)));
  }
  return most;
}
