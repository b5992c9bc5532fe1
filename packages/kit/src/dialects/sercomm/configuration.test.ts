import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import { CameraError } from "../../model/index.ts";
import { decodeConfiguration, encodeConfiguration } from "./configuration.ts";
import { request } from "./fixtures/requests.ts";
import { models, sercomm } from "./index.ts";

test("a downloaded configuration is read, changed and put back", async () => {
  const camera = new FakeCamera(models.RC8230);
  const dialect = sercomm(camera.model);
  const answer = await dialect.serve(request("/adm/admcfg.cfg"), camera);
  assert.ok("status" in answer && typeof answer.body === "string");
  const read = decodeConfiguration(new TextEncoder().encode(answer.body));
  assert.equal(read.groups.MOTION?.md_window1, "0,0,639,479");
  assert.deepEqual(decodeConfiguration(encodeConfiguration(read)), read);
  const changed = {
    ...read,
    groups: { ...read.groups, SYSTEM: { ...read.groups.SYSTEM, host_name: "Gate" } },
  };
  const put = request("/adm/upload.cgi", { method: "POST", body: encodeConfiguration(changed) });
  const said = await dialect.serve(put, camera);
  assert.ok("status" in said && said.body === "OK");
  assert.equal(camera.stored.get("identity")?.[0]?.hostName, "Gate");
});

test("a damaged file and a text of two lines are refused", () => {
  const damaged = (error: unknown): boolean =>
    error instanceof CameraError && error.code === "reply-damaged" && /byte \d+/.test(error.message);
  assert.throws(() => decodeConfiguration(new TextEncoder().encode("<html>login</html>")), damaged);
  const good = encodeConfiguration({ version: 1, groups: { SYSTEM: { host_name: "x" } }, blocks: [] });
  let seed = 3;
  for (let round = 0; round < 500; round += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const bad = Uint8Array.from(good);
    bad[seed % bad.length] = (seed >> 8) % 256;
    try {
      decodeConfiguration(bad);
    } catch (error) {
      assert.ok(damaged(error), String(error));
    }
  }
  const split = { version: 1, groups: { SYSTEM: { host_name: "x\r\nuser=1" } }, blocks: [] };
  assert.throws(() => encodeConfiguration(split), /SYSTEM\.host_name: must be one line/);
});
