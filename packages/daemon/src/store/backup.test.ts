import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { models } from "@pinhole/kit/dialects/sercomm";
import { type Caller, groups, mailServer, motion, userSlot, users } from "@pinhole/kit/model";
import { hash, seal, unseal, verify } from "../http/credential.ts";
import { openBackup } from "./backup.ts";
import { openSettings } from "./settings.ts";

const anna: Caller = { name: "anna", level: "admin", privileges: new Set(), address: "10.0.0.7" };

async function open(keepsLogin = true) {
  const folder = await mkdtemp(join(tmpdir(), "pinhole-test-"));
  const settings = await openSettings({
    folder,
    model: models.RC8230,
    groups,
    hash: (value, { record }) => hash(value, String(record.adminName ?? record.name)),
  });
  const log: string[] = [];
  const backup = openBackup({
    ...{ settings, groups, seal, unseal, keepsLogin },
    log: ({ message }) => log.push(message),
  });
  await settings.set([
    { group: users, index: 0, values: { adminPassword: "first" } },
    { group: userSlot, index: 2, values: { name: "eve", password: "looks" } },
    { group: mailServer, index: 0, values: { password: "stays" } },
  ]);
  const dispose = async (): Promise<void> => {
    await settings[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  const admin = (): string => settings.reveal(users)[0]!.adminPassword;
  return { settings, backup, log, admin, [Symbol.asyncDispose]: dispose };
}

describe("a copy of all settings", () => {
  it("takes logins sealed: not what Digest knows them by", async () => {
    await using one = await open();
    const all = one.backup.logins();
    assert.deepEqual([...new Set(all.map(({ group }) => group.name))], ["users", "userSlot"]);
    const text = JSON.stringify(all);
    const [, , , , md5 = "?", sha256 = "?"] = one.admin().split("$");
    assert.ok(!text.includes(md5) && !text.includes(sha256) && !text.includes("stays"));
    assert.match(String(all[0]?.values.adminPassword), /^s1\$/);
  });

  it("brings logins to another camera, where they work, and leaves other passwords alone", async () => {
    await using one = await open();
    await using other = await open();
    await other.settings.set([{ group: users, index: 0, values: { adminPassword: "second" } }]);
    const changes = [{ group: motion, index: 0, values: { enabled: false } }];
    const restoring = { changes, logins: one.backup.logins(), notes: ["PTZ: is missing"] };
    assert.deepEqual(await other.backup.restore(restoring, anna), []);
    assert.ok(await verify(other.admin(), "first"));
    assert.ok(await verify(other.settings.reveal(userSlot)[2]!.password, "looks"));
    assert.equal(other.settings.reveal(mailServer)[0]!.password, "stays");
    assert.equal(other.settings.get(motion)[0]!.enabled, false);
    assert.deepEqual(other.log, [
      "settings restored from a file by anna at 10.0.0.7",
      "restored settings: PTZ: is missing",
    ]);
  });

  it("leaves a login as it is on the camera that it came from", async () => {
    await using one = await open();
    const before = one.admin();
    const logins = one.backup.logins();
    assert.deepEqual(await one.backup.restore({ changes: [], logins, notes: [] }, anna), []);
    assert.equal(one.admin(), before);
  });

  it("takes no administrator's password away, unless none is the rule", async () => {
    for (const keepsLogin of [true, false]) {
      await using one = await open(keepsLogin);
      const logins = [{ group: users, index: 0, values: { adminPassword: "" } }];
      assert.deepEqual(await one.backup.restore({ changes: [], logins, notes: [] }, anna), []);
      assert.equal(one.admin() !== "", keepsLogin);
    }
  });

  it("stores nothing when one thing is wrong", async () => {
    await using one = await open();
    const changes = [{ group: motion, index: 0, values: { enabled: false } }];
    for (const values of [
      { adminPassword: "plain" },
      { adminPassword: one.admin() },
      { adminPassword: "s1$x$y" },
    ]) {
      const logins = [{ group: users, index: 0, values }];
      assert.deepEqual(await one.backup.restore({ changes, logins, notes: [] }, anna), [
        { key: "users.adminPassword", problem: "is no sealed password" },
      ]);
    }
    const wrong = [...changes, { group: motion, index: 0, values: { enabled: 1 } }];
    assert.equal((await one.backup.restore({ changes: wrong, logins: [], notes: [] }, anna)).length, 1);
    assert.equal(one.settings.get(motion)[0]!.enabled, true);
    assert.deepEqual(one.log, []);
  });
});
