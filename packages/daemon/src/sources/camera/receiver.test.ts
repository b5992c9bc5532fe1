import assert from "node:assert/strict";
import { test } from "node:test";
import type { CameraPort } from "@pinhole/kit/model";
import { readNotification, receiver } from "./receiver.ts";

const token = "kQ2b-unguessable";

test("both methods of both vendors become what happened", () => {
  const read = (query: string, body = "") => {
    const what = readNotification(query, body);
    return what && [what.kind, what.places];
  };
  const more = "mac=000E8F92FFF7&event_time=20260529213005&timezone=+0200&daylight_saving=1";
  assert.deepEqual(read(`event=motion,1,md_window2&${more}`), ["motion", [2]]);
  assert.deepEqual(read("", `event=motion,1,md_window5&${more}`), ["motion", [1, 3]]);
  assert.deepEqual(read("event=io,1,in1"), ["input", [1]]);
  assert.deepEqual(read("event=audio,1"), ["audio", []]);
  assert.deepEqual(read("event=pir"), ["pir", []]);
  assert.equal(read("event=period"), undefined);
  // Without details it is what the camera watches for.
  assert.deepEqual(read(""), ["motion", []]);
  assert.deepEqual(read("active=2&object=1"), ["motion", [2]]);
  assert.deepEqual(read("active=5"), ["pir", []]);
  assert.deepEqual(read("active=8"), ["pir", [2]]);
  assert.deepEqual(read("active=6"), ["audio", []]);
  assert.deepEqual(read("active=99"), ["http", []]);
  assert.deepEqual(read("trigger=9"), ["motion", [1, 4]]);
});

test("only the path that nobody can guess is there", async () => {
  const heard: string[] = [];
  const dialect = receiver({ token, happened: ({ detail }) => heard.push(detail) });
  assert.equal(dialect.level(`/notify/${token}`), "public");
  for (const path of [
    "/notify/",
    "/notify/x",
    `/notify/${token}x`,
    `/notify/${token.toUpperCase()}`,
    "/",
    `/${token}`,
  ])
    assert.equal(dialect.level(path), undefined, path);
  const caller = { name: "", level: "public", privileges: new Set<never>() } as const;
  const path = `/notify/${token}`;
  const ask = (query: string, body: Uint8Array) =>
    dialect.serve({ method: "POST", path, query, headers: {}, body, caller }, {} as CameraPort);
  assert.deepEqual(await ask("event=audio,1", new Uint8Array()), {
    status: 200,
    type: "text/plain",
    body: "OK",
  });
  // A clip is no text, and takes nothing.
  await ask("", new Uint8Array(100_000).fill(0xff));
  assert.deepEqual(heard, ["the camera heard noise", "the camera notified of an event"]);
});
