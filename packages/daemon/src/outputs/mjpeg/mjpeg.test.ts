import assert from "node:assert/strict";
import { once } from "node:events";
import { afterEach, describe, it, mock } from "node:test";
import { PushDecoder } from "@pinhole/kit/formats/mjpeg-push";
import { type Packet, roomAround } from "../../bus/packet.ts";
import { Stream } from "../../bus/stream.ts";
import { captured } from "../fixtures/encoded.ts";
import { openStream, watch } from "../fixtures/viewing.ts";
import { view } from "../viewer.ts";
import { openMjpeg } from "./index.ts";

/** The markers of a JPEG of 640 x 480, filled up to `size` bytes, with or without room around it. */
function picture(n: number, size = 200, room = true): Packet {
  const head = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0x01, 0xe0, 0x02, 0x80, 1, 1, 0x11, 0];
  const around = room ? roomAround : { before: 0, after: 0 };
  const bytes = new Uint8Array(around.before + size + around.after);
  const data = bytes.subarray(around.before, around.before + size);
  data.fill(n & 0x7f);
  data.set(head);
  data.set([0xff, 0xd9], size - 2);
  return { data, pts: captured + n / 25, key: true };
}

const copy = ({ data }: Packet): Uint8Array => new Uint8Array(data);

describe("motion JPEG", () => {
  afterEach(() => mock.restoreAll());

  it("comes in parts that a decoder takes apart again", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => openMjpeg().serve(stream, res));
    assert.match(String(viewing.reply.headers["content-type"]), /^multipart\/x-mixed-replace;boundary=\w+$/);
    const pictures = [picture(0), picture(1, 5000), picture(2, 300, false), picture(3, 40)];
    const wanted = pictures.map(copy);
    for (const packet of pictures) {
      stream.publish(packet);
      await new Promise((sent) => setImmediate(sent));
    }
    stream.end();
    const decoder = new PushDecoder();
    const parts = decoder.push(await viewing.body());
    assert.ok(decoder.ended, "the end is marked");
    assert.deepEqual(
      parts.map(({ body }) => body),
      wanted,
    );
    assert.deepEqual(
      parts.map(({ headers }) => headers["x-capture-time"]),
      pictures.map(({ pts }) => new Date(pts * 1000).toISOString()),
    );
    for (const { headers, body } of parts) {
      assert.equal(headers["content-type"], "image/jpeg");
      assert.equal(headers["content-length"], String(body.length));
    }
  });

  it("is framed once for all viewers, in the room around the picture", async () => {
    const { stream } = openStream();
    const mjpeg = openMjpeg();
    await using first = await watch((res) => mjpeg.serve(stream, res));
    await using second = await watch((res) => mjpeg.serve(stream, res));
    const packet = picture(0);
    const before = copy(packet);
    stream.publish(packet);
    assert.deepEqual(copy(packet), before, "the picture itself is untouched");
    stream.end();
    assert.deepEqual(await first.body(), await second.body());
  });

  it("is skipped by a viewer that is too slow, and by no other", async () => {
    const { stream } = openStream();
    const mjpeg = openMjpeg();
    await using slow = await watch((res) => mjpeg.serve(stream, res));
    await using fast = await watch((res) => mjpeg.serve(stream, res));
    const decoder = new PushDecoder();
    let seen = 0;
    fast.reply.on("data", (chunk) => {
      seen += decoder.push(chunk).length;
    });
    for (let n = 0; n < 40; n++) {
      stream.publish(picture(n, 400_000));
      while (seen <= n) await once(fast.reply, "data");
    }
    assert.equal(seen, 40);
    const { delivered, dropped, published } = stream.counts;
    assert.equal(published, 40);
    assert.equal(delivered + dropped, 80);
    assert.ok(dropped > 10, `${dropped} lost`);
    stream.end();
    const parts = new PushDecoder().push(await slow.body());
    assert.equal(parts.length, 40 - dropped, "what was sent is whole");
  });

  it("sends a viewer away that takes nothing for half a minute, and no other", async () => {
    let time = 1000;
    mock.method(performance, "now", () => time);
    const { stream } = openStream();
    const mjpeg = openMjpeg();
    await using _stuck = await watch((res) => mjpeg.serve(stream, res));
    await using fine = await watch((res) => mjpeg.serve(stream, res));
    const decoder = new PushDecoder();
    let seen = 0;
    fine.reply.on("data", (chunk) => {
      seen += decoder.push(chunk).length;
    });
    let shown = 0;
    const show = async (): Promise<void> => {
      stream.publish(picture(shown++, 400_000));
      while (seen < shown) await once(fine.reply, "data");
    };
    while (stream.counts.dropped === 0) await show();
    const filled = time;
    for (; time < filled + 29_000; time += 1000) await show();
    assert.equal(stream.readers.size, 2);
    for (; stream.readers.size === 2 && time < filled + 60_000; time += 1000) await show();
    assert.equal(stream.readers.size, 1);
    assert.ok(time - filled <= 33_000, `${time - filled} ms`);
    await show();
    assert.equal(fine.reply.destroyed, false);
  });

  it("ends the reply of a viewer at whose first picture something is thrown", async () => {
    const failures: string[] = [];
    const quiet = { start: () => {}, stop: () => {}, refresh: () => {} };
    const failed = (output: string, error: unknown): void => void failures.push(`${output}: ${error}`);
    const stream = new Stream("test", { ...quiet, failed }, 0);
    await using _keeper = await watch((res) => openMjpeg().serve(stream, res));
    stream.publish(picture(0));
    const frame = (): never => {
      throw new Error("our bug");
    };
    await using viewing = await watch((res) =>
      view([stream], "broken", { contentType: "image/jpeg", backlog: Number.POSITIVE_INFINITY, frame }, res),
    );
    assert.equal((await viewing.body()).length, 0);
    assert.deepEqual([failures, stream.readers.size], [["broken: Error: our bug"], 1]);
  });

  it("frees its place when a viewer goes", async () => {
    const { stream } = openStream();
    const viewing = await watch((res) => openMjpeg().serve(stream, res));
    assert.equal(stream.readers.size, 1);
    viewing.reply.destroy();
    for (let n = 0; stream.readers.size > 0 && n < 1000; n++) {
      stream.publish(picture(n));
      await new Promise((later) => setImmediate(later));
    }
    assert.equal(stream.readers.size, 0);
    await viewing[Symbol.asyncDispose]();
  });

  it("answers HEAD with the head alone", async () => {
    const { stream } = openStream();
    await using viewing = await watch((res) => openMjpeg().serve(stream, res), "HEAD");
    assert.match(String(viewing.reply.headers["content-type"]), /^multipart/);
    assert.equal((await viewing.body()).length, 0);
    assert.equal(stream.readers.size, 0);
  });
});
