import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ftpServer, httpEvent, mail, mailServer, notify, share } from "@pinhole/kit/model";
import { needs } from "../peers.ts";
import { startProftpd } from "../uploads/ftp-servers.ts";
import { isRoot, scratch } from "../uploads/running.ts";
import { startSmbd } from "../uploads/smb-server.ts";
import { startSshd } from "../uploads/ssh-servers.ts";
import { makeCertificates } from "./certificates.ts";
import { actionsOf, type CameraName, cameras, clipOf, type Protocol, protocols } from "./crash-targets.ts";
import { serverFolder } from "./foreign-server.ts";
import { openMailServers } from "./mail-servers.ts";
import { alarmOf, openStand, type Stand, until } from "./stand.ts";
import { openWebReceiver } from "./web-receiver.ts";

const script = fileURLToPath(new URL("crash-camera.ts", import.meta.url));

/** PINHOLE_KILLS=200 takes its time; otherwise a slow machine ends after fewer. */
const asked = Number(process.env.PINHOLE_KILLS ?? 0);
const kills = asked || 40;
const budgetMs = asked ? Number.POSITIVE_INFINITY : 40_000;

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** Numbers from 0 to 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What a camera that was killed had said. */
interface Life {
  readonly confirmed: readonly string[];
  /** Deliveries that were under way when it died. */
  readonly running: ReadonlySet<string>;
}

interface Death {
  /** Deliveries that it takes over before. */
  readonly taken: number;
  /** It dies while one of these is under way, or soon after. */
  readonly protocol: Protocol;
  readonly waitMs: number;
}

async function lifeOf(child: Child, { taken, protocol, waitMs }: Death): Promise<Life> {
  const gone = once(child, "exit");
  const confirmed: string[] = [];
  const running = new Set<string>();
  let isDoomed = false;
  child.stdin.write("go\n");
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith("+")) running.add(line.slice(1));
    else if (line.startsWith("-")) running.delete(line.slice(1));
    // A line that the kill has cut is no confirmation.
    else if (/^[a-z]+ \d{7}$/.test(line)) confirmed.push(line);
    if (isDoomed || confirmed.length < taken || !running.has(protocol)) continue;
    isDoomed = true;
    void after(waitMs).then(() => child.kill("SIGKILL"));
  }
  assert.deepEqual(await gone, [null, "SIGKILL"]);
  return { confirmed, running };
}

const numbersIn = (texts: readonly string[], pattern: RegExp): number[] =>
  texts.flatMap((text) => Array.from(text.matchAll(pattern), ([, n]) => Number(n)));

test("killed at any instant while delivering by FTP, SFTP, SMTP, SMB and HTTP, nothing that was taken over is lost, half or stuck", {
  timeout: asked ? 60_000 + asked * 20_000 : 115_000,
  skip:
    needs("proftpd", "sshd", "ssh-keygen", "smbd", "smbclient", "postfix", "dovecot", "openssl") ||
    (!isRoot && "needs root"),
}, async (t) => {
  await using opened = new AsyncDisposableStack();
  const folderOf = async () => opened.use(await scratch()).path;
  const mailFolder = opened.use(await serverFolder()).path;
  const ftp = opened.use(await startProftpd({ folder: await folderOf() }));
  const sshFolder = await folderOf();
  const ssh = opened.use(await startSshd(sshFolder));
  await ssh.shell("useradd -m cam; echo cam:cam | chpasswd; su - cam -c 'mkdir clips'");
  const smb = opened.use(await startSmbd(await folderOf()));
  const smtp = opened.use(await openMailServers(mailFolder, makeCertificates(mailFolder)));
  const web = opened.use(await openWebReceiver());

  const folder = await folderOf();
  const cache = await folderOf();
  const openCamera = async (name: CameraName): Promise<Stand> => {
    await mkdir(join(folder, name), { recursive: true });
    return openStand({ folder: join(folder, name), actions: actionsOf(name, { sharePort: smb.port }) });
  };
  const site = { enabled: true, host: "127.0.0.1", user: "cam", password: "cam", passive: true };
  {
    await using first = await openCamera("first");
    await first.set(ftpServer, { ...site, port: ftp.port });
    await first.set(mailServer, { enabled: true, host: "127.0.0.1", port: smtp.plain, encrypt: false });
    await first.set(mail, { to: ["owner@example.test", "", ""] });
    await first.set(share, { host: "127.0.0.1", folder: "cam", user: smb.user, password: "cam" });
    const url = `http://127.0.0.1:${web.port}/`;
    await first.set(httpEvent, { postEnabled: true, postUrl: `${url}clip` });
    await first.set(notify, { url, details: true });
    await using second = await openCamera("second");
    await second.set(ftpServer, { ...site, port: ssh.port, security: "ssh", folder: "clips" });
  }

  const random = seeded(20_260_529);
  const begun = (round: number): Child => {
    const args = ["-C", "source", script, folder, String(smb.port), String(1_000_000 + round * 10)];
    const env = { ...process.env, NODE_COMPILE_CACHE: cache };
    return spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"], env });
  };
  const confirmed = new Set<string>();
  const cut = new Map<string, number>(protocols.map((protocol) => [protocol, 0]));
  const start = performance.now();
  let rounds = 0;
  // The next camera makes itself ready while this one lives.
  let next = begun(0);
  opened.defer(() => void next.kill("SIGKILL"));
  while (rounds < kills && !t.signal.aborted && performance.now() - start < budgetMs) {
    const child = next;
    next = begun(rounds + 1);
    const protocol = protocols[rounds % protocols.length] as Protocol;
    const death = { taken: Math.floor(random() * 8), protocol, waitMs: random() * 60 };
    const life = await lifeOf(child, death);
    for (const line of life.confirmed) confirmed.add(line);
    for (const name of life.running) cut.set(name, (cut.get(name) ?? 0) + 1);
    rounds += 1;
  }
  const seconds = (performance.now() - start) / 1000;

  const delivered = new Set<string>();
  for (const name of ["first", "second"] as const) {
    await using camera = await openCamera(name);
    await until(`${name}: all delivered`, () => camera.deliveries.summary().waiting === 0, 60);
    assert.equal(camera.deliveries.summary().failed, 0);
    const outbox = join(folder, name, "outbox");
    await until("no file is left", async () => (await readdir(outbox)).length === 0);
    for (const { outcome, target, alarm } of camera.deliveries.attempts({}, 100_000)) {
      if (outcome === "delivered") delivered.add(`${name === "second" ? "sftp" : target} ${alarm}`);
    }
  }
  for (const each of confirmed) {
    const [protocol, n] = each.split(" ");
    assert.ok(delivered.has(`${protocol} ${alarmOf(Number(n)).id}`), `${each} was taken over and is lost`);
  }

  // By protocol: the alarms that its server has, in the order of their coming, again where they came again.
  const arrived = new Map<Protocol, number[]>();
  for (const [protocol, root] of [
    ["ftp", ftp.root],
    ["share", smb.root],
    ["sftp", join(sshFolder, "home", "cam", "clips")],
  ] as const) {
    const numbers: number[] = [];
    for (const file of (await readdir(root)).sort()) {
      assert.match(file, /\.mp4$/, `${protocol}: ${file} is left over`);
      const bytes = await readFile(join(root, file));
      const n = Number.parseInt(bytes.toString("latin1", 0, 10), 10);
      assert.ok(bytes.equals(clipOf(n)), `${protocol}: ${file} is not whole`);
      numbers.push(n);
    }
    arrived.set(protocol, numbers);
  }
  const idOf = /^Message-ID:\s+<20260529-(\d{7})-mail-end-[0-9a-f]+\.with@/gim;
  const wanted = new Set([...delivered].filter((each) => each.startsWith("mail ")));
  await until("all mails are in the box", async () => {
    const numbers = numbersIn(await smtp.mails(), idOf);
    arrived.set("mail", numbers);
    return new Set(numbers).size === wanted.size;
  });
  const posts = web.got.filter(({ method }) => method === "POST");
  const names = new Map<string, Buffer>();
  for (const { headers, body } of posts) {
    const name = headers["content-disposition"] ?? "";
    assert.ok(names.get(name)?.equals(body) ?? true, `${name} came twice and differs`);
    names.set(name, body);
  }
  const numberOf = (body: Buffer): number => Number.parseInt(body.toString("latin1", 0, 10), 10);
  for (const body of names.values()) assert.ok(body.equals(clipOf(numberOf(body))), "a clip is not whole");
  assert.equal(names.size, new Set(posts.map(({ body }) => numberOf(body))).size, "each under one name");
  arrived.set(
    "post",
    posts.map(({ body }) => numberOf(body)),
  );
  const stamps = web.got.filter(({ method }) => method === "GET").map(({ url }) => url);
  assert.equal(
    new Set(stamps).size,
    [...delivered].filter((each) => each.startsWith("notify ")).length,
    "every alarm was told",
  );

  const figures = [`${rounds} kills in ${seconds.toFixed(0)} s, ${confirmed.size} deliveries taken over`];
  for (const protocol of protocols) {
    const numbers = arrived.get(protocol);
    const count = [...delivered].filter((each) => each.startsWith(`${protocol} `)).length;
    if (!numbers) {
      figures.push(`${protocol}: ${cut.get(protocol)} cut off, ${count} delivered, ${stamps.length} came`);
      continue;
    }
    const once = [...new Set(numbers)];
    assert.equal(once.length, count, `${protocol}: the server has what the log says`);
    assert.deepEqual(
      once,
      once.toSorted((a, b) => a - b),
      `${protocol}: in order`,
    );
    const again = numbers.length - once.length;
    figures.push(`${protocol}: ${cut.get(protocol)} cut off, ${count} delivered, ${again} came again`);
    // Files have names of their own, so that nothing comes twice.
    if (cameras.second.includes(protocol as "sftp") || protocol === "ftp" || protocol === "share") {
      assert.equal(again, 0, protocol);
    }
  }
  for (const line of figures) t.diagnostic(line);
});
