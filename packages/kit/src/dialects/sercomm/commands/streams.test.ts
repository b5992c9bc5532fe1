import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodePlayerMovie } from "../../../formats/swf/index.ts";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { asking, request, viewer } from "../fixtures/requests.ts";
import { models, sercomm } from "../index.ts";

function open() {
  const camera = new FakeCamera(models.RC8230);
  const dialect = sercomm(models.RC8230);
  const ask = asking(dialect, camera);
  const answer = (target: string) => ask(request(target, { caller: viewer() }));
  const reply = (target: string) => dialect.serve(request(target, { caller: viewer() }), camera);
  return { ask, answer, reply };
}

const movies = ["/img/media.swf", "/img/sc_flvplayer.swf"];
const paths = ["/img/media.flv", "/img/video.asf", ...movies];

describe("streams with sound", () => {
  it("are H.264 in FLV and MPEG-4 in ASF", async () => {
    const { answer, ask } = open();
    const stream = (codec: string, channel: number, framing: string) =>
      JSON.stringify({ stream: { codec, channel, framing } });
    assert.equal(await answer("/img/media.flv"), stream("h264", 1, "flv"));
    assert.equal(await answer("/img/media.flv?channel=3&_=7"), stream("h264", 3, "flv"));
    assert.equal(await answer("/img/video.asf"), stream("mpeg4", 1, "asf"));
    assert.equal(await ask("/adm/set_group.cgi?group=MPEG4&mode2=1"), "200 OK");
    assert.equal(await answer("/img/video.asf?channel=2"), stream("mpeg4", 2, "asf"));
  });

  it("have a Flash movie of the channel's size and rate", async () => {
    const { reply, ask } = open();
    assert.equal(await ask("/adm/set_group.cgi?group=H264&resolution=3&frame_rate=12"), "200 OK");
    const first = { width: 640, height: 480, frameRate: 12, url: "media.flv" };
    const second = { width: 320, height: 240, frameRate: 10, url: "media.flv?channel=2" };
    for (const path of movies) {
      const swf = { status: 200, type: "application/x-shockwave-flash" };
      assert.deepEqual(await reply(path), { ...swf, body: encodePlayerMovie(first) });
      assert.deepEqual(await reply(`${path}?channel=2`), { ...swf, body: encodePlayerMovie(second) });
    }
  });

  it("name what is wrong with a channel", async () => {
    const { answer } = open();
    for (const path of paths) {
      for (const text of ["0", "4", "", "1.0", "%0d%0aX:1"]) {
        assert.match(
          await answer(`${path}?channel=${text}`),
          /^400 channel: must be one of 1, 2, 3, not [^\r]*\r\n$/,
        );
      }
    }
  });

  it("are not found while their channel is off", async () => {
    const { answer, ask } = open();
    assert.match(
      await answer("/img/video.asf?channel=3"),
      /^404 channel 3 of MPEG4 is off; MPEG4\.mode3=1 switches/,
    );
    assert.equal(await ask("/adm/set_group.cgi?group=H264&mode=0"), "200 OK");
    for (const path of ["/img/media.flv", ...movies]) {
      assert.match(await answer(path), /^404 channel 1 of H264 is off; H264\.mode=1 switches it on/, path);
    }
    assert.match(await answer("/img/media.flv?channel=2"), /"flv"/);
    assert.match(await answer("/img/video.asf"), /"asf"/);
  });

  it("are withheld in privacy mode", async () => {
    const { answer, ask } = open();
    assert.equal(await ask("/adm/privacy_ctl.cgi?privacy=start"), "200 OK");
    for (const path of paths) assert.match(await answer(path), /^406 privacy mode is on/, path);
  });
});
