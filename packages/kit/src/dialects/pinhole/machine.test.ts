import assert from "node:assert/strict";
import { it } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import { CameraError } from "../../model/index.ts";
import type { Reply } from "../dialect.ts";
import { models } from "../sercomm/models.ts";
import { pinhole } from "./index.ts";

const caller = { name: "admin", level: "admin", privileges: new Set<never>() } as const;

function open() {
  const camera = new FakeCamera(models.RC8230);
  const ask = async (
    method: string,
    target: string,
    { body = "", accept = "" } = {},
  ): Promise<{ readonly status: number; readonly value: unknown }> => {
    const [path = "", query = ""] = target.split("?");
    const bytes = new TextEncoder().encode(body);
    const request = { method, path, query, headers: { accept }, body: bytes, caller };
    const answer = await pinhole.serve(request, camera);
    if ("file" in answer) return { status: 200, value: answer.file };
    const { status, body: text } = answer as Reply;
    return { status, value: JSON.parse(String(text)) };
  };
  return { camera, ask };
}

it("shows the Wi-Fi around, and restarts and resets when it is told to", async () => {
  const { camera, ask } = open();
  const { value } = await ask("GET", "/pinhole/sites");
  const { sites, status, simulated } = value as Record<string, { ssid: string }[] & { ssid: string }>;
  assert.deepEqual([sites![0]!.ssid, status!.ssid, simulated], ["MyWiFiNetwork", "MyWiFiNetwork", false]);
  assert.equal((await ask("POST", "/pinhole/restart")).status, 202);
  assert.equal((await ask("POST", "/pinhole/reset")).status, 202);
  assert.deepEqual(camera.restarts, ["reboot", "reset"]);
  assert.equal((await ask("GET", "/pinhole/reset")).status, 405);
});

it("shows its key, tries an upload and takes a host key that is one", async () => {
  const { camera, ask } = open();
  assert.deepEqual((await ask("GET", "/pinhole/upload-key")).value, {
    publicKey: "ssh-rsa AAAAB3NzaC1yc2E=",
  });
  camera.upload.result = { failure: new CameraError("peer-unverified", "not trusted"), hostKey: "AAAA" };
  const { value } = await ask("POST", "/pinhole/upload-test");
  const { remedy, ...rest } = value as { remedy: string };
  assert.deepEqual(rest, { done: false, code: "peer-unverified", message: "not trusted", hostKey: "AAAA" });
  assert.match(remedy, /pin the host key/);
  for (const body of ["", "{}", '{"key": 1}', '{"key": "nonsense"}']) {
    assert.equal((await ask("POST", "/pinhole/host-key", { body })).status, 400, body);
  }
  const key = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
  assert.equal((await ask("POST", "/pinhole/host-key", { body: JSON.stringify({ key }) })).status, 200);
  assert.deepEqual(camera.upload.pinned, [key]);
});

it("lists alarms with their files as JSON, gives reasons, and sends only files that it lists", async () => {
  const { camera, ask } = open();
  const file = {
    path: "clips/A-1.mp4",
    type: "video/mp4",
    bytes: 12,
    at: camera.now(),
    seconds: 3,
    alarm: "A-1",
  };
  const alarm = { id: "A-1", at: camera.now(), kind: "http", detail: "http by admin", rule: "event_httpc" };
  camera.alarms.listed = [{ ...alarm, kind: "http", state: "over" }];
  camera.alarms.recorded = [file, { ...file, path: "clips/A-2.mp4", alarm: "A-2" }];
  const accept = "application/json";
  const when = "2015-10-13 08:56:42";
  assert.deepEqual((await ask("GET", "/pinhole/alarms", { accept })).value, {
    alarms: [{ ...alarm, state: "over", when, files: [file] }],
  });
  assert.equal(
    ((await ask("GET", "/pinhole/recordings", { accept })).value as { recordings: unknown[] }).recordings
      .length,
    2,
  );
  assert.deepEqual((await ask("GET", "/pinhole/why?at=08:56", { accept })).value, {
    at: "2015-10-13 08:56:00",
    decisions: [],
  });
  assert.deepEqual((await ask("GET", `/pinhole/recording?path=${file.path}`)).value, {
    path: file.path,
    type: file.type,
  });
  for (const path of ["", "camera.db", "clips/../camera.db", "clips%2F..%2Fcamera.db", "/etc/passwd"]) {
    assert.equal((await ask("GET", `/pinhole/recording?path=${path}`)).status, 404, path);
  }
  assert.equal(pinhole.level("/pinhole/recording"), "admin");
});
