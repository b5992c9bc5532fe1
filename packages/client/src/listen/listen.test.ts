import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Received } from "./received.ts";
import { openReceiver, type Receiver } from "./receiver.ts";

const first = async (receiver: Receiver): Promise<Received> => {
  for await (const received of receiver) return received;
  throw new Error("closed");
};

const open = (folder?: string) =>
  openReceiver({ host: "127.0.0.1", ...(folder === undefined ? {} : { folder }) });

test("both cameras' notifications are heard, by both methods", { timeout: 20_000 }, async () => {
  await using receiver = await open();
  const base = `http://127.0.0.1:${receiver.port}/any/path`;
  const told =
    "event=motion,1,md_window3&mac=000E8F92FFF7&event_time=20260529213005&timezone=+0200&daylight_saving=1";
  for (const send of [
    () => fetch(`${base}?${told}`),
    () =>
      fetch(base, {
        method: "POST",
        body: told,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
  ]) {
    const response = await send();
    assert.deepEqual([response.status, await response.text()], [200, "OK\r\n"]);
    const received = await first(receiver);
    assert.equal(received.what, "motion in window 1 and 2");
    assert.deepEqual(received.event, { kind: "motion", windows: [1, 2] });
    assert.equal(received.mac, "00:0e:8f:92:ff:f7");
    assert.equal(received.happened?.toISOString(), "2026-05-29T19:30:05.000Z");
    assert.deepEqual([received.from, received.path], ["127.0.0.1", "/any/path"]);
  }
  await fetch(`${base}?active=2&object=1&token=x`, { method: "POST" });
  const push = await first(receiver);
  assert.equal(push.what, "motion in area 2: person");
  assert.deepEqual([push.event, push.push?.areas, push.fields.token], [undefined, [2], "x"]);
  await fetch(base);
  const bare = await first(receiver);
  assert.deepEqual([bare.what, bare.event], ["something happened", undefined]);
  assert.equal((await fetch(base, { method: "DELETE" })).status, 405);
});

test("a posted clip is kept whole under a harmless name, or not at all", { timeout: 20_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "pinhole-test-"));
  try {
    await using receiver = await open(folder);
    const base = `http://127.0.0.1:${receiver.port}/`;
    const headers = {
      "content-type": "video/mp4",
      "content-disposition": 'attachment; filename="../../e vil.mp4"',
    };
    await fetch(base, { method: "POST", body: "clip", headers });
    const { file, what } = await first(receiver);
    assert.deepEqual([what, file?.name, file?.bytes], ["file e vil.mp4", "e vil.mp4", 4]);
    assert.equal(await readFile(file?.path ?? "", "utf8"), "clip");
    const cut = connect(receiver.port, "127.0.0.1");
    cut.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nContent-Length: 100\r\n\r\nhalf");
    while ((await readdir(folder)).length < 2) await new Promise((resolve) => setImmediate(resolve));
    cut.destroy();
    while ((await readdir(folder)).length > 1) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("what is too long is refused, and the loop ends with the receiver", { timeout: 20_000 }, async () => {
  const receiver = await open();
  const long = await fetch(`http://127.0.0.1:${receiver.port}/`, {
    method: "POST",
    body: "x".repeat(100_000),
  });
  assert.equal(long.status, 413);
  await assert.rejects(openReceiver({ host: "127.0.0.1", port: receiver.port }), /port \d+ of 127\.0\.0\.1/);
  const heard = first(receiver);
  await receiver[Symbol.asyncDispose]();
  await assert.rejects(heard, /closed/);
});
