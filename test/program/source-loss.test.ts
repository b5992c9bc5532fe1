import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import { it } from "node:test";
import { needs } from "../peers.ts";
import { output, watch } from "./clients.ts";
import { type Colour, decode, distance } from "./pictures.ts";
import { admin, emptyFolder, freePort, type Program, start, until } from "./program.ts";

const colour: Colour = [200, 40, 40];

it("a source that vanishes is told to viewers and to /healthz, and is live again when it is back", {
  skip: needs("ffmpeg"),
  timeout: 60_000,
}, async () => {
  const port = await freePort();
  const picture = await output("ffmpeg", [
    ...["-v", "error", "-f", "lavfi", "-i", "color=0xC82828:size=320x240", "-frames:v", "1"],
    ...["-f", "mjpeg", "pipe:1"],
  ]);
  await using folder = await emptyFolder();
  {
    // Nobody is there yet: a network source is waited for.
    const source = `http://user:hidden@127.0.0.1:${port}/`;
    await using camera = await start(folder, ["--name", "Yard", source]);
    await camera.set("group=VIDEO&time_stamp=0");
    using viewer = await watch(camera.base, "/img/video.mjpeg", admin);
    await until("the news that the source is down", async () => (await health(camera)).status === 503);
    await until("a picture for the viewer", () => viewer.bytes > 1000);
    assert.deepEqual(await isLive(camera), false);

    for (let turn = 0; turn < 2; turn++) {
      await using upstream = await openUpstream(port, picture);
      await until("the live picture", () => isLive(camera), 12);
      await until("good health", async () => (await health(camera)).status === 200, 3);
      assert.equal((await health(camera)).body.status, "ok");
      const { bytes } = viewer;
      await until("more pictures for the viewer", () => viewer.bytes > bytes + 20_000);
      await upstream[Symbol.asyncDispose]();

      await until("the picture that says so", async () => !(await isLive(camera)), 8);
      const told = await health(camera);
      assert.equal(told.status, 503);
      assert.deepEqual([told.body.status, told.body.reason], ["degraded", "the source is down"]);
      const bad = viewer.bytes;
      await until("pictures without a source", () => viewer.bytes > bad + 5000);
    }
    const log = (await camera.get("/adm/log.cgi")).text;
    assert.ok((log.match(/VIDEO: source is live, 320x240\r\n/g)?.length ?? 0) >= 2, log);
    assert.match(log, /VIDEO: no signal: /);
    for (const text of [log, camera.written.stderr, camera.written.stdout])
      assert.doesNotMatch(text, /hidden/, "the login of the source is nobody's business");
    const { seconds } = await camera.end("SIGTERM");
    assert.ok(seconds < 1);
  }
});

async function isLive(camera: Program): Promise<boolean> {
  const got = await camera.get(`/img/snapshot.cgi?size=2&newer_than=${Date.now() / 1000 - 0.5}`);
  assert.equal(got.status, 200);
  return distance((await decode(got.body)).mean(0.1, 0.1, 0.9, 0.9), colour) < 30;
}

interface Health {
  readonly status: number;
  readonly body: { readonly status: string; readonly reason?: string };
}

async function health(camera: Program): Promise<Health> {
  const { status, text } = await camera.get("/healthz", null);
  return { status, body: JSON.parse(text) };
}

/** Another camera: ten Motion JPEG pictures a second for everybody. */
async function openUpstream(port: number, picture: Buffer): Promise<AsyncDisposable> {
  const viewers = new Set<ServerResponse>();
  const server: Server = createServer((_, res) => {
    res.writeHead(200, { "content-type": "multipart/x-mixed-replace;boundary=b" });
    viewers.add(res);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const head = `--b\r\ncontent-type: image/jpeg\r\ncontent-length: ${picture.length}\r\n\r\n`;
  const ticking = setInterval(() => {
    for (const res of viewers) res.write(Buffer.concat([Buffer.from(head), picture, Buffer.from("\r\n")]));
  }, 100);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(ticking);
      server.closeAllConnections();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}
