import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { asking, request, viewer } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

function open() {
  const camera = new FakeCamera(models.RC8230);
  const ask = asking(sercomm(models.RC8230), camera);
  const answer = (target: string, agent?: string) =>
    ask(request(target, { caller: viewer(), headers: agent === undefined ? {} : { "user-agent": agent } }));
  return { camera, ask, answer };
}
const picture = (wanted: object) => JSON.stringify({ picture: wanted });

describe("snapshot.cgi", () => {
  it("turns sizes and qualities into pictures", async () => {
    const { answer } = open();
    for (const [query, wanted] of [
      ["", {}],
      ["?size=1", { width: 1280, height: 720 }],
      ["?size=2", { width: 320, height: 240 }],
      ["?size=3", { width: 640, height: 480 }],
      ["?size=4", { width: 1280, height: 720 }],
      ["?quality=1", { quality: 85 }],
      ["?quality=2", { quality: 70 }],
      ["?quality=3", { quality: 55 }],
      ["?quality=4", { quality: 40 }],
      ["?quality=5", { quality: 25 }],
      ["?size=4&quality=1", { width: 1280, height: 720, quality: 85 }],
      ["?_=1444723002", {}],
    ] as const) {
      assert.equal(await answer(`/img/snapshot.cgi${query}`), picture(wanted), query);
    }
  });

  it("asks for a newer picture by either way to write a moment", async () => {
    const { answer } = open();
    const newerThan = Date.UTC(2015, 9, 13, 7, 59, 57, 500) / 1000;
    for (const text of [
      "1444723197.5",
      "2015-10-13T07:59:57.500Z",
      "2015-10-13T09:59:57.5%2B02:00",
      "2015-10-13T09:59:57.5+02:00",
      "2015-10-13T05:59:57.5-02:00",
    ]) {
      assert.equal(await answer(`/img/snapshot.cgi?newer_than=${text}`), picture({ newerThan }), text);
    }
  });

  it("names what is wrong and what is allowed", async () => {
    const { answer } = open();
    for (const [query, words] of [
      ["size=0", /^400 size: must be one of 1, 2, 3, 4, not 0\r\n$/],
      ["size=", /^400 size: must be one of/],
      ["size=toString", /^400 size: /],
      ["size=1&size=2", /^400 size: is given more than once/],
      ["quality=6", /^400 quality: must be one of 1, 2, 3, 4, 5, not 6\r\n$/],
      ["size=9&quality=9&newer_than=now", /^400 size: .*\r\nquality: .*\r\nnewer_than: .*\r\n$/],
      ["newer_than=-1", /^400 newer_than: /],
      ["newer_than=2015-13-13T07:59:57Z", /^400 newer_than: /],
      ["newer_than=1e9", /^400 newer_than: /],
    ] as const) {
      assert.match(await answer(`/img/snapshot.cgi?${query}`), words, query);
    }
  });
});

describe("moving pictures", () => {
  it("chooses the framing by the browser", async () => {
    const { answer } = open();
    const stream = (framing: string) => JSON.stringify({ stream: { codec: "mjpeg", channel: 1, framing } });
    for (const path of ["/img/video.mjpeg", "/img/mjpeg.cgi"]) {
      assert.equal(await answer(path), stream("multipart"));
      assert.equal(await answer(path, "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"), stream("multipart"));
      assert.equal(await answer(path, "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)"), picture({}));
      for (const agent of ["CameraActiveX", "Viewer/1.0", "AlertCfg", "Cisco210Viewer", "Cisco210AlertCfg"]) {
        assert.equal(await answer(path, agent), stream("ocx"), agent);
      }
    }
  });

  it("answers mjpeg.cgi only for the size and rate that the channel has", async () => {
    const { answer, ask } = open();
    assert.equal(await ask("/adm/set_group.cgi?group=JPEG&resolution=3&frame_rate=10"), "200 OK");
    const now = "400 current_resolution=3\r\ncurrent_framerate=10\r\n";
    assert.match(await answer("/img/mjpeg.cgi?size=3&framerate=10"), /multipart/);
    assert.equal(await answer("/img/mjpeg.cgi?size=4"), now);
    assert.equal(await answer("/img/mjpeg.cgi?framerate=11"), now);
    assert.equal(await answer("/img/mjpeg.cgi?size=<b>&framerate=10"), now);
    assert.equal(await answer("/img/mjpeg.htm?size=2"), now);
    assert.match(await answer("/img/video.mjpeg?size=4"), /multipart/);
  });

  it("has a page that shows the stream", async () => {
    const { answer, camera } = open();
    assert.match(await answer("/img/mjpeg.htm"), /^200 <!DOCTYPE html>.*<img src="\/img\/video\.mjpeg"/s);
    const reply = await sercomm(models.RC8230).serve(request("/img/mjpeg.htm"), camera);
    assert.ok("type" in reply && reply.type === "text/html; charset=utf-8");
  });

  it("is not found while the channel is off", async () => {
    const { answer, ask } = open();
    assert.equal(await ask("/adm/set_group.cgi?group=JPEG&mode=0"), "200 OK");
    for (const path of ["/img/video.mjpeg", "/img/mjpeg.cgi", "/img/mjpeg.htm"]) {
      assert.match(await answer(path), /^404 the JPEG channel is off/);
      assert.match(await answer(path, "MSIE"), /^404 /);
    }
    assert.equal(await answer("/img/snapshot.cgi"), picture({}));
  });
});

it("mobile.cgi is one small picture", async () => {
  const { answer } = open();
  assert.equal(await answer("/img/mobile.cgi"), picture({ width: 160, height: 120, quality: 25 }));
});

it("privacy withholds every picture and stream", async () => {
  const { answer, ask } = open();
  assert.equal(await ask("/adm/privacy_ctl.cgi?privacy=start"), "200 OK");
  for (const path of [
    "snapshot.cgi",
    "mobile.cgi",
    "video.mjpeg",
    "mjpeg.cgi?size=1",
    "mjpeg.htm",
    "snapshot.cgi?size=x",
  ]) {
    assert.match(await answer(`/img/${path}`), /^406 privacy mode is on/, path);
  }
  assert.equal(await ask("/adm/privacy_ctl.cgi?privacy=stop"), "200 OK");
  assert.equal(await answer("/img/snapshot.cgi"), picture({}));
});
