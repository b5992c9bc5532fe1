import assert from "node:assert/strict";
import test from "node:test";
import { emptyFolder, motion, openSmall, user } from "./fixtures/small-camera.ts";
import { openHistory } from "./history.ts";
import { openVersions } from "./versions.ts";

const anna = { name: "anna", level: "admin", privileges: new Set<never>(), address: "192.0.2.9" } as const;

test("a camera that runs says what going back would change, without secrets, and goes back", async (t) => {
  const folder = await emptyFolder(t);
  await using settings = await openSmall(folder);
  const changed: string[][] = [];
  settings.onChange((names) => changed.push([...names]));
  {
    await using versions = await openVersions(folder, assert.fail);
    versions.note({ at: 1, by: "the camera", what: "as at the start" }, settings.text());
    await settings.set([
      { group: motion, index: 1, values: { threshold: 3 } },
      { group: user, index: 0, values: { password: "a word" } },
    ]);
    versions.note({ at: 2, by: "bert", what: "threshold and password" }, settings.text());
  }
  const said: string[] = [];
  const history = openHistory({
    ...{ folder, settings },
    written: async () => {},
    reverted: (by, { message }) => said.push(by, message),
  });
  assert.deepEqual(
    (await history.versions()).map(({ number, by }) => [number, by]),
    [
      [2, "bert"],
      [1, "the camera"],
    ],
  );
  assert.deepEqual(await history.compare(2), []);
  const before = settings.get(motion)[1]?.threshold;
  const changes = await history.compare(1);
  assert.equal(before, 3);
  assert.deepEqual(
    changes?.map(({ key, ...values }) => [key, Object.keys(values)]),
    [
      ["motion.2.threshold", ["from", "to"]],
      ["user.1.password", []],
    ],
  );
  assert.doesNotMatch(JSON.stringify(changes), /scrypt|a word/);
  assert.equal(await history.compare(7), undefined);
  assert.equal(await history.revert(7, anna), false);
  assert.equal(await history.revert(1, anna), true);
  assert.notEqual(settings.get(motion)[1]?.threshold, 3);
  assert.deepEqual(changed.at(-1), ["motion", "user"]);
  assert.deepEqual(said, ["anna at 192.0.2.9", "settings put back to version 1 by anna at 192.0.2.9"]);
  assert.deepEqual(await history.compare(1), []);
});
