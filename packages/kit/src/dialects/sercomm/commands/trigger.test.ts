import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../../model/fake-camera.ts";
import { httpEvent } from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import { models, sercomm } from "../index.ts";

const by = { name: "admin", level: "admin", privileges: new Set<never>() } as const;
const request = {
  method: "GET",
  path: "/adm/http_trigger.cgi",
  query: "",
  headers: {},
  body: new Uint8Array(),
  caller: by,
};

test("a web request fires its event where http_event_en is 1, and is refused by name where it is 0", async () => {
  const camera = new FakeCamera(models.RC8230);
  const dialect = sercomm(models.RC8230);
  const ask = async () => (await dialect.serve(request, camera)) as Reply;
  const { status, body } = await ask();
  assert.equal(status, 403);
  assert.match(String(body), /^HTTP_EVENT\.http_event_en is 0/);
  assert.deepEqual(camera.alarms.fired, []);
  await camera.set([{ group: httpEvent, index: 0, values: { triggerEnabled: true } }], by);
  assert.equal((await ask()).body, "OK");
  assert.deepEqual(camera.alarms.fired, [{ kind: "http", by }]);
  assert.equal(dialect.changesState("GET", request.path, ""), true);
});
