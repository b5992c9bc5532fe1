import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parsePublicKey } from "@pinhole/kit/formats/ssh-key";
import { openUploadKeys } from "./upload-keys.ts";

const ed25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIHzXGgltq4a8PS6QH9u334FGdxJmEzQ0klKtUw+1iSle";

async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "pinhole-keys-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

test("the key is made once, kept through restarts, and readable by its owner only", async () => {
  await using folder = await scratch();
  const keys = await openUploadKeys(folder.path);
  assert.equal(keys.privateKey(), undefined);
  const [one, two] = await Promise.all([keys.publicKey(), keys.publicKey()]);
  assert.equal(one, two);
  const [type, blob = ""] = one.split(" ");
  assert.equal(type, "ssh-rsa");
  const key = parsePublicKey(blob);
  assert.equal(key?.type, "ssh-rsa");
  assert.equal(key?.bytes.length, 4 + 7 + 4 + 3 + 4 + 1 + 3072 / 8);
  const path = join(folder.path, "keys", "id_rsa");
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(join(folder.path, "keys"))).mode & 0o777, 0o700);
  const again = await openUploadKeys(folder.path);
  assert.equal(await again.publicKey(), one);
  assert.equal(again.privateKey(), keys.privateKey());
});

test("host keys are trusted for their server and port, the newest first", async () => {
  await using folder = await scratch();
  const keys = await openUploadKeys(folder.path);
  const [, rsa = ""] = (await keys.publicKey()).split(" ");
  await Promise.all([
    keys.pin("NAS.lan", 22, ed25519),
    keys.pin("nas.lan", 22, rsa),
    keys.pin("nas.lan", 2222, ed25519),
  ]);
  assert.deepEqual(keys.trusted("nas.lan", 22), [rsa, ed25519]);
  assert.deepEqual(keys.trusted("nas.lan", 2222), [ed25519]);
  assert.deepEqual(keys.trusted("other", 22), []);
  const text = await readFile(join(folder.path, "keys", "known_hosts"), "utf8");
  assert.equal(
    text,
    `[nas.lan]:2222 ssh-ed25519 ${ed25519}\nnas.lan ssh-rsa ${rsa}\nnas.lan ssh-ed25519 ${ed25519}\n`,
  );
  const again = await openUploadKeys(folder.path);
  assert.deepEqual(again.trusted("nas.lan", 22), [rsa, ed25519]);
  for (let port = 1; port <= 120; port += 1) await again.pin("many", port, ed25519);
  assert.deepEqual(again.trusted("many", 1), [], "the oldest go first");
  assert.deepEqual(again.trusted("many", 120), [ed25519]);
});

test("a damaged file is put aside for the one before it", async () => {
  await using folder = await scratch();
  const keys = await openUploadKeys(folder.path);
  await keys.pin("a", 22, ed25519);
  await keys.pin("b", 22, ed25519);
  await writeFile(join(folder.path, "keys", "known_hosts"), "b ssh-ed25519 AAAA\n");
  const said: string[] = [];
  const again = await openUploadKeys(folder.path, { log: (line) => said.push(line) });
  assert.deepEqual(again.trusted("a", 22), [ed25519]);
  assert.match(said.join(), /no host key/);
});
