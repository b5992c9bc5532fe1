import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import { type Caller, type JobSummary, mailServer } from "../../model/index.ts";
import type { Reply } from "../dialect.ts";
import { models } from "../sercomm/models.ts";
import { pinhole } from "./index.ts";

const caller: Caller = { name: "admin", level: "admin", privileges: new Set() };

async function ask(camera: FakeCamera, method: string, target: string, body = "") {
  const [path = "", query = ""] = target.split("?");
  const request = { method, path, query, headers: {}, body: new TextEncoder().encode(body), caller };
  const { status, body: text } = (await pinhole.serve(request, camera)) as Reply;
  return { status, text: String(text) };
}

const job = (id: string, state: JobSummary["state"]): JobSummary => ({
  ...{ id, state, target: "mail", alarm: "A-1", stage: "begin", createdAt: 1, attempts: 2 },
  ...{ code: "", reason: "", files: [] },
});

test("is for administrators, and a browser's other sites may change nothing", () => {
  for (const path of ["/pinhole/outbox", "/pinhole/drill", "/pinhole/deliveries", "/pinhole/settings"]) {
    assert.equal(pinhole.level(path), "admin");
    assert.equal(pinhole.changesState("POST", path, ""), true);
    assert.equal(pinhole.changesState("GET", path, ""), false);
  }
  assert.equal(pinhole.level("/pinhole/outboxes"), undefined);
});

test("lists, retries and drops what is named, and never everything by a slip", async () => {
  const camera = new FakeCamera(models.RC8230);
  camera.deliveries.held = [job("a", "waiting"), job("b", "failed")];
  const listed = JSON.parse((await ask(camera, "GET", "/pinhole/outbox?state=failed")).text);
  assert.deepEqual([listed.waiting, listed.failed, listed.jobs[0].id], [1, 1, "b"]);
  assert.equal((await ask(camera, "POST", "/pinhole/outbox?do=retry&id=a")).text, '{"retried":1}\n');
  assert.equal((await ask(camera, "POST", "/pinhole/outbox?do=drop")).status, 400);
  assert.equal((await ask(camera, "POST", "/pinhole/outbox?do=burn&id=a")).status, 400);
  assert.equal((await ask(camera, "GET", "/pinhole/outbox?state=x")).status, 400);
  assert.equal((await ask(camera, "POST", "/pinhole/outbox?do=drop&state=failed")).text, '{"dropped":1}\n');
  assert.equal((await ask(camera, "DELETE", "/pinhole/outbox")).status, 405);
  assert.equal((await ask(camera, "POST", "/pinhole/deliveries")).status, 405);
});

test("begins a rehearsal and tells of it", async () => {
  const camera = new FakeCamera(models.RC8230);
  assert.deepEqual(await ask(camera, "POST", "/pinhole/drill?target=mail,ftp"), {
    ...{ status: 202, text: '{"id":"DRILL-1"}\n' },
  });
  assert.deepEqual(camera.deliveries.drills, [["mail", "ftp"]]);
  assert.equal((await ask(camera, "POST", "/pinhole/drill?target=../x")).status, 400);
  assert.equal((await ask(camera, "GET", "/pinhole/drill?id=DRILL-1")).status, 404);
  camera.deliveries.reports.set("DRILL-1", { id: "DRILL-1", done: true, targets: [] });
  assert.equal((await ask(camera, "GET", "/pinhole/drill?id=DRILL-1")).status, 200);
});

test("shows settings without secrets, and stores all of a request or nothing", async () => {
  const camera = new FakeCamera(models.RC8230);
  const good = '{"mailServer": [{"password": "s3cret", "verify": false}]}';
  assert.equal((await ask(camera, "POST", "/pinhole/settings", good)).status, 200);
  assert.equal(camera.get(mailServer)[0]?.verify, false);
  const shown = await ask(camera, "GET", "/pinhole/settings?group=mailServer");
  assert.ok(!shown.text.includes("s3cret"));
  const half = '{"mailServer": [{"verify": true, "port": 70000}]}';
  const refused = await ask(camera, "POST", "/pinhole/settings", half);
  assert.deepEqual([refused.status, JSON.parse(refused.text).issues[0].key], [400, "mailServer.1.port"]);
  assert.equal(camera.get(mailServer)[0]?.verify, false);
  for (const body of [
    "",
    "[]",
    "1",
    '{"nothing": []}',
    '{"mailServer": {}}',
    '{"mailServer": [1]}',
    '{"a"',
  ]) {
    assert.equal((await ask(camera, "POST", "/pinhole/settings", body)).status, 400, body);
  }
});
