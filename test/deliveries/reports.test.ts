import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { cloudPost, ftpServer, logging, mail, mailServer } from "@pinhole/kit/model";
import { cloudEventAction, cloudReportAction } from "../../packages/daemon/src/actions/announce/cloud.ts";
import { VirtualClock } from "../../packages/daemon/src/actions/fixtures/virtual-clock.ts";
import { ftpAction } from "../../packages/daemon/src/actions/ftp/index.ts";
import { mailAction } from "../../packages/daemon/src/actions/mail/index.ts";
import { needs } from "../peers.ts";
import { startProftpd } from "../uploads/ftp-servers.ts";
import { isRoot, scratch } from "../uploads/running.ts";
import { makeCertificates } from "./certificates.ts";
import { serverFolder } from "./foreign-server.ts";
import { parts } from "./mail-receiver.ts";
import { openMailServers } from "./mail-servers.ts";
import { alarmOf, openStand, type Stand, until } from "./stand.ts";
import { openWebReceiver } from "./web-receiver.ts";

const hour = 3600;

/** Lets time pass, in steps; with a stand, each step lasts until what it has set off is delivered. */
async function pass(clock: VirtualClock, seconds: number, stand?: Stand): Promise<void> {
  for (let done = 0; done < seconds; done += 30) {
    await clock.advance(30);
    if (stand) await until("delivered", () => stand.deliveries.summary().waiting === 0);
  }
}

async function note(stand: Stand): Promise<void> {
  stand.log.push(
    { source: "system", severity: 6, message: "the camera has started" },
    { source: "user", severity: 5, message: "login failed\r\nfor ann" },
    { source: "delivery", severity: 6, message: "mail: alarm A (motion) delivered" },
  );
}

test("the log goes by mail through Postfix and by FTP to proftpd, every so many hours, as far as it is shown", {
  skip: needs("postfix", "dovecot", "proftpd", "openssl") || (!isRoot && "needs root"),
}, async () => {
  await using place = await serverFolder();
  await using space = await scratch();
  await using servers = await openMailServers(place.path, makeCertificates(place.path));
  await using ftp = await startProftpd({ folder: space.path });
  const clock = new VirtualClock();
  const keys = { privateKey: () => undefined, trusted: () => [] };
  await using stand = await openStand({ actions: [mailAction(), ftpAction({ keys })], clock });
  await note(stand);
  await stand.set(mail, { to: ["owner@example.test", "", ""] });
  await stand.set(mailServer, {
    enabled: true,
    host: "localhost",
    port: servers.plain,
    auth: "none",
    verify: false,
  });
  const site = { host: "127.0.0.1", port: ftp.port, user: "cam", password: "cam", folder: "logs" };
  await stand.set(ftpServer, { enabled: true, passive: true, ...site });
  await stand.set(logging, { mailHours: 1, uploadHours: 2 });
  await pass(clock, 60, stand);
  assert.deepEqual(stand.deliveries.attempts({}, 10), [], "not before its time");
  await pass(clock, hour, stand);
  await until("mailed", async () => (await servers.mails()).length === 1);
  const [first = ""] = await servers.mails();
  assert.match(first, /^Subject: MyCamera: Periodic report, /m);
  const [attached] = parts(first).filter(({ head }) => /content-disposition: attachment/i.test(head));
  assert.match(attached?.head ?? "", /\.txt/);
  const lines = String(attached?.bytes).split("\n");
  assert.match(lines[0] ?? "", /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d 6 system: the camera has started$/);
  assert.match(lines[1] ?? "", / 5 user: login failed for ann$/, "one line for each event");
  assert.match(lines[2] ?? "", / 6 delivery: mail: alarm A \(motion\) delivered$/);

  // What is not shown is not sent either.
  await stand.set(logging, { logSystem: false, logMails: false });
  await pass(clock, hour, stand);
  await until("uploaded", async () => (await readdir(ftp.root)).length === 1);
  const logs = join(ftp.root, "logs");
  await until("whole", async () => (await readdir(logs)).some((name) => name.endsWith(".txt")));
  const [name = ""] = await readdir(logs);
  assert.match(name, /^\d{8}-\d{6}-periodic-[0-9a-f]+\.txt$/);
  const text = await readFile(join(logs, name), "utf8");
  assert.match(text, / 5 user: login failed for ann\n/);
  assert.ok(!/ system: | mail: /.test(text), text);
  await stand.set(logging, { mailHours: 0, uploadHours: 0 });
  const before = stand.deliveries.attempts({}, 100).length;
  await pass(clock, 4 * hour, stand);
  assert.equal(stand.deliveries.attempts({}, 100).length, before, "switched off");
});

test("the camera shows every five minutes that it is well, and does not catch up on it", async () => {
  await using web = await openWebReceiver();
  const clock = new VirtualClock();
  await using stand = await openStand({ actions: [cloudEventAction, cloudReportAction], clock });
  const url = `http://127.0.0.1:${web.port}`;
  await stand.set(cloudPost, { periodicUrl: `${url}/well?cam=1`, eventUrl: `${url}/event`, expireHours: 1 });
  const asked = (path: string): number => web.got.filter(({ url }) => url.startsWith(path)).length;
  for (let n = 1; n <= 3; n += 1) {
    await pass(clock, 300);
    await until(`report ${n}`, () => asked("/well?cam=1") === n);
  }
  assert.equal(asked("/event"), 0);
  await stand.deliveries.announce(alarmOf(1, "motion", clock.now()));
  await until("the alarm", () => asked("/event") === 1);

  // Away for two hours: an alarm expires after one, and of the reports only the newest is of use.
  web.answer = (_request, response) => response.writeHead(503).end();
  await stand.deliveries.announce(alarmOf(2, "motion", clock.now()));
  await pass(clock, 2 * hour);
  web.got.length = 0;
  web.answer = (_request, response) => response.end("ok");
  await pass(clock, 600);
  await until("it is well again", () => asked("/well") >= 1);
  assert.ok(asked("/well") <= 3, `${asked("/well")} reports in ten minutes`);
  assert.equal(asked("/event"), 0);
  const expired = stand.deliveries.attempts({ target: "cloudEvent" }, 1);
  assert.deepEqual([expired[0]?.outcome, expired[0]?.message], ["dropped", "given up after 3600 s"]);
});
