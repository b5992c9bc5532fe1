import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { needs } from "../../../../test/peers.ts";
import { camera } from "./camera/index.ts";
import { device } from "./device/index.ts";
import { file } from "./file/index.ts";
import { type Folder, ffmpeg, jpeg, openFolder } from "./fixtures/clips.ts";
import { pushMjpeg, type Served, serve } from "./fixtures/serve.ts";
import { watch } from "./fixtures/watch.ts";
import { images } from "./images/index.ts";
import { scene } from "./scene/index.ts";
import type { SourceKind } from "./source.ts";
import { upstream } from "./upstream/index.ts";

interface Part {
  readonly kind: SourceKind;
  readonly skip?: string | false;
  /** Texts that are of this kind and of no other. */
  readonly own: readonly string[];
  /** A source that works; left out where that needs hardware. */
  works?(): string;
  /** One that is not there; left out where that can not be. */
  readonly missing?: string;
}

describe("every kind of source", () => {
  let folder: Folder;
  let server: Served;
  let clip = "";

  before(async () => {
    folder = openFolder();
    folder.file("1.jpg", jpeg([60, 128, 128]));
    folder.file("2.jpg", jpeg([160, 128, 128]));
    server = await serve((req, res) => {
      if (req.url?.startsWith("/util/query.cgi"))
        res.end("hostname=Camera\r\nmodel_number=RC8221\r\nrtsp_port=1\r\n");
      else pushMjpeg(res);
    });
    if (needs("ffmpeg") === false)
      clip = ffmpeg("-f lavfi -i testsrc2=s=160x120:r=25:d=2 -c:v libx264 -bf 0", folder.file("clip.mp4"));
  });
  after(async () => {
    folder[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  const kinds = [scene, device, camera, upstream, images, file];
  const parts: readonly Part[] = [
    { kind: scene, own: ["scene"], works: () => "scene" },
    {
      kind: device,
      own: ["/dev/video0", "/dev/video17", "/dev/v4l/by-id/usb-Some_Camera-video-index0"],
      missing: "/dev/video4711",
    },
    {
      kind: camera,
      own: [
        "sercomm://10.0.0.7",
        "SERCOMMS://u:p@cam:8443/?insecure",
        "instar://cam",
        "camera://[fe80::1]:80",
      ],
      works: () => server.url("").replace("http:", "sercomm:").concat("?mjpeg"),
      missing: "sercomm://127.0.0.1:1",
    },
    {
      kind: upstream,
      own: [
        "rtsp://10.0.0.7/live",
        "RTSPS://cam:322/",
        "http://cam/img.jpg",
        "https://u:p@cam:8443/video.mjpeg",
      ],
      works: () => server.url("/video.mjpeg"),
      missing: "http://127.0.0.1:1/nobody",
    },
    {
      kind: images,
      own: ["pictures/", "/no/such/folder/"],
      works: () => folder.path,
      missing: "/no/such/folder/",
    },
    {
      kind: file,
      own: ["clip.mp4", "/no/such/clip.mp4", "./scene", "a b.mkv"],
      works: () => clip,
      missing: "/no/such/clip.mp4",
      skip: needs("ffmpeg"),
    },
  ];

  for (const { kind, own, works, missing, skip = false } of parts) {
    describe(kind.name, { concurrency: true }, () => {
      it("is named by its texts, before any other kind", async () => {
        assert.match(kind.usage, /\S+ {2,}\S/);
        for (const text of own) {
          const accepting = await Promise.all(kinds.map((other) => other.accepts(text)));
          assert.equal(kinds[accepting.indexOf(true)], kind, text);
        }
        assert.equal(await kind.accepts("nonsense://somewhere"), false);
      });

      it("says early that it is not there, and what to do", async () => {
        const isWords = (error: unknown): boolean =>
          error instanceof CameraError && error.code === "source-missing" && error.message.length > 20;
        if (missing !== undefined && !kind.patient) await assert.rejects(kind.check(missing), isWords);
        if (works !== undefined && skip === false) await kind.check(works());
      });

      it("fails in words when it is opened all the same", async () => {
        if (missing === undefined) return;
        await using source = watch(kind, missing);
        const error = await source.failure();
        assert.ok(error && ["source-missing", "source-unreachable"].includes(error.code), `${error?.code}`);
        assert.match(error.message, /[a-z]{3}/);
      });
      if (works === undefined) return;

      it("gives pictures whose times only go forward, and near to now", { skip }, async () => {
        await using source = watch(kind, works());
        const shown = await source.pictures(20);
        for (const [n, { at, arrived, width, height }] of shown.entries()) {
          assert.ok(n === 0 || at > shown[n - 1]!.at, `picture ${n} at ${at} after ${shown[n - 1]?.at}`);
          assert.ok(Math.abs(arrived - at) < 0.6, `picture ${n} of ${at} came at ${arrived}`);
          assert.ok(width > 0 && height > 0);
        }
      });

      it("ends soon when it is stopped, and shows nothing afterwards", { skip }, async () => {
        await using source = watch(kind, works());
        await source.pictures(3);
        const tookMs = await source.stop();
        assert.ok(tookMs < 500, `${tookMs} ms`);
        const { length } = source.shown;
        await new Promise((later) => setTimeout(later, 100));
        assert.equal(source.shown.length, length);
      });

      it("does not begin under a signal that has aborted", { skip }, async () => {
        await using source = watch(kind, works(), { signal: AbortSignal.abort() });
        await assert.rejects(source.failure(1000), { name: "AbortError" });
        assert.ok(source.shown.length <= 1);
      });

      it("can be opened many times over", { skip }, async () => {
        for (let n = 0; n < 5; n++) {
          await using source = watch(kind, works());
          await source.pictures(1);
        }
      });
    });
  }

  it("shows no credentials", () => {
    for (const text of [
      "rtsp://admin:s3cret@10.0.0.7:554/live",
      "rtsp://admin:p@s3cret@10.0.0.7/live",
      "rtsp://admin:with/s3cret@10.0.0.7/live",
      "RTSP://s3cret@10.0.0.7/live",
      "http://cam/snapshot.cgi?user=admin&pwd=s3cret",
      "http://cam/snapshot.cgi?usr=admin&Password=s3cret&channel=1",
      "http://cam/live?access_token=s3cret#top",
      "rtsp://10.0.0.7/user=admin&password=s3cret&channel=1&stream=0.sdp",
      "rtsp://10.0.0.7/user=admin_password=s3cret_channel=1_stream=0.sdp",
    ]) {
      const shown = upstream.show(text);
      assert.ok(!shown.includes("s3cret"), shown);
      assert.match(shown, /^(rtsp|http):\/\/(10\.0\.0\.7|cam)/i);
    }
    for (const text of [
      "rtsp://10.0.0.7:554/live/main?channel=1&subtype=0",
      "http://cam/a@b/video.mjpeg",
      "http://[::1]:8080/",
    ])
      assert.equal(upstream.show(text), text);
    for (const kind of [scene, device, images, file]) assert.ok(!kind.show("a:b@c").includes("undefined"));
  });

  it("hides credentials in what goes wrong, too", async () => {
    const text = "http://admin:s3cret@127.0.0.1:1/live?pwd=s3cret";
    await using source = watch(upstream, text);
    const error = await source.failure();
    assert.ok(error && !`${error.message} ${error.at}`.includes("s3cret"), `${error?.message} ${error?.at}`);
    await assert.rejects(
      upstream.check("http://admin:s3cret@/x"),
      (thrown: Error) => !/s3cret/.test(thrown.message),
    );
  });
});
