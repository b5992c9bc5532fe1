import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { needs, type Peer } from "../peers.ts";
import { picture, upload } from "./bench.ts";
import { makeCertificates } from "./certificates.ts";
import {
  type FtpServer,
  type FtpServerOptions,
  startProftpd,
  startPureFtpd,
  startVsftpd,
} from "./ftp-servers.ts";
import { isRoot, scratch } from "./running.ts";

const servers: readonly (readonly [Peer, (options: FtpServerOptions) => Promise<FtpServer>])[] = [
  ["vsftpd", startVsftpd],
  ["proftpd", startProftpd],
  ["pure-ftpd", startPureFtpd],
];

const skipped = (peer: Peer): string | false =>
  needs(peer, "openssl") || (peer === "pure-ftpd" && !isRoot && "needs root, as Debian builds pure-ftpd");

const login = ({ port, user, password }: FtpServer) => ({ port, user, password });

for (const [peer, startServer] of servers) {
  for (const passive of [true, false]) {
    const way = passive ? "passive" : "active";
    test(`${peer}: a file is uploaded into folders made on the way, ${way}`, {
      skip: skipped(peer),
    }, async () => {
      await using space = await scratch();
      await using server = await startServer({ folder: space.path });
      const site = { ...login(server), passive, folder: "./a b/c/", folderPerDay: true };
      const first = await upload(site, { name: "one.jpg", bytes: picture });
      assert.deepEqual(first.stages, ["name", "connect", "login", "folder", "upload", "verify"]);
      const folder = join(server.root, "a b", "c", "20260301");
      assert.deepEqual(await readdir(folder), ["one.jpg"]);
      assert.ok((await readFile(join(folder, "one.jpg"))).equals(picture));
      const again = await upload(site, { name: "one.jpg", bytes: picture });
      assert.ok(!again.stages.includes("upload"), "what is there already is not sent again");
      await upload(site, { name: "one.jpg", bytes: picture.subarray(0, 5000), replace: true });
      assert.equal((await readFile(join(folder, "one.jpg"))).length, 5000);
    });

    test(`${peer}: FTPS with a certificate that is verified, ${way}`, { skip: skipped(peer) }, async () => {
      await using space = await scratch();
      const certificates = await makeCertificates(space.path);
      await using server = await startServer({ folder: space.path, certificates });
      const site = { ...login(server), passive, security: "tls", verify: true, folder: "up" } as const;
      const file = { name: "one.jpg", bytes: picture };
      const sent = await upload({ ...site, host: "localhost" }, file, {
        authorities: [certificates.authority],
      });
      assert.deepEqual(sent.stages, ["name", "connect", "tls", "login", "folder", "upload", "verify"]);
      assert.ok((await readFile(join(server.root, "up", "one.jpg"))).equals(picture));
      await assert.rejects(upload(site, { ...file, name: "two.jpg" }), { code: "peer-unverified" });
      await upload({ ...site, verify: false }, { ...file, name: "three.jpg" });
      assert.deepEqual((await readdir(join(server.root, "up"))).sort(), ["one.jpg", "three.jpg"]);
    });
  }
}

test("proftpd: FTPS that begins at once on port 990", {
  skip: needs("proftpd", "openssl") || (!isRoot && "needs root for port 990"),
}, async () => {
  await using space = await scratch();
  const certificates = await makeCertificates(space.path);
  await using server = await startProftpd({ folder: space.path, certificates, implicit: true, port: 990 });
  const site = { ...login(server), security: "tls", verify: true, host: "localhost" } as const;
  const sent = await upload(
    site,
    { name: "one.jpg", bytes: picture },
    { authorities: [certificates.authority] },
  );
  assert.ok(sent.stages.includes("tls"));
  assert.ok((await readFile(join(server.root, "one.jpg"))).equals(picture));
});

test("vsftpd: where nothing may be renamed a file is written under its own name", {
  skip: skipped("vsftpd"),
}, async () => {
  await using space = await scratch();
  await using server = await startVsftpd({ folder: space.path, lines: ["cmds_denied=RNFR,RNTO"] });
  await upload(login(server), { name: "one.jpg", bytes: picture });
  assert.deepEqual(await readdir(server.root), ["one.jpg"]);
});

test("proftpd: a folder that is missing or closed, and a wrong password", {
  skip: skipped("proftpd"),
}, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  const file = { name: "one.jpg", bytes: picture };
  const site = { ...login(server), createFolders: false, folder: "nowhere" };
  await assert.rejects(upload(site, file), { code: "path-refused" });
  await mkdir(join(server.root, "closed"));
  await chmod(join(server.root, "closed"), 0o555);
  for (const passive of [true, false]) {
    await assert.rejects(upload({ ...site, passive, folder: "closed" }, file), { code: "path-refused" });
  }
  await assert.rejects(upload({ ...site, password: "wrong" }, file), { code: "login-refused" });
  await assert.rejects(upload({ ...site, security: "tls" }, file), { code: "target-confused" });
});

test("proftpd: what an earlier attempt left half is replaced", { skip: skipped("proftpd") }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path, lines: ["AllowOverwrite on"] });
  await writeFile(join(server.root, "one.jpg.part"), "half", { mode: 0o666 });
  await chmod(join(server.root, "one.jpg.part"), 0o666);
  await writeFile(join(server.root, "one.jpg"), "older", { mode: 0o666 });
  await chmod(join(server.root, "one.jpg"), 0o666);
  await upload(login(server), { name: "one.jpg", bytes: picture });
  assert.deepEqual(await readdir(server.root), ["one.jpg"]);
  assert.ok((await readFile(join(server.root, "one.jpg"))).equals(picture));
});
