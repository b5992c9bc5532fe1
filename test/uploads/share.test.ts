import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { defaults } from "@pinhole/kit/model";
import { openShare, type Share } from "../../packages/daemon/src/actions/share/session.ts";
import { put } from "../../packages/daemon/src/actions/uploads/put.ts";
import { needs } from "../peers.ts";
import { picture, shortLimits } from "./bench.ts";
import { startHostile } from "./hostile-server.ts";
import { freePort, isRoot, run, scratch } from "./running.ts";
import { type SmbServer, startSmbd } from "./smb-server.ts";

const skip = needs("smbd", "smbclient");

const limits = { ...shortLimits, reply: 5, connect: 5 };

async function send(
  server: Pick<SmbServer, "port" | "user">,
  file: { readonly name: string; readonly bytes: Uint8Array; readonly replace?: boolean },
  share: Partial<Share> & { readonly parts?: readonly string[] } = {},
): Promise<readonly string[]> {
  const stages: string[] = [];
  const stage = (name: string): void => void stages.push(name);
  const { parts = [], ...rest } = share;
  await using remote = await openShare(
    { host: "127.0.0.1", name: "cam", user: server.user, password: "cam", port: server.port, ...rest },
    {
      signal: new AbortController().signal,
      authorities: undefined,
      settings: (group) => defaults(group),
      limits,
      stage,
    },
  );
  await remote.enter(parts, parts.length);
  const content = { bytes: file.bytes.length, open: () => Readable.from([file.bytes]) };
  await put(remote, { name: file.name, content, replace: file.replace ?? false }, stage);
  return stages;
}

for (const [words, lines] of [
  ["signed", ["server signing = mandatory"]],
  ["encrypted", ["smb encrypt = required"]],
] as const) {
  test(`Samba, ${words}: a file is uploaded into folders made on the way, once`, { skip }, async () => {
    await using space = await scratch();
    await using server = await startSmbd(space.path, lines);
    const parts = ["a b", "c;d $(x)"];
    const stages = await send(server, { name: "one.jpg", bytes: picture }, { parts });
    assert.deepEqual(stages, ["name", "connect", "login", "upload", "verify"]);
    const folder = join(server.root, ...parts);
    assert.deepEqual(await readdir(folder), ["one.jpg"]);
    assert.ok((await readFile(join(folder, "one.jpg"))).equals(picture));
    const again = await send(server, { name: "one.jpg", bytes: picture }, { parts });
    assert.ok(!again.includes("upload"));
    const smaller = picture.subarray(0, 7000);
    await send(server, { name: "one.jpg", bytes: smaller, replace: true }, { parts });
    assert.equal((await readFile(join(folder, "one.jpg"))).length, 7000);
    assert.deepEqual(await readdir(folder), ["one.jpg"]);
  });
}

test("Samba: each failure has its name", { skip }, async () => {
  await using space = await scratch();
  await using server = await startSmbd(space.path);
  const file = { name: "one.jpg", bytes: picture };
  await assert.rejects(send(server, file, { password: "wrong" }), { code: "login-refused" });
  await assert.rejects(send(server, file, { name: "nope" }), { code: "path-refused" });
  await assert.rejects(send(server, file, { name: "ro" }), { code: "path-refused" });
  await writeFile(join(server.root, "file"), "no folder");
  await assert.rejects(send(server, file, { parts: ["file", "deeper"] }), { code: "path-refused" });
  await assert.rejects(send(server, file, { port: await freePort() }), { code: "target-unreachable" });
  await using silent = await startHostile("silent");
  await assert.rejects(send(server, file, { port: silent.port }), { code: "target-silent" });
  // Samba's client takes the text for the length of a message and waits for the rest.
  await using nonsense = await startHostile("nonsense");
  await assert.rejects(send(server, file, { port: nonsense.port }), { code: "target-silent" });
});

test("Samba: a full disk", { skip: skip || (!isRoot && "needs root to make a small disk") }, async () => {
  await using space = await scratch();
  await using opened = new AsyncDisposableStack();
  const root = join(space.path, "share");
  await mkdir(root);
  await run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", root]);
  opened.defer(async () => void (await run("umount", ["-l", root])));
  await using server = await startSmbd(space.path);
  await assert.rejects(send(server, { name: "one.jpg", bytes: picture }), (error: { code?: string }) =>
    ["target-full", "transfer-incomplete"].includes(error.code ?? ""),
  );
  assert.deepEqual(await readdir(root), []);
});

test("a machine without smbclient says which package to install", { skip }, async () => {
  const before = process.env.PATH;
  try {
    process.env.PATH = "/nowhere";
    await assert.rejects(send({ port: 1, user: "x" }, { name: "one.jpg", bytes: picture }), {
      code: "program-missing",
      message: /install the package smbclient/,
    });
  } finally {
    process.env.PATH = before;
  }
});
