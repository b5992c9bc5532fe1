import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  type Alarm,
  ftpServer,
  scheduledPictures,
  share,
  shareRecording,
  timedPictures,
} from "@pinhole/kit/model";
import { VirtualClock } from "../../packages/daemon/src/actions/fixtures/virtual-clock.ts";
import { ftpAction } from "../../packages/daemon/src/actions/ftp/index.ts";
import { shareActions } from "../../packages/daemon/src/actions/share/index.ts";
import { openPlannedPictures } from "../../packages/daemon/src/planned.ts";
import { openStand, picture, type Stand, until } from "../deliveries/stand.ts";
import { needs } from "../peers.ts";
import { shortLimits } from "./bench.ts";
import { type FtpServer, startProftpd } from "./ftp-servers.ts";
import { startHostile } from "./hostile-server.ts";
import { freePort, scratch } from "./running.ts";
import { startSmbd } from "./smb-server.ts";

const skip = needs("proftpd", "openssl");
const keys = { privateKey: () => undefined, trusted: () => [] };
const ftp = () => ftpAction({ keys, limits: shortLimits });
const at = 1_772_400_605;

async function setSite(
  stand: Stand,
  server: Pick<FtpServer, "port">,
  values: object = {},
  index = 0,
): Promise<void> {
  const site = { enabled: true, host: "127.0.0.1", port: server.port, user: "cam", password: "cam" };
  await stand.set(ftpServer, { ...site, passive: true, ...values }, index);
}

const idle = (stand: Stand) => () => stand.deliveries.summary().waiting === 0;

test("files of an alarm arrive whole, in a folder for their day, and once", { skip }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  await using stand = await openStand({ actions: [ftp()] });
  await setSite(stand, server, { folder: "up", folderPerDay: true });
  const files = [
    await stand.file("image/jpeg", picture, at),
    await stand.file("image/jpeg", picture, at + 86_400),
  ];
  await stand.deliver("ftp", files);
  await until("delivered", idle(stand));
  assert.deepEqual((await readdir(join(server.root, "up"))).sort(), ["20260301", "20260302"]);
  const [name = ""] = await readdir(join(server.root, "up", "20260301"));
  assert.match(name, /^20260301-\d{6}-motion-[0-9a-f]+\.jpg$/);
  assert.ok((await readFile(join(server.root, "up", "20260301", name))).equals(picture));
});

test("the second server is used when the first can not be reached, hangs or refuses", { skip }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  await using silent = await startHostile("silent");
  for (const first of [{ port: await freePort() }, silent, server]) {
    await using stand = await openStand({ actions: [ftp()] });
    await setSite(stand, first, { password: "wrong" });
    const folder = `second-${first.port}`;
    await setSite(stand, server, { folder }, 1);
    await stand.deliver("ftp", [await stand.file("image/jpeg", picture, at)]);
    await until("delivered", idle(stand));
    assert.equal((await readdir(join(server.root, folder))).length, 1);
  }
});

test("a server that comes back later gets everything, in order", { skip }, async () => {
  await using space = await scratch();
  const port = await freePort();
  const clock = new VirtualClock();
  await using stand = await openStand({ actions: [ftp()], clock });
  await setSite(stand, { port });
  for (let n = 0; n < 3; n += 1) {
    const alarm: Alarm = {
      id: `20260301-00000${n}`,
      rule: "event_mt",
      trigger: { at: at + n, kind: "motion", places: [], detail: "" },
    };
    await stand.deliver("ftp", [await stand.file("image/jpeg", picture, at + n)], alarm);
  }
  await until("an attempt", () =>
    stand.deliveries.attempts({}, 10).some(({ code }) => code === "target-unreachable"),
  );
  await using server = await startProftpd({ folder: space.path, port });
  await until("delivered", async () => {
    // What is under way takes time of its own, and is not to run into its limit of 60 s.
    const isTrying = stand.deliveries.jobs({}, 10).some(({ state }) => state === "running");
    if (!isTrying) await clock.advance(60);
    return idle(stand)();
  });
  const arrived = (await readdir(server.root)).sort();
  assert.equal(arrived.length, 3);
  assert.ok(arrived.every((name) => name.endsWith(".jpg")));
});

test("what waits for a server that is switched off meanwhile is not taken for delivered", async () => {
  const port = await freePort();
  await using stand = await openStand({ actions: [ftp(), ...shareActions({ port })] });
  await setSite(stand, { port });
  await stand.set(share, { host: "127.0.0.1", folder: "cam", user: "cam", password: "cam" });
  for (const target of ["ftp", "share"] as const) {
    await stand.deliver(target, [await stand.file("image/jpeg", picture, at)]);
    await until("an attempt", () => stand.deliveries.attempts({ target }, 1).length === 1);
  }
  await stand.set(ftpServer, { enabled: false });
  await stand.set(share, { enabled: false });
  for (const target of ["ftp", "share"]) {
    await until("another", () => stand.deliveries.attempts({ target }, 1)[0]?.code === "target-missing");
    assert.equal(stand.deliveries.jobs({ target }, 10).length, 1, `${target} still has it`);
  }
});

test("recordings without end are named by prefix and time, or written over", {
  skip: needs("smbd", "smbclient"),
}, async () => {
  await using space = await scratch();
  await using server = await startSmbd(space.path);
  await mkdir(join(server.root, "nas"), { mode: 0o777 });
  await using stand = await openStand({ actions: shareActions({ port: server.port }) });
  await stand.set(share, { host: "127.0.0.1", folder: "cam/nas", user: server.user, password: "cam" });
  await stand.set(shareRecording, { enabled: true, prefix: "rec-", motionPrefix: "move-" });
  const clip = async () => [await stand.file("video/mp4", Buffer.alloc(5000, 1), at)];
  const alarm = (id: string, kind: "continuous" | "motion"): Alarm => ({
    ...{ id, rule: "record" },
    trigger: { at, kind, places: [], detail: "" },
  });
  await stand.deliver("shareRecording", await clip(), alarm("A1", "continuous"));
  await stand.deliver("shareRecording", await clip(), alarm("A2", "motion"));
  await until("delivered", idle(stand), 30);
  const [one = "", two = ""] = (await readdir(join(server.root, "nas"))).sort();
  assert.match(one, /^move-20260301-\d{6}\.mp4$/);
  assert.equal(two, one.replace("move", "rec"));
  // Whatever the setting takes as a prefix is taken as the beginning of a name.
  await stand.set(shareRecording, { timeInName: false, motionPrefix: "", prefix: "-a b" });
  await stand.deliver("shareRecording", await clip(), alarm("A5", "motion"));
  await until("delivered", idle(stand), 30);
  assert.deepEqual((await readdir(join(server.root, "nas"))).sort(), ["-a b.mp4", one, two].sort());
  await stand.set(shareRecording, { prefix: "rec-" });
  await stand.deliver("shareRecording", await clip(), alarm("A3", "motion"));
  await stand.deliver("shareRecording", await clip(), alarm("A4", "motion"));
  await until("delivered", idle(stand), 30);
  assert.deepEqual(
    (await readdir(join(server.root, "nas"))).sort(),
    ["-a b.mp4", one, "rec-.mp4", two].sort(),
  );
});

test("planned pictures are taken when they are due and named as they are set", { skip }, async () => {
  await using space = await scratch();
  await using server = await startProftpd({ folder: space.path });
  // 2026-03-02, a Monday, at 09:59:30 in Dublin.
  const clock = new VirtualClock(Date.parse("2026-03-02T09:59:30Z") / 1000);
  await using stand = await openStand({ actions: [ftp()], clock });
  await setSite(stand, server);
  await stand.set(scheduledPictures, { enabled: true, times: "36000-1" });
  await stand.set(timedPictures, { enabled: true, intervalSeconds: 60, fixedName: true, name: "newest" });
  await using _plans = openPlannedPictures({
    ...{ folder: stand.folder, clock, now: () => clock.now(), deliver: stand.deliveries.deliver },
    settings: (group) => stand.settings.reveal(group),
    onChange: (changed) => stand.settings.onChange(changed),
    picture: async () => ({ data: new Uint8Array(picture), pts: 0, key: true }),
    log: () => undefined,
  });
  await clock.advance(29);
  assert.deepEqual(await readdir(server.root), []);
  await clock.advance(2);
  await until("both", async () => idle(stand)() && (await readdir(server.root)).length === 2);
  assert.deepEqual((await readdir(server.root)).sort(), ["20260302-100000.jpg", "newest.jpg"]);
  await stand.set(timedPictures, { fixedName: false, prefixed: true });
  await clock.advance(60);
  await until("one more", async () => idle(stand)() && (await readdir(server.root)).length === 3);
  assert.ok((await readdir(server.root)).includes("newest-20260302-100100.jpg"));
  await stand.set(timedPictures, { enabled: false });
  await clock.advance(600);
  assert.equal((await readdir(server.root)).length, 3);
});
