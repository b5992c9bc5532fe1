import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hash } from "./credential.ts";
import { people } from "./fixture.ts";
import { accountsOf, stillIs } from "./users.ts";

const names = (accounts: ReturnType<typeof accountsOf>) => [...accounts.byName.keys()];

describe("users", () => {
  it("are administrator, viewer and slots, with the privileges of their switches", async () => {
    const { byName } = accountsOf(await people(), false);
    const shown = [...byName.values()].map(({ caller }) => [caller.name, caller.level, ...caller.privileges]);
    assert.deepEqual(shown, [
      ["admin", "admin", "audioIn", "audioOut", "panTilt", "io"],
      ["eve", "viewer"],
      ["pat", "viewer", "panTilt"],
    ]);
  });

  it("without a password are off, except for test benches", async () => {
    const factory = await people({ adminPassword: "", viewerPassword: "" });
    assert.deepEqual(names(accountsOf(factory, false)), ["pat"]);
    assert.deepEqual(names(accountsOf(factory, true)), ["admin", "eve", "pat"]);
  });

  it("without a name are off, and the first of one name counts", async () => {
    const { users, slots } = await people({ viewerName: "admin" });
    const stored = await hash("x", "");
    const more = slots.map((slot, n) => (n === 1 ? { ...slot, password: stored } : slot));
    const accounts = accountsOf({ users, slots: more }, true);
    assert.deepEqual(names(accounts), ["admin", "pat"]);
    assert.equal(accounts.byName.get("admin")?.caller.level, "admin");
  });

  it("who were renamed can not use Digest until their password is set again", async () => {
    assert.equal(accountsOf(await people(), false).digest, true);
    const renamed = accountsOf(await people({ viewerName: "eva" }), false);
    assert.deepEqual([renamed.digest, renamed.byName.has("eva")], [false, true]);
  });

  it("are still the same until password, level or privileges are taken", async () => {
    const before = await people();
    const earlier = accountsOf(before, false);
    const pat = earlier.byName.get("pat");
    const slot = (change: object) =>
      accountsOf({ users: before.users, slots: [{ ...before.slots[0]!, ...change }] }, false);
    assert.equal(stillIs(pat, slot({})), true);
    assert.equal(stillIs(pat, slot({ audioIn: true })), true);
    assert.equal(stillIs(pat, slot({ panTilt: false })), false);
    assert.equal(stillIs(pat, slot({ password: await hash("turn", "pat") })), false);
    assert.equal(stillIs(pat, slot({ name: "" })), false);
    assert.equal(stillIs(undefined, earlier), false);
    assert.equal(stillIs(undefined, accountsOf(await people({ loginRequired: false }), false)), true);
  });
});
