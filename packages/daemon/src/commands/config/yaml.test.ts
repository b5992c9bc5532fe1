import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { models } from "@pinhole/kit/dialects/sercomm";
import { groups, identity, mailServer, motionWindow, users } from "@pinhole/kit/model";
import { hash } from "../../http/credential.ts";
import { modelDefaults } from "../../store/settings-file.ts";
import { applied } from "./records.ts";
import { differences, fromYaml, toYaml } from "./yaml.ts";

const model = models.RC8230;
const base = modelDefaults(model, groups);
const stored = await hash("first", "administrator");
const changed = applied(base, [
  { group: identity, index: 0, values: { hostName: "Garden", comment: "a: b # c" } },
  { group: motionWindow, index: 2, values: { area: [1, 2, 3, 4] } },
  { group: mailServer, index: 0, values: { password: "hidden" } },
  { group: users, index: 0, values: { adminPassword: stored } },
]);

describe("settings as YAML", () => {
  it("show what was set, without passwords unless they are asked for", () => {
    assert.equal(
      toYaml(changed, model, { secrets: false, all: false }),
      `# Passwords are left out.
model: RC8230
settings:
  identity:
    hostName: Garden
    comment: "a: b # c"
  motionWindow:
    - {}
    - {}
    - area:
        - 1
        - 2
        - 3
        - 4
`,
    );
    const open = toYaml(changed, model, { secrets: true, all: false });
    assert.match(open, /^# These settings hold passwords/);
    assert.match(open, /password: hidden/);
    assert.match(toYaml(changed, model, { secrets: false, all: true }), /syslogPort: 514/);
  });

  it("come back as they were", () => {
    for (const all of [false, true]) {
      const read = fromYaml(toYaml(changed, model, { secrets: true, all }), model);
      assert.ok("changes" in read, JSON.stringify(read));
      assert.deepEqual(read.notes, []);
      const back = applied(applied(base, read.changes), read.logins);
      assert.deepEqual(differences(changed, back), []);
    }
  });

  it("are refused with all that is wrong with them", () => {
    for (const [text, words] of [
      ["a: [", /./],
      ["a: 1\na: 2", /unique/],
      ["model: RC8230", /must be YAML with "settings:"/],
      ["settings: 1", /must be YAML with/],
      ["settings:\n  nope: {}", /^nope: is not a group$/],
      ["settings:\n  motion: 1", /^motion: must hold fields$/],
      ["settings:\n  motion:\n    enabled: maybe", /^motion.enabled: must be true or false$/],
      ["settings:\n  motion:\n    toString: 1", /^motion.toString: is not a field/],
      ["settings:\n  device:\n    configVersion: x", /^device.configVersion: is read only$/],
      ["settings:\n  motion:\n    - {}\n    - enabled: true", /has no record 2/],
    ] as const) {
      const read = fromYaml(text, model);
      assert.ok("problems" in read, text);
      assert.match(read.problems.join("\n"), words);
    }
    const bomb = `a: &a [x]\n${Array.from({ length: 9 }, (_, n) => `b${n}: &b${n} [*a, *a]`).join("\n")}\nsettings: {}`;
    assert.throws(() => fromYaml(bomb, model), /alias/i);
  });

  it("name what differs, and no password", () => {
    assert.deepEqual(differences(base, changed), [
      'identity.hostName: "MyCamera" -> "Garden"',
      'identity.comment: "" -> "a: b # c"',
      "users.adminPassword: set (hidden)",
      "motionWindow.3.area: [0,0,160,120] -> [1,2,3,4]",
      "mailServer.1.password: set (hidden)",
    ]);
    assert.equal(differences(changed, base)[4], "mailServer.1.password: cleared (hidden)");
  });
});
