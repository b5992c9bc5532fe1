import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { serveRecording } from "./index.ts";
import { rangeOf } from "./range.ts";

it("reads a range as players write it", () => {
  for (const [header, wanted] of [
    [undefined, "whole"],
    ["bytes=0-", { first: 0, last: 99 }],
    ["bytes=10-19", { first: 10, last: 19 }],
    ["bytes=90-500", { first: 90, last: 99 }],
    ["bytes=-5", { first: 95, last: 99 }],
    ["bytes=-500", { first: 0, last: 99 }],
    ["bytes=100-", "none"],
    ["bytes=-0", "none"],
    ["bytes=5-2", "whole"],
    ["bytes=0-1,5-6", "whole"],
    ["bytes=-", "whole"],
    ["chars=0-1", "whole"],
  ] as const) {
    assert.deepEqual(rangeOf(header, 100), wanted, header);
  }
  assert.equal(rangeOf("bytes=0-", 0), "none");
});

describe("a recording", () => {
  const content = Buffer.from(Array.from({ length: 100_000 }, (_, n) => n % 251));
  let folder = "";
  let base = "";
  const server = createServer((req, res) => {
    const path = decodeURIComponent((req.url ?? "").slice(1));
    void serveRecording(folder, { path, type: "video/mp4", req, res });
  });
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "pinhole-recordings-"));
    await mkdir(join(folder, "clips"));
    await writeFile(join(folder, "clips", "a.mp4"), content);
    await writeFile(join(folder, "clips", "empty.mp4"), "");
    await writeFile(join(folder, "settings.json"), "secret");
    await symlink("../settings.json", join(folder, "clips", "link.mp4"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });
  const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(`${base}/${encodeURIComponent(path)}`, { method, headers });

  it("comes whole, and in the ranges that a player asks for", async () => {
    const whole = await get("clips/a.mp4");
    assert.deepEqual(
      [whole.status, whole.headers.get("content-length"), whole.headers.get("accept-ranges")],
      [200, "100000", "bytes"],
    );
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), content);
    const part = await get("clips/a.mp4", { range: "bytes=99000-" });
    assert.deepEqual([part.status, part.headers.get("content-range")], [206, "bytes 99000-99999/100000"]);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), content.subarray(99_000));
    const beyond = await get("clips/a.mp4", { range: "bytes=100000-" });
    assert.deepEqual([beyond.status, beyond.headers.get("content-range")], [416, "bytes */100000"]);
    const changed = await get("clips/a.mp4", { range: "bytes=0-1", "if-range": '"other"' });
    assert.equal(changed.status, 200);
    await changed.body?.cancel();
    const same = await get("clips/a.mp4", {
      range: "bytes=0-1",
      "if-range": whole.headers.get("etag") ?? "",
    });
    assert.equal((await same.arrayBuffer()).byteLength, 2);
    const head = await get("clips/a.mp4", {}, "HEAD");
    assert.deepEqual([head.status, (await head.arrayBuffer()).byteLength], [200, 0]);
    assert.equal((await get("clips/empty.mp4")).status, 200);
  });

  it("is nothing that lies elsewhere, is a link, or has gone", async () => {
    for (const path of [
      "settings.json",
      "clips/../settings.json",
      "clips/link.mp4",
      "clips/b.mp4",
      "clips",
      "../../etc/passwd",
      "clips/a.mp4/x",
    ]) {
      const answer = await get(path);
      assert.equal(answer.status, 404, path);
      assert.doesNotMatch(await answer.text(), /secret/);
    }
  });
});
