import assert from "node:assert/strict";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { CameraError, outbox } from "@pinhole/kit/model";
import { VirtualClock } from "../../packages/daemon/src/actions/fixtures/virtual-clock.ts";
import { away, hang, Receiver } from "./receiver.ts";
import { admin, alarmOf, openStand, picture, until } from "./stand.ts";

const count = 6;
const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => alarmOf(from + n).id);

test("work arrives in order, once, and leaves no file behind", async () => {
  const mail = new Receiver("mail");
  await using stand = await openStand({ actions: [mail] });
  for (let n = 1; n <= count; n += 1) {
    const file = await stand.file("image/jpeg", picture, n);
    await stand.deliver("mail", [file], alarmOf(n));
    await rm(file.path);
  }
  await until("all delivered", () => mail.got.length === count);
  assert.deepEqual(mail.got, ids(1, count));
  await until("no job", () => stand.deliveries.summary().waiting === 0);
  await until("no file", async () => (await readdir(join(stand.folder, "outbox"))).length === 0);
  const log = stand.deliveries.attempts({}, 100);
  assert.deepEqual(
    log.map(({ outcome, attempt }) => [outcome, attempt]),
    Array.from({ length: count }, () => ["delivered", 1]),
  );
});

test("the same delivery handed over again is delivered once", async () => {
  const mail = new Receiver("mail");
  await using stand = await openStand({ actions: [mail] });
  const file = await stand.file("image/jpeg", picture);
  await stand.deliver("mail", [file]);
  await stand.deliver("mail", [file]);
  await until("delivered", () => stand.deliveries.summary().waiting === 0);
  await stand.deliver("mail", [file]);
  assert.equal(stand.deliveries.summary().waiting, 0);
  assert.deepEqual(mail.asked, [alarmOf(1).id]);
});

test("a target that hangs disturbs no other, and is told to end", async () => {
  const clock = new VirtualClock();
  const [mail, post] = [new Receiver("mail"), new Receiver("post")];
  mail.before = hang;
  await using stand = await openStand({ actions: [mail, post], clock });
  for (let n = 1; n <= 3; n += 1) {
    await stand.deliver("mail", [], alarmOf(n));
    await stand.deliver("post", [], alarmOf(n));
  }
  await until("post has all", () => post.got.length === 3);
  assert.deepEqual(mail.asked, ids(1, 1));
  await clock.advance(61);
  const [attempt] = stand.deliveries.attempts({ target: "mail" }, 1);
  assert.deepEqual([attempt?.outcome, attempt?.code], ["retry", "target-silent"]);
  assert.match(attempt?.message ?? "", /mail was not done within 60 s/);
});

test("an action that will not end is left behind", async () => {
  const clock = new VirtualClock();
  const mail = new Receiver("mail");
  mail.before = () => new Promise(() => {});
  await using stand = await openStand({ actions: [mail], clock });
  await stand.deliver("mail", [], alarmOf(1));
  await until("asked", () => mail.asked.length === 1);
  mail.before = () => {};
  await clock.advance(70);
  await until("delivered by the next attempt", () => mail.got.length === 1);
});

test("a target that is down is asked less and less, and by one job; then all follow in order", async () => {
  const clock = new VirtualClock();
  const mail = new Receiver("mail");
  mail.before = away;
  await using stand = await openStand({ actions: [mail], clock, random: () => 1, pollSeconds: 1e6 });
  for (let n = 1; n <= count; n += 1) await stand.deliver("mail", [], alarmOf(n));
  await until("asked once", () => mail.asked.length === 1);
  await clock.advance(1);
  assert.equal(mail.asked.length, 1);
  await clock.advance(3600);
  // After 2, 4, 8 ... 256 seconds, then every 300.
  assert.equal(mail.asked.length, 1 + 8 + 10);
  assert.deepEqual(new Set(mail.asked), new Set(ids(1, 1)));
  const [target] = stand.deliveries.summary().targets;
  assert.ok(target && target.waitSeconds <= 300 && target.waiting === count);
  assert.equal(stand.log.filter(({ message }) => message.includes("is down")).length, 1);

  mail.before = () => {};
  await clock.advance(300);
  await until("all delivered", () => mail.got.length === count);
  assert.deepEqual(mail.got, ids(1, count));
  assert.equal(stand.log.filter(({ message }) => message.includes("mail is back")).length, 1);
});

test("a timer that is early by the clock ends its pause all the same", async () => {
  // Node counts from the beginning of the turn in which a timer is set, so that one set late in a turn is early.
  class EarlyClock extends VirtualClock {
    override after(seconds: number, call: () => void): Disposable {
      return super.after(seconds - 0.02, call);
    }
  }
  const clock = new EarlyClock();
  const mail = new Receiver("mail");
  mail.before = away;
  await using stand = await openStand({ actions: [mail], clock, random: () => 1, pollSeconds: 1e6 });
  await stand.deliver("mail");
  await until("asked once", () => mail.asked.length === 1);
  await clock.advance(10);
  // After 2 and 4 s.
  assert.equal(mail.asked.length, 3);
});

test("a changed setting, and a retry by hand, ask at once", async () => {
  const clock = new VirtualClock();
  const mail = new Receiver("mail");
  mail.before = () => {
    throw new CameraError("login-refused", "the password is wrong");
  };
  await using stand = await openStand({ actions: [mail], clock, random: () => 1 });
  await stand.deliver("mail");
  await until("asked", () => mail.asked.length === 1);
  await clock.advance(59);
  assert.equal(mail.asked.length, 1, "somebody has to mend the login first");
  assert.equal(stand.deliveries.retry({}, admin), 1);
  await until("asked again", () => mail.asked.length === 2);
  mail.before = () => {};
  await stand.set(outbox, { maxDays: 3 });
  await until("delivered", () => mail.got.length === 1);
});

test("what is changed while an attempt runs is tried at once when that has failed", async () => {
  const clock = new VirtualClock();
  const mail = new Receiver("mail");
  const { promise: told, resolve: tell } = Promise.withResolvers<void>();
  mail.before = async () => {
    await told;
    throw new CameraError("login-refused", "the password is wrong");
  };
  await using stand = await openStand({ actions: [mail], clock, random: () => 1, pollSeconds: 1e6 });
  await stand.deliver("mail");
  await until("asked", () => mail.asked.length === 1);
  await stand.set(outbox, { maxDays: 3 });
  mail.before = () => {};
  tell();
  await until("failed", () => stand.deliveries.attempts({}, 1).length === 1);
  await clock.advance(0);
  await until("delivered", () => mail.got.length === 1);
});

test("what can not succeed is kept as failed, and others go on", async () => {
  const mail = new Receiver("mail");
  mail.before = ({ alarm }) => {
    if (alarm.id === alarmOf(1).id) throw new CameraError("content-refused", "552 too big");
  };
  await using stand = await openStand({ actions: [mail] });
  await stand.deliver("mail", [], alarmOf(1));
  await stand.deliver("mail", [], alarmOf(2));
  await until("the second is delivered", () => mail.got.length === 1);
  const [failed] = stand.deliveries.jobs({ state: "failed" }, 10);
  assert.deepEqual(
    [failed?.alarm, failed?.code, failed?.reason],
    [alarmOf(1).id, "content-refused", "552 too big"],
  );
  mail.before = () => {};
  stand.deliveries.retry({ state: "failed" }, admin);
  await until("delivered by hand", () => mail.got.length === 2);
});

test("a job that always fails where others get through is given up", async () => {
  const clock = new VirtualClock();
  const mail = new Receiver("mail");
  mail.before = ({ alarm }) => {
    if (alarm.id === alarmOf(1).id) throw new CameraError("transfer-incomplete", "closed in mid-file");
  };
  await using stand = await openStand({ actions: [mail], clock, random: () => 1, pollSeconds: 1e6 });
  for (let n = 1; n <= 3; n += 1) await stand.deliver("mail", [], alarmOf(n));
  await until("asked", () => mail.asked.length === 1);
  await clock.advance(7200);
  await until("the others are delivered", () => mail.got.length === 2);
  assert.deepEqual(mail.got, ids(2, 3));
  assert.equal(mail.asked.filter((id) => id === alarmOf(1).id).length, 10);
  assert.match(stand.deliveries.jobs({ state: "failed" }, 10)[0]?.reason ?? "", /others get through/);
});

test("a bug in an action is one job's failure", async () => {
  const mail = new Receiver("mail");
  mail.before = () => {
    throw new TypeError("undefined is not a function");
  };
  await using stand = await openStand({ actions: [mail] });
  await stand.deliver("mail");
  await until("failed", () => stand.deliveries.summary().failed === 1);
  assert.ok(stand.log.some(({ message, severity }) => severity === 3 && message.includes("bug: TypeError")));
});

test("when there is no room the oldest goes, and every one is named", async () => {
  const clock = new VirtualClock();
  const mail = new Receiver("mail");
  mail.before = away;
  await using stand = await openStand({ actions: [mail], clock, pollSeconds: 1e6 });
  await stand.set(outbox, { maxJobs: 3 });
  for (let n = 1; n <= 5; n += 1) {
    await stand.deliver("mail", [await stand.file("image/jpeg", picture, n)], alarmOf(n));
    await clock.advance(600);
  }
  const dropped = stand.deliveries.attempts({}, 100).filter(({ outcome }) => outcome === "dropped");
  assert.deepEqual(dropped.map(({ alarm }) => alarm).reverse(), ids(1, 2));
  for (const { job } of dropped) assert.ok(stand.log.some(({ message }) => message.includes(job)));
  assert.equal((await readdir(join(stand.folder, "outbox"))).length, 3);
});

test("bytes are limited, each file counted once however many actions send it", async () => {
  const clock = new VirtualClock();
  const [mail, post] = [new Receiver("mail"), new Receiver("post")];
  mail.before = away;
  post.before = away;
  await using stand = await openStand({ actions: [mail, post], clock, pollSeconds: 1e6 });
  await stand.set(outbox, { maxMegabytes: 1 });
  const clip = await stand.file("video/mp4", Buffer.alloc(600_000));
  for (const action of ["mail", "post"] as const) await stand.deliver(action, [clip], alarmOf(1), "end");
  assert.equal(stand.deliveries.summary().bytes, 600_000);
  assert.equal(stand.deliveries.summary().waiting, 2);
  const huge = await stand.file("video/mp4", Buffer.alloc(2 ** 20 + 1));
  await stand.deliver("mail", [huge], alarmOf(2), "end");
  const [refused] = stand.deliveries.attempts({}, 1);
  assert.deepEqual([refused?.outcome, refused?.alarm], ["refused", alarmOf(2).id]);
  assert.equal(stand.deliveries.summary().waiting, 2);
  const next = await stand.file("video/mp4", Buffer.alloc(500_000));
  await stand.deliver("post", [next], alarmOf(3), "end");
  assert.deepEqual(
    stand.deliveries.jobs({}, 10).map(({ alarm }) => alarm),
    [alarmOf(3).id],
  );
});

test("work is given up when it is too old", async () => {
  const clock = new VirtualClock();
  const mail = new Receiver("mail");
  mail.before = away;
  await using stand = await openStand({ actions: [mail], clock, pollSeconds: 3600 });
  await stand.set(outbox, { maxDays: 1 });
  await stand.deliver("mail", [await stand.file("image/jpeg", picture)]);
  await clock.advance(2 * 86_400);
  await until("no job", () => stand.deliveries.summary().waiting === 0);
  const [last] = stand.deliveries.attempts({}, 1);
  assert.equal(last?.outcome, "dropped");
  await until("no file", async () => (await readdir(join(stand.folder, "outbox"))).length === 0);
});

test("work without a target is refused, and the log says why once", async () => {
  const mail = new Receiver("mail");
  mail.targets = ({ action }) => (action === "mail" ? "no mail server is set" : undefined);
  await using stand = await openStand({ actions: [mail] });
  await stand.deliver("mail", [], alarmOf(1));
  await stand.deliver("mail", [], alarmOf(2));
  await stand.deliver("sdCard", [], alarmOf(2));
  const refused = stand.deliveries.attempts({}, 10);
  assert.deepEqual(
    refused.map(({ outcome, alarm }) => [outcome, alarm]),
    [2, 2, 1].map((n) => ["refused", alarmOf(n).id]),
  );
  assert.equal(stand.log.filter(({ message }) => message.includes("no mail server is set")).length, 1);
});

test("jobs survive a restart, and what a crash left behind is cleared away", async () => {
  const clock = new VirtualClock();
  const mail = new Receiver("mail");
  mail.before = away;
  await using stand = await openStand({ actions: [mail], clock });
  {
    await using first = await openStand({ actions: [mail], clock, folder: join(stand.folder, "camera") });
    for (let n = 1; n <= 3; n += 1)
      await first.deliver("mail", [await first.file("image/jpeg", picture, n)], alarmOf(n));
    await until("asked", () => mail.asked.length > 0);
    const { writeFile } = await import("node:fs/promises");
    await writeFile(join(first.folder, "outbox", "left-behind"), "x");
  }
  mail.before = async ({ files }) => {
    for (const { path, bytes } of files) assert.equal((await stat(path)).size, bytes);
  };
  await using second = await openStand({ actions: [mail], clock, folder: join(stand.folder, "camera") });
  await until("all delivered", () => mail.got.length === 3);
  assert.deepEqual(mail.got, ids(1, 3));
  await until("no file", async () => (await readdir(join(second.folder, "outbox"))).length === 0);
});

test("settings with their secrets are for the owner's eyes only", async () => {
  await using stand = await openStand({ actions: [] });
  await stand.set(outbox, { maxDays: 3 });
  assert.equal((await stat(join(stand.folder, "settings.json"))).mode & 0o777, 0o600);
});
