import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { needs } from "../peers.ts";
import { openBench, picture } from "./bench.ts";
import { makeCertificates } from "./certificates.ts";
import { startProftpd } from "./ftp-servers.ts";
import { startHostile } from "./hostile-server.ts";
import { freePort, isRoot, run, scratch } from "./running.ts";

const skip = needs("proftpd", "openssl");
const cam = "ft_username=cam&ft_password=cam&ft_dirname=./up&ft_insecure=1";

test("0: the picture is on the server under the name that the manual tells", { skip }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  await using bench = await openBench();
  assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${server.port}&${cam}`), 0);
  assert.deepEqual(await readdir(join(server.root, "up")), ["Test-Snapshot.jpeg"]);
  assert.ok((await readFile(join(server.root, "up", "Test-Snapshot.jpeg"))).equals(picture));
  assert.equal(await bench.test("ft_mode=0"), 0, "active");
  assert.match(await bench.ask("cmd=testftp"), /^cmd="testftp";\nresult="0";\nresponse="200";\n$/);
});

test("-1: nothing listens there, or the name is not known", { skip }, async () => {
  await using bench = await openBench();
  assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${await freePort()}&${cam}`), -1);
  assert.equal(await bench.test("ft_server=no-such-host.invalid"), -1);
  assert.equal(await bench.test("ft_server=169.254.169.254&ft_port=80"), -1);
  assert.equal(await bench.test("ft_server="), -1);
});

test("-2: the password is wrong", { skip }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  await using bench = await openBench();
  assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${server.port}&${cam}&ft_password=wrong`), -2);
});

test("-3: the folder is missing and is not to be made, or is closed", { skip }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  await using bench = await openBench();
  const there = `ft_server=127.0.0.1&ft_port=${server.port}&${cam}`;
  assert.equal(await bench.test(`${there}&ft_autocreatedir=0`), -3);
  await mkdir(join(server.root, "closed"));
  await chmod(join(server.root, "closed"), 0o555);
  assert.equal(await bench.test("ft_dirname=closed&ft_autocreatedir=1"), -3);
  assert.equal(await bench.test("ft_dirname=closed/deeper"), -3);
});

test("-4: the server takes the connection and hangs, or says a byte at a time", { skip }, async () => {
  await using bench = await openBench();
  for (const fault of ["silent", "slow", "stops reading"] as const) {
    await using server = await startHostile(fault);
    const before = performance.now();
    assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${server.port}&${cam}`), -4, fault);
    assert.ok(performance.now() - before < 20_000, fault);
  }
});

test("-5: the certificate is not trusted, or is for another name", { skip }, async () => {
  await using space = await scratch();
  const certificates = await makeCertificates(space.path);
  await using server = await startProftpd({ folder: space.path, certificates });
  await using stranger = await openBench();
  const there = `ft_server=localhost&ft_port=${server.port}&${cam}&ft_ssl=1`;
  assert.equal(await stranger.test(there), 0);
  assert.equal(await stranger.test("ft_insecure=0"), -5);
  await using friend = await openBench({ authority: certificates.authority });
  assert.equal(await friend.test(`${there}&ft_insecure=0`), 0);
  assert.equal(await friend.test("ft_server=127.0.0.2"), -1);
});

test("-6: another test is running, or the server takes no more", { skip }, async () => {
  await using hanging = await startHostile("silent");
  await using bench = await openBench();
  await bench.ask(`cmd=setftpattr&ft_server=127.0.0.1&ft_port=${hanging.port}&${cam}`);
  const first = bench.test();
  assert.equal(await bench.test(), -6);
  assert.equal(await first, -4);
  await using full = await startHostile("full house");
  assert.equal(await bench.test(`ft_port=${full.port}`), -6);
});

test("-7: the camera has no picture", { skip }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  await using bench = await openBench({ picture: "missing" });
  assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${server.port}&${cam}`), -7);
});

test("-8: the server speaks something else, or has no TLS", { skip }, async () => {
  await using bench = await openBench();
  await using other = await startHostile("nonsense");
  assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${other.port}&${cam}`), -8);
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  assert.equal(await bench.test(`ft_port=${server.port}&ft_ssl=1`), -8);
});

test("-9: the connection breaks in the middle of the file", { skip }, async () => {
  await using bench = await openBench();
  for (const fault of ["breaks off", "says less"] as const) {
    await using server = await startHostile(fault);
    assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${server.port}&${cam}`), -9, fault);
  }
});

test("-9: the server's disk is full, and nothing half is left under the name", {
  skip: skip || (!isRoot && "needs root to make a small disk"),
}, async () => {
  await using space = await scratch();
  await using opened = new AsyncDisposableStack();
  const small = join(space.path, "root");
  await mkdir(small);
  await run("mount", ["-t", "tmpfs", "-o", "size=64k,uid=65534,gid=65534", "tmpfs", small]);
  opened.defer(async () => void (await run("umount", ["-l", small])));
  await using server = await startProftpd({ folder: space.path });
  await using bench = await openBench();
  assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${server.port}&${cam}&ft_dirname=`), -9);
  assert.deepEqual(await readdir(small), []);
  assert.match(bench.log.at(-1)?.message ?? "", /target-full|transfer-incomplete/);
});
