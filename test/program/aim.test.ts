import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { needs } from "../peers.ts";
import { type Login, watch } from "./clients.ts";
import { decode, distance, type Picture } from "./pictures.ts";
import { admin, emptyFolder, type Program, start, until } from "./program.ts";

/** A picture that was captured after a Unix time in seconds. */
async function seen(camera: Program, after = Date.now() / 1000): Promise<Picture> {
  return decode((await camera.get(`/img/snapshot.cgi?size=1&quality=1&newer_than=${after}`)).body);
}

/** How far the pixels of two pictures are apart in the mean, where houses stand and nobody walks. */
function apart(one: Picture, other: Picture): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(one.height * 0.25); y < one.height * 0.45; y++) {
    for (let x = 0; x < one.width; x++) {
      sum += distance(one.at(x, y), other.at(x, y));
      count++;
    }
  }
  return sum / count;
}

async function position(camera: Program): Promise<string> {
  return (await camera.get("/io/query_pc.cgi?pt_position")).text.trim();
}

describe("a camera that is aimed", { timeout: 120_000, skip: needs("ffmpeg") }, () => {
  it("shows that it moves within two pictures, and comes back to the same view", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder, ["--log-level", "debug"]);
    await camera.set("group=JPEG&frame_rate=25&group=VIDEO&time_stamp=0");
    using _viewer = await watch(camera.base, "/img/video.mjpeg", admin);
    const home = await seen(camera);
    const still = apart(home, await seen(camera));
    const asked = Date.now() / 1000;
    const { status, body, headers } = await camera.get("/pt/ptctrl.cgi?mv=L,40");
    assert.deepEqual([status, body.length, headers["content-length"]], [200, 0, "0"]);
    const soon = apart(home, await seen(camera, asked + 0.08));
    assert.ok(soon > still * 1.5 + 0.5, `${soon} two pictures later, ${still} at rest`);
    await until("it stands still", async () => {
      const [one, other] = [await seen(camera), await seen(camera)];
      return apart(one, other) < still * 2 + 1;
    });
    const left = await seen(camera);
    assert.ok(apart(home, left) > 10, `${apart(home, left)}`);
    assert.equal(await position(camera), "pt_position=-40,0");
    await camera.get("/pt/ptctrl.cgi?mv=H");
    await until("it is home", async () => apart(home, await seen(camera)) < still * 3 + 2);
  });

  it("ends where arithmetic says, whoever moves it, and only for those who may", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder);
    await camera.set(
      "group=USER&user1=pat,turns&user2=eve,looks&pt_ctrl=1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0",
    );
    const pat: Login = ["pat", "turns"];
    const moves = { L: [-1, 0], R: [1, 0], U: [0, 1], D: [0, -1], UR: [1, 1], DL: [-1, -1] } as const;
    const names = Object.keys(moves) as (keyof typeof moves)[];
    let [x, y] = [0, 0];
    const clients = Array.from({ length: 10 }, async (_, client) => {
      for (let n = 0; n < 20; n++) {
        const name = names[(client * 7 + n * 5) % names.length]!;
        x += moves[name][0];
        y += moves[name][1];
        const { status } = await camera.get(`/pt/ptctrl.cgi?mv=${name},1`, client % 2 === 0 ? pat : admin);
        assert.equal(status, 200);
      }
    });
    await Promise.all(clients);
    assert.ok(Math.abs(x) < 28 && Math.abs(y) < 28, "no stop was in the way");
    assert.equal(await position(camera), `pt_position=${x},${y}`);
    assert.equal((await camera.get("/pt/ptctrl.cgi?mv=L,1", ["eve", "looks"])).status, 403);
    assert.equal(await position(camera), `pt_position=${x},${y}`);
    await camera.get("/pt/ptctrl.cgi?preset=set,3", pat);
    await camera.get("/pt/ptctrl.cgi?mv=R,999");
    assert.equal(await position(camera), `pt_position=63,${y}`);
    await camera.get("/pt/ptctrl.cgi?preset=move,3", pat);
    assert.equal(await position(camera), `pt_position=${x},${y}`);
    assert.match(
      (await camera.get("/adm/log.cgi")).text,
      /CONFIG: pat at 127\.0\.0\.1 changed preset\.3\.stored/,
    );
  });

  it("shows a part of a file, which is passed through again at home", async () => {
    await using folder = await emptyFolder();
    await using files = await emptyFolder();
    const clip = join(files.path, "clip.mp4");
    const drawn = "color=c=red:s=960x1080:r=15:d=4[l];color=c=blue:s=960x1080:r=15:d=4[r];[l][r]hstack";
    const coded = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "15", "-pix_fmt", "yuv420p"];
    execFileSync("ffmpeg", ["-v", "error", "-filter_complex", drawn, ...coded, clip]);
    await using camera = await start(folder, [clip]);
    await camera.set("group=VIDEO&time_stamp=0&group=H264&resolution=4");
    using _viewer = await watch(camera.base, "/stream/h264/1", admin);
    const isPassed = async (): Promise<boolean> =>
      / 1$/.test(/^pinhole_channel_passed_through\{.*/m.exec((await camera.get("/metrics")).text)?.[0] ?? "");
    await until("it is passed through", isPassed);
    const [left, right] = [[0.02, 0.3, 0.1, 0.7] as const, [0.9, 0.3, 0.98, 0.7] as const];
    const isRed = ([r, , b]: readonly number[]): boolean => r! > 150 && b! < 100;
    const whole = await seen(camera);
    assert.deepEqual([isRed(whole.mean(...left)), isRed(whole.mean(...right))], [true, false]);
    await camera.get("/pt/ptctrl.cgi?mv=L,63");
    await until("only the left of it is seen", async () => {
      const part = await seen(camera);
      return isRed(part.mean(...left)) && isRed(part.mean(0.7, 0.3, 0.78, 0.7));
    });
    assert.equal(await isPassed(), false);
    await camera.get("/pt/ptctrl.cgi?mv=H");
    await until("it is passed through again", isPassed);
  });

  it("says no where there is no motor", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder, ["--model", "RC8221"]);
    const { status, text } = await camera.get("/pt/ptctrl.cgi?mv=L,1");
    assert.deepEqual([status, text], [404, "the RC8221 has no motors for pan and tilt\r\n"]);
  });
});
