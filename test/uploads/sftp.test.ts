import assert from "node:assert/strict";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { needs } from "../peers.ts";
import { openBench, picture } from "./bench.ts";
import { startProftpd } from "./ftp-servers.ts";
import { isRoot, nobody, run, scratch } from "./running.ts";
import { authorize, makeHostKey, startSshd } from "./ssh-servers.ts";

const noSshd =
  needs("sshd", "ssh-keygen") || (!isRoot && "needs root, to make users on a machine of their own");
const noProftpd = needs("proftpd", "openssl", "ssh-keygen");

const hostKeyIn = (reply: string): string | undefined => /^hostkey="(.*)";$/m.exec(reply)?.[1];
const resultIn = (reply: string): number => Number(/^result="(-?\d+)";$/m.exec(reply)?.[1]);

test("the manual's story: a user is made, the host is pinned, the key replaces the password", {
  skip: noSshd,
}, async () => {
  await using space = await scratch();
  await using server = await startSshd(space.path);
  await using bench = await openBench();

  await server.shell("useradd -m -d /home/ipcamera ipcamera; echo ipcamera:password | chpasswd");
  const pwd = await server.shell("su - ipcamera -c 'pwd; mkdir recordings'");
  assert.equal(pwd, "/home/ipcamera\n");
  const recordings = join(space.path, "home/ipcamera/recordings");

  const set = `ft_server=127.0.0.1&ft_port=${server.port}&ft_username=ipcamera&ft_password=password&ft_dirname=recordings&ft_dirmode=0&ft_mode=1&ft_ssl=2`;
  assert.equal(await bench.test(`${set}&ft_insecure=0`), -5, "the host is not known");
  assert.deepEqual(await readdir(recordings), []);

  await bench.ask("cmd=setftpattr&ft_insecure=1");
  const shown = await bench.ask("cmd=testftp");
  assert.match(shown, /^cmd="testftp";\nhostkey="AAAA[A-Za-z0-9+/]+=*";\nresult="0";\nresponse="200";\n$/);
  const key = hostKeyIn(shown) as string;
  assert.equal(key, server.hostKeys.ed25519);
  assert.ok((await readFile(join(recordings, "Test-Snapshot.jpeg"))).equals(picture));

  const pinned = await bench.ask(`cmd=testftp&sethost=${encodeURIComponent(key)}`);
  assert.equal(resultIn(pinned), 0);
  const known = join(bench.folder, "keys", "known_hosts");
  assert.equal(await readFile(known, "utf8"), `[127.0.0.1]:${server.port} ssh-ed25519 ${key}\n`);
  assert.equal((await stat(known)).mode & 0o777, 0o600);
  assert.equal(await bench.test("ft_insecure=0"), 0, "the host is known");

  const [, publicKey = ""] =
    /^publickey="(ssh-rsa AAAAB3Nz[A-Za-z0-9+/]+=*)";$/m.exec(await bench.ask("cmd=getpubkey")) ?? [];
  assert.match(await bench.ask("cmd=getpubkey"), new RegExp(publicKey.slice(-40).replaceAll("+", "\\+")));
  const privateKey = join(bench.folder, "keys", "id_rsa");
  assert.equal((await stat(privateKey)).mode & 0o777, 0o600);
  await server.shell(
    `su - ipcamera -c "mkdir -m 700 .ssh; echo '${publicKey}' >> .ssh/authorized_keys; chmod 600 .ssh/authorized_keys"`,
  );
  await server.shell("passwd -d ipcamera; rm /home/ipcamera/recordings/Test-Snapshot.jpeg");
  assert.equal(await bench.test("ft_password="), 0, "the password is gone on both sides");
  assert.deepEqual(await readdir(recordings), ["Test-Snapshot.jpeg"]);
  assert.match(server.output(), /Accepted publickey for ipcamera .*ssh2: RSA SHA256:/);
  const { stdout } = await run("ssh-keygen", ["-l", "-f", privateKey]);
  assert.match(stdout, /^3072 /);
});

test("OpenSSH: wrong password, closed folder, and a host key that has changed", {
  skip: noSshd,
}, async () => {
  await using space = await scratch();
  await using server = await startSshd(space.path);
  await using bench = await openBench({ limits: { connect: 5, reply: 10, stall: 5 } });
  await server.shell("useradd -m ipcamera; echo ipcamera:password | chpasswd; mkdir /home/ipcamera/closed");
  const set = `ft_server=127.0.0.1&ft_port=${server.port}&ft_username=ipcamera&ft_ssl=2&ft_dirname=./`;
  assert.equal(await bench.test(`${set}&ft_password=wrong`), -2);
  assert.equal(await bench.test("ft_password=password&ft_dirname=closed"), -3);
  assert.equal(await bench.test("ft_dirname=missing/deeper&ft_autocreatedir=0"), -3);
  assert.equal(await bench.test("ft_autocreatedir=1"), 0);
  assert.deepEqual(await readdir(join(space.path, "home/ipcamera/missing/deeper")), ["Test-Snapshot.jpeg"]);
  assert.equal(await bench.test(), 0, "over the picture of the test before");
  const old = "AAAAC3NzaC1lZDI1NTE5AAAAIHzXGgltq4a8PS6QH9u334FGdxJmEzQ0klKtUw%2B1iSle";
  await bench.ask("cmd=setftpattr&ft_insecure=0");
  const changed = await bench.ask(`cmd=testftp&sethost=${old}`);
  assert.equal(resultIn(changed), -5);
  assert.equal(hostKeyIn(changed), server.hostKeys.ed25519, "the key that it shows now is told");
  assert.match(bench.log.at(-1)?.message ?? "", /not the one that is trusted/);
  const rsa = await bench.ask(`cmd=testftp&sethost=${encodeURIComponent(server.hostKeys.rsa)}`);
  assert.equal(resultIn(rsa), 0, "the key that was set last is asked for first");
});

test("OpenSSH: a host that is known by its RSA key is asked for that one", { skip: noSshd }, async () => {
  await using space = await scratch();
  await using server = await startSshd(space.path);
  await using bench = await openBench();
  await server.shell("useradd -m ipcamera; echo ipcamera:password | chpasswd");
  await bench.ask(
    `cmd=setftpattr&ft_server=127.0.0.1&ft_port=${server.port}&ft_username=ipcamera&ft_password=password&ft_ssl=2&ft_insecure=0`,
  );
  const reply = await bench.ask(`cmd=testftp&sethost=${encodeURIComponent(server.hostKeys.rsa)}`);
  assert.equal(resultIn(reply), 0);
  assert.equal(hostKeyIn(reply), server.hostKeys.rsa);
});

test("proftpd's SFTP: password, then the camera's key", { skip: noProftpd }, async () => {
  await using space = await scratch();
  const hostKey = await makeHostKey(space.path, "rsa");
  await run("ssh-keygen", ["-q", "-p", "-N", "", "-m", "PEM", "-f", hostKey]);
  const authorized = join(space.path, "authorized");
  await writeFile(authorized, "");
  await using server = await startProftpd({ folder: space.path, sftp: { hostKeys: [hostKey], authorized } });
  await using bench = await openBench();
  const set = `ft_server=127.0.0.1&ft_port=${server.port}&ft_username=cam&ft_password=cam&ft_ssl=2&ft_dirname=a/b`;
  assert.equal(await bench.test(`${set}&ft_dirmode=1`), 0);
  assert.deepEqual(await readdir(join(server.root, "a/b/20260301")), ["Test-Snapshot.jpeg"]);
  const reply = await bench.ask("cmd=getpubkey");
  await authorize(authorized, /"(ssh-rsa .*)"/.exec(reply)?.[1] ?? "", space.path);
  if (isRoot) await run("chown", [`${nobody.uid}:${nobody.gid}`, authorized]);
  await chmod(authorized, 0o600);
  assert.equal(await bench.test("ft_password="), 0);
  assert.equal(await bench.test("ft_username=other"), -2);
});

test("a server that is no SSH server, and one that hangs", { skip: noProftpd }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  await using bench = await openBench();
  assert.equal(await bench.test(`ft_server=127.0.0.1&ft_port=${server.port}&ft_username=cam&ft_ssl=2`), -8);
  const { startHostile } = await import("./hostile-server.ts");
  await using silent = await startHostile("silent");
  assert.equal(await bench.test(`ft_port=${silent.port}`), -4);
});
