import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import { jpegChannel } from "../../model/index.ts";
import type { Answer } from "../dialect.ts";
import { models } from "../sercomm/models.ts";
import { instar } from "./index.ts";

const camera = (): FakeCamera => new FakeCamera(models.RC8230);
const viewer = { name: "viewer", level: "viewer", privileges: new Set<never>() } as const;
const get = async (path: string, query = "", on = camera()): Promise<Answer> =>
  instar.serve({ method: "GET", path, query, headers: {}, body: new Uint8Array(), caller: viewer }, on);

test("stills come in the size of the stream that is named", async () => {
  assert.deepEqual(await get("/snap.cgi"), { picture: { width: 1280, height: 720, quality: 85 } });
  assert.deepEqual(await get("/snap.cgi", "chn=12"), { picture: { width: 320, height: 240, quality: 85 } });
  assert.deepEqual(await get("/tmpfs/auto.jpg"), { picture: { width: 320, height: 240, quality: 85 } });
  assert.deepEqual(await get("/tmpfs/auto2.jpg"), { picture: { width: 160, height: 120, quality: 85 } });
  const refused = await get("/snap.cgi", "chn=99");
  assert.ok("status" in refused && refused.status === 400 && String(refused.body).includes("11, 12, 13"));
});

test("motion JPEG plays the channel that is named, or the first where it is off", async () => {
  const stream = (channel: number): Answer => ({ stream: { codec: "mjpeg", channel, framing: "multipart" } });
  const on = camera();
  assert.deepEqual(await get("/livestream/12", "action=play&media=mjpeg", on), stream(1));
  await on.set([{ group: jpegChannel, index: 1, values: { enabled: true } }], viewer);
  assert.deepEqual(await get("/livestream/12", "action=play&media=mjpeg", on), stream(2));
  assert.deepEqual(await get("/mjpegstream.cgi", "-chn=12", on), stream(2));
});

test("logins in the query are taken in both spellings", () => {
  assert.equal(instar.authorization?.("chn=11&user=admin&pwd=a%26b"), `Basic ${btoa("admin:a&b")}`);
  assert.equal(instar.authorization?.("-usr=admin&-pwd=secret"), `Basic ${btoa("admin:secret")}`);
  assert.equal(instar.authorization?.("chn=11"), undefined);
});

test("RTSP paths are the three H.264 streams", () => {
  assert.deepEqual(instar.programme?.("/livestream/13", camera()), {
    video: { codec: "h264", channel: 3 },
    sound: 1,
  });
  assert.deepEqual(instar.programme?.("/11", camera()), { video: { codec: "h264", channel: 1 }, sound: 1 });
  assert.equal(instar.programme?.("/14", camera()), undefined);
});

test("unknown paths are not of this dialect, and privacy shows nothing", async () => {
  assert.equal(instar.level("/param.cgi"), "viewer");
  assert.equal(instar.level("/other.cgi"), undefined);
  const on = camera();
  await on.setPrivacy(true);
  const refused = await get("/snap.cgi", "", on);
  assert.ok("status" in refused && refused.status === 406);
});
