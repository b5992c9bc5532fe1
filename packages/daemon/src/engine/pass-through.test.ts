import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { SourceVideo } from "../sources/source.ts";
import { plain, withChannel } from "./fixtures/settings.ts";
import { obstacleOf, openPassThrough, type PassThrough } from "./pass-through.ts";
import type { EngineSettings, FromEngine } from "./protocol.ts";

type Message = Extract<FromEngine, { readonly type: "packet" | "passage" }>;

const vga: SourceVideo = { codec: "h264", width: 640, height: 480 };
const stamped: EngineSettings = { ...plain, video: { ...plain.video, timestamp: true } };

describe("a channel is passed through", () => {
  const why = (video: SourceVideo | undefined, change: object = {}, settings = plain) => {
    const set = withChannel("h264", change, settings);
    return obstacleOf({ codec: "h264", channel: 1 }, set, video);
  };

  it("when the source is H.264 of its size and nothing is drawn", () => {
    assert.equal(why(vga), undefined);
    assert.equal(why({ ...vga, width: 320, height: 240 }, { resolution: "320x240" }), undefined);
    assert.equal(why(vga, { frameRate: 5, profile: "high", gop: 1 }), undefined);
    assert.equal(why(vga, { cropping: true }), undefined, "nothing is cut from a picture that fits");
  });

  it("at the largest setting when the source is as large or larger", () => {
    const largest = { resolution: "1280x720" };
    assert.equal(why({ ...vga, width: 1280, height: 720 }, largest), undefined);
    assert.equal(why({ ...vga, width: 1920, height: 1080 }, largest), undefined);
    assert.match(why({ ...vga, width: 1920, height: 480 }, largest)!, /is 1920x480 and the channel 1280x720/);
    assert.match(why({ ...vga, width: 1920, height: 1080 }, { ...largest, cropping: true })!, /cut/);
  });

  it("else not, for a reason in words", () => {
    assert.equal(why(undefined), "the source is not H.264");
    assert.equal(why({ ...vga, codec: "mjpeg" }), "the source is not H.264");
    assert.equal(why({ ...vga, obstacle: "so it is" }), "the source can not be handed on: so it is");
    assert.equal(why(vga, {}, stamped), "the time stamp is drawn (video.timestamp)");
    assert.match(why({ ...vga, width: 1280 })!, /^the source is 1280x480 and the channel 640x480/);
    assert.match(why(vga, { bandwidthLimit: "256k" })!, /limited to 256k/);
  });
});

describe("a channel of motion JPEG is passed through", () => {
  const why = (change: object = {}, video: SourceVideo = { ...vga, codec: "mjpeg" }) => {
    const set = withChannel("mjpeg", { quality: 5, resolution: "640x480", ...change });
    return obstacleOf({ codec: "mjpeg", channel: 1 }, set, video);
  };

  it("when the source is, in its size, and the channel has the best quality", () => {
    assert.equal(why(), undefined);
    assert.equal(why({ frameRate: 5 }), undefined);
    assert.equal(why({}, vga), "the source is not motion JPEG");
    assert.match(why({ quality: 4 })!, /quality is 4 of 5/);
    assert.match(why({ resolution: "320x240" })!, /640x480 and the channel 320x240/);
    assert.match(why({}, { ...vga, codec: "mjpeg", obstacle: "so it is" })!, /handed on: so it is/);
  });

  it("at its own frame rate, and says so", () => {
    const sent: Message[] = [];
    const settings = withChannel("mjpeg", { quality: 5, resolution: "640x480", frameRate: 5 });
    const lines = openPassThrough(settings, (message) => sent.push(message));
    lines.hasVideo({ ...vga, codec: "mjpeg" });
    assert.equal(lines.wants("mjpeg"), false);
    lines.open("mjpeg/1", "mjpeg", 1);
    assert.deepEqual([lines.wants("mjpeg"), lines.wants("h264")], [true, false]);
    for (let n = 0; n < 50; n++) lines.take({ data: new Uint8Array(8), key: true }, 1000 + n / 25);
    const packets = sent.filter(({ type }) => type === "packet");
    assert.ok(packets.length >= 10 && packets.length <= 11, `${packets.length} pictures of 2 s`);
    lines.configure(withChannel("mjpeg", { frameRate: 25 }, settings));
    for (let n = 50; n < 100; n++) lines.take({ data: new Uint8Array(8), key: true }, 1000 + n / 25);
    assert.equal(sent.filter(({ type }) => type === "packet").length, packets.length + 50);
    lines.configure(withChannel("mjpeg", { quality: 2 }, settings));
    assert.equal(lines.passes("mjpeg/1"), false);
    lines.encoded("mjpeg/1");
    lines.encoded("nobody");
    const told = sent.flatMap((message) => (message.type === "passage" ? [message.reason] : []));
    assert.match(told[0]!, /^the source is motion JPEG and nothing is drawn/);
    assert.match(told[1]!, /quality is 2 of 5/);
  });
});

describe("the lines of H.264", () => {
  let sent: Message[];
  let lines: PassThrough;
  let at: number;

  beforeEach(() => {
    sent = [];
    at = 1000;
    lines = openPassThrough(plain, (message) => sent.push(message));
    lines.hasVideo(vga);
    lines.open("h264/1", "h264", 1);
  });
  const take = (pictures: string): void => {
    for (const picture of pictures) {
      at += 0.04;
      lines.take({ data: new Uint8Array(8), key: picture === "K" }, at);
    }
  };
  const packets = (key = "h264/1") =>
    sent.flatMap((message) => (message.type === "packet" && message.keys.includes(key) ? [message] : []));
  const told = () =>
    sent.flatMap((message) =>
      message.type === "passage" ? [[message.key, message.passed, message.reason]] : [],
    );
  const encode = (pts: number, key = "h264/1") =>
    lines.after(key, { data: new Uint8Array(2), pts, key: true });

  it("take the source's packets from a key frame on, and need no pictures then", () => {
    take("pp");
    assert.equal(lines.passes("h264/1"), false);
    assert.deepEqual(sent, []);
    take("Kpp");
    assert.equal(lines.passes("h264/1"), true);
    assert.deepEqual(
      packets().map(({ key, passed }) => [key, passed]),
      [
        [true, true],
        [false, true],
        [false, true],
      ],
    );
    assert.deepEqual(told(), [["h264/1", true, "the source is H.264 and nothing is drawn on it"]]);
  });

  it("are encoded from the moment when something is drawn, and go back at a key frame", () => {
    take("Kp");
    lines.configure(stamped);
    assert.equal(lines.passes("h264/1"), false);
    take("Kp");
    encode(at);
    assert.equal(packets().length, 2);
    lines.configure(plain);
    take("p");
    assert.equal(packets().length, 2);
    take("K");
    assert.equal(packets().length, 3);
    assert.deepEqual(
      told().map(([, passed]) => passed),
      [true, false, true],
    );
  });

  it("have times that rise whoever made the packets", () => {
    const times: number[] = [];
    times.push(encode(at + 0.5).pts);
    take("Kp");
    times.push(...packets().map(({ pts }) => pts));
    lines.configure(stamped);
    times.push(encode(at - 0.02).pts, encode(at + 5).pts);
    for (const [n, time] of times.entries()) assert.ok(n === 0 || time > times[n - 1]!, times.join(" "));
    assert.equal(times.at(-1), at + 5, "and are the true ones again when they can be");
  });

  it("are encoded while there is no signal", () => {
    take("K");
    lines.hasSignal(false);
    encode(at + 3);
    assert.deepEqual(told().at(-1), ["h264/1", false, "the source gives no signal"]);
    lines.hasSignal(true);
    take("p");
    assert.equal(lines.passes("h264/1"), false);
    take("K");
    assert.equal(lines.passes("h264/1"), true);
  });

  it("are encoded while the camera looks at a part of the source", () => {
    take("K");
    lines.hasView(false);
    encode(at + 3);
    assert.deepEqual(told().at(-1), ["h264/1", false, "the camera looks at a part of the source"]);
    lines.hasView(true);
    take("pK");
    assert.equal(lines.passes("h264/1"), true);
  });

  it("follow a source that changes its size", () => {
    take("K");
    lines.hasVideo({ ...vga, width: 1280, height: 720 });
    take("K");
    assert.equal(packets().length, 1);
    lines.hasVideo(vga);
    take("K");
    assert.equal(packets().length, 2);
  });

  it("share one message, each with its own settings", () => {
    lines.open("h264/2", "h264", 2);
    lines.configure(withChannel("h264", { resolution: "320x240" }));
    take("K");
    assert.deepEqual([packets().length, packets("h264/2").length], [0, 1]);
    lines.configure(plain);
    take("K");
    assert.deepEqual(packets().at(-1)!.keys, ["h264/1", "h264/2"]);
  });

  it("say the same only once", () => {
    lines.configure(stamped);
    for (let n = 0; n < 5; n++) encode(at + n);
    assert.equal(told().length, 1);
  });

  it("are forgotten when nobody wants them", () => {
    take("K");
    lines.close("h264/1");
    take("Kp");
    assert.equal(packets().length, 1);
    assert.deepEqual([lines.wants("h264"), lines.passes("h264/1")], [false, false]);
  });
});
