import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { jpeg } from "../fixtures/clips.ts";
import { pushMjpeg, sendJpeg, serve } from "../fixtures/serve.ts";
import { watch } from "../fixtures/watch.ts";
import { upstream } from "./index.ts";

/** Says `words` to whoever connects and then nothing more, or hangs up. */
async function say(
  words: string | Uint8Array,
  hangsUp = false,
): Promise<AsyncDisposable & { readonly address: string }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    if (words.length > 0) socket.write(words);
    if (hangsUp) socket.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

describe("another camera over HTTP", { concurrency: true }, () => {
  it("pushes motion JPEG: every picture is shown as it comes", async () => {
    await using camera = await serve((_req, res) => pushMjpeg(res));
    await using source = watch(upstream, camera.url("/video.mjpeg"));
    const shown = await source.pictures(25);
    assert.deepEqual([shown[0]!.width, shown[0]!.height], [64, 48]);
    const seconds = shown[24]!.at - shown[0]!.at;
    assert.ok(seconds > 0.7 && seconds < 1.5, `25 pictures in ${seconds} s`);
    assert.equal(camera.requests.length, 1);
  });

  for (const periodMs of [20, 100]) {
    it(`pushes a picture each ${periodMs} ms: their times tell when they came`, async () => {
      await using camera = await serve((_req, res) => pushMjpeg(res, undefined, periodMs));
      await using source = watch(upstream, camera.url("/video.mjpeg"));
      const shown = await source.pictures(25);
      for (const { at, arrived } of shown.slice(5))
        assert.ok(arrived - at < 0.08, `${(arrived - at).toFixed(3)} s late`);
    });
  }

  it("gives single JPEGs: they are fetched again and again", async () => {
    await using camera = await serve((_req, res) => sendJpeg(res));
    await using source = watch(upstream, camera.url("/snapshot.jpg?channel=1"));
    const shown = await source.pictures(3);
    assert.ok(shown[2]!.at - shown[0]!.at > 0.6 && shown[2]!.at - shown[0]!.at < 1.6);
    assert.ok(camera.requests.length >= 3);
    assert.equal(camera.requests[0]!.url, "/snapshot.jpg?channel=1");
  });

  it("is logged in to with Basic where the address has a login", async () => {
    const wanted = `Basic ${btoa("admin:p@ss")}`;
    await using camera = await serve((req, res) => {
      if (req.headers.authorization === wanted) return pushMjpeg(res);
      res.writeHead(401, { "www-authenticate": 'Basic realm="camera"' }).end();
    });
    await using source = watch(upstream, camera.url("/live").replace("//", "//admin:p%40ss@"));
    await source.pictures(3);
    for (const login of ["", "admin:wrong@"]) {
      await using refused = watch(upstream, camera.url("/live").replace("//", `//${login}`));
      const error = await refused.failure();
      assert.equal(error?.code, "source-refused");
    }
  });

  for (const [status, code] of [
    [404, "source-missing"],
    [403, "source-refused"],
    [500, "source-unreachable"],
    [503, "source-busy"],
  ] as const) {
    it(`that answers ${status} is ${code}`, async () => {
      await using camera = await serve((_req, res) => res.writeHead(status).end("no"));
      await using source = watch(upstream, camera.url());
      assert.equal((await source.failure())?.code, code);
    });
  }

  it("that sends no video is damaged", async () => {
    for (const body of ["<html>log in first</html>", "", "\0".repeat(5000)]) {
      await using camera = await serve((_req, res) => res.end(body));
      await using source = watch(upstream, camera.url());
      const error = await source.failure();
      assert.ok(
        error && ["source-damaged", "source-ended"].includes(error.code),
        `${error?.code}: ${body.length}`,
      );
    }
  });

  it("that sends damaged pictures shows those that are whole", async () => {
    const [good, broken] = [jpeg([100, 128, 128]), jpeg([100, 128, 128]).fill(0xa5, 100)];
    await using camera = await serve((_req, res) => {
      res.writeHead(200, { "content-type": "multipart/x-mixed-replace;boundary=cut" });
      let n = 0;
      const timer = setInterval(() => {
        const picture = n++ % 3 === 1 ? broken : good;
        res.write(`--cut\r\ncontent-type: image/jpeg\r\ncontent-length: ${picture.length}\r\n\r\n`);
        res.write(picture);
        res.write("\r\n");
      }, 20);
      res.once("close", () => clearInterval(timer));
    });
    await using source = watch(upstream, camera.url());
    await source.pictures(20);
  });

  it("that ends its stream has ended", async () => {
    await using camera = await serve((_req, res) => pushMjpeg(res, 5));
    await using source = watch(upstream, camera.url());
    const error = await source.failure();
    assert.equal(error?.code, "source-ended");
    assert.ok(source.shown.length >= 2);
  });

  it("that vanishes is told at once, and found when it is back", async () => {
    const camera = await serve((_req, res) => pushMjpeg(res));
    await using source = watch(upstream, camera.url());
    await source.pictures(3);
    await camera.vanish();
    const error = await source.failure(2000);
    assert.ok(error && ["source-ended", "source-unreachable"].includes(error.code), `${error?.code}`);
    await using gone = watch(upstream, camera.url());
    assert.equal((await gone.failure())?.code, "source-unreachable");
    await using back = await serve((_req, res) => pushMjpeg(res), camera.port);
    await using again = watch(upstream, back.url());
    await again.pictures(3);
  });

  it("follows a redirect to HTTP, but to no file", async () => {
    await using camera = await serve((_req, res) => pushMjpeg(res));
    await using other = await serve((req, res) => {
      res.writeHead(302, { location: req.url === "/file" ? "file:///etc/hostname" : camera.url() }).end();
    });
    await using source = watch(upstream, other.url());
    await source.pictures(2);
    await using fooled = watch(upstream, other.url("/file"));
    assert.ok(await fooled.failure());
  });
});

describe("another camera that hangs", { concurrency: true }, () => {
  const part = "--cut\r\ncontent-type: image/jpeg\r\ncontent-length: 5000\r\n\r\n";
  const head = "HTTP/1.1 200 OK\r\ncontent-type: multipart/x-mixed-replace;boundary=cut\r\n\r\n";
  for (const [what, words, scheme] of [
    ["before its first word", "", "http"],
    ["within its head", "HTTP/1.1 200 OK\r\ncontent-ty", "http"],
    ["after its head", head, "http"],
    ["within a picture", `${head}${part}\xff\xd8\xff`, "http"],
    ["before its first word", "", "rtsp"],
    ["within its answer", "RTSP/1.0 200 OK\r\nCSeq: 1\r\n", "rtsp"],
    ["before its handshake", "", "https"],
    ["before its handshake", "", "rtsps"],
  ] as const) {
    it(`${what} over ${scheme} is left at once when the source is stopped`, async () => {
      await using camera = await say(Buffer.from(words, "latin1"));
      await using source = watch(upstream, `${scheme}://${camera.address}/live`);
      await new Promise((later) => setTimeout(later, 300));
      const tookMs = await source.stop();
      assert.ok(tookMs < 500, `${tookMs} ms`);
      assert.equal(source.shown.length, 0);
    });
  }
});

describe("what is no RTSP", { concurrency: true }, () => {
  for (const words of ["HTTP/1.1 400 Bad Request\r\n\r\n", "RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n"]) {
    it(`is told in words: ${words.slice(0, 12)}`, async () => {
      await using camera = await say(words, true);
      await using source = watch(upstream, `rtsp://${camera.address}/live`);
      const error = await source.failure();
      assert.match(error?.message ?? "", /^open: \w/);
    });
  }
});
