import assert from "node:assert/strict";
import { test } from "node:test";
import { outbox } from "@pinhole/kit/model";
import { settle, VirtualClock } from "../../packages/daemon/src/actions/fixtures/virtual-clock.ts";
import { away, Receiver } from "./receiver.ts";
import { alarmOf, openStand, until } from "./stand.ts";

const minutes = 7 * 24 * 60;

test("servers are away for a week with an alarm a minute: all within the quota arrives, in order, once", async () => {
  const clock = new VirtualClock();
  const [mail, post] = [new Receiver("mail"), new Receiver("post")];
  mail.before = away;
  post.before = away;
  await using stand = await openStand({
    ...{ actions: [mail, post], clock, inMemory: true, pollSeconds: 3600 },
  });
  // Room for the newest half of the jobs of both.
  await stand.set(outbox, { maxJobs: minutes });
  for (let n = 1; n <= minutes; n += 1) {
    const alarm = alarmOf(n, "motion", clock.now());
    await stand.deliver("mail", [], alarm);
    await stand.deliver("post", [], alarm);
    await clock.advance(60, () => settle(3));
  }
  assert.deepEqual([mail.got.length, post.got.length], [0, 0]);
  // A week of probes that are five minutes apart, from both: far fewer than an attempt for every alarm.
  assert.ok(mail.asked.length < (minutes / 5) * 1.6, `${mail.asked.length} probes`);

  mail.before = () => {};
  post.before = () => {};
  await clock.advance(600);
  await until("all delivered", () => stand.deliveries.summary().waiting === 0, 50);
  for (const { got, again } of [mail, post]) {
    assert.equal(again, 0);
    assert.deepEqual(got, [...got].sort());
    assert.equal(new Set(got).size, got.length);
    assert.equal(got.at(-1), alarmOf(minutes).id);
  }
  assert.equal(mail.got.length + post.got.length, minutes);

  const log = stand.deliveries.attempts({}, 1_000_000);
  const ends = log.filter(({ outcome }) => outcome === "delivered" || outcome === "dropped");
  assert.equal(ends.length, 2 * minutes);
  assert.equal(new Set(ends.map(({ job }) => job)).size, 2 * minutes);
});
