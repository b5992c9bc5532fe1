import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { group, int, text } from "@pinhole/kit/model";
import { emptyFolder, faultyDisk, mail, model, motion, openSmall, user } from "./fixtures/small-camera.ts";

const json = async (folder: string, name = "settings.json") =>
  JSON.parse(await readFile(join(folder, name), "utf8"));

test("a first start has the model's defaults over the groups' and writes nothing", async (t) => {
  const folder = await emptyFolder(t);
  await using settings = await openSmall(join(folder, "a", "b"));
  assert.equal(settings.get(motion).length, 4);
  assert.equal(settings.get(motion)[0]?.name, "Door");
  assert.equal(settings.get(motion)[1]?.name, "");
  assert.deepEqual(settings.get(user)[0]?.may, { audio: true, move: true });
  assert.deepEqual(settings.get(user)[1]?.may, { audio: true, move: false });
  assert.equal((await stat(join(folder, "a", "b"))).mode & 0o777, 0o700);
  assert.deepEqual(
    (await readdir(join(folder, "a", "b"))).filter((name) => !name.startsWith("lock-")),
    [],
  );
});

test("changes that come at once are checked one beside the other, and what is objected to is not stored", async (t) => {
  await using settings = await openSmall(await emptyFolder(t));
  const name = (index: number) =>
    settings.set([{ group: motion, index, values: { name: "Yard" } }], [], undefined, (now) =>
      now(motion).some((record, other) => other !== index && record.name === "Yard")
        ? [{ key: "motion.name", problem: "is taken" }]
        : [],
    );
  const answers = await Promise.all([name(1), name(2), name(3)]);
  assert.deepEqual(
    answers.map(({ length }) => length),
    [0, 1, 1],
  );
  assert.deepEqual(
    settings.get(motion).map((record) => record.name),
    ["Door", "Yard", "", ""],
  );
});

test("the file holds what differs from the defaults, for its owner alone", async (t) => {
  const folder = await emptyFolder(t);
  await using settings = await openSmall(folder);
  const changes = [
    { group: motion, index: 2, values: { area: [0, 0, 9, 9], threshold: 127 } },
    { group: user, index: 0, values: { may: { audio: false } } },
    { group: mail, index: 0, values: { server: "mx", login: "none" } },
  ];
  assert.deepEqual(await settings.set(changes), []);
  assert.deepEqual(await json(folder), {
    version: 1,
    model: "T100",
    groups: {
      motion: [{}, {}, { area: [0, 0, 9, 9] }],
      user: [{ may: { audio: false } }],
      mail: [{ server: "mx" }],
    },
  });
  assert.equal((await stat(join(folder, "settings.json"))).mode & 0o777, 0o600);

  await settings.set([{ group: motion, index: 2, values: { area: [0, 0, 160, 120] } }]);
  assert.deepEqual(Object.keys((await json(folder)).groups), ["user", "mail"]);
  assert.deepEqual((await json(folder, "settings.json.previous")).groups.motion[2], { area: [0, 0, 9, 9] });
});

test("what was set is there after a new start, a later default reaches only what was never set", async (t) => {
  const folder = await emptyFolder(t);
  {
    await using settings = await openSmall(folder);
    await settings.set([{ group: motion, index: 1, values: { threshold: 3, enabled: true } }]);
    await settings.set([{ group: user, index: 0, values: { may: { audio: false } } }]);
  }
  const later = {
    ...model,
    defaults: { motion: [{}, { threshold: 99, name: "Gate" }], user: [{ may: { audio: true } }] },
  };
  await using settings = await openSmall(folder, { model: later });
  assert.deepEqual(settings.get(motion)[1], {
    enabled: true,
    area: [0, 0, 160, 120],
    threshold: 3,
    name: "Gate",
  });
  assert.deepEqual(settings.get(user)[0]?.may, { audio: false, move: false });
});

test("a set is all or nothing and names every problem", async (t) => {
  const folder = await emptyFolder(t);
  await using settings = await openSmall(folder);
  const problems = await settings.set([
    { group: motion, index: 0, values: { enabled: true } },
    { group: motion, index: 1, values: { threshold: 256, colour: "red" } },
    { group: motion, index: 4, values: { enabled: true } },
    { group: mail, index: 0, values: { sent: 1 } },
    { group: user, index: 0, values: { ["__proto__"]: { admin: true } } },
  ]);
  assert.deepEqual(problems, [
    { key: "motion.2.threshold", problem: "must be 0 to 255" },
    { key: "motion.2.colour", problem: "is not a field of motion" },
    { key: "motion", problem: "has no record 5; there are 4" },
    { key: "mail.sent", problem: "is read only" },
    { key: "user.1.__proto__", problem: "is not a field of user" },
  ]);
  assert.equal(settings.get(motion)[0]?.enabled, false);
  await assert.rejects(stat(join(folder, "settings.json")));
});

test("a group that the settings do not have is a mistake of the program", async (t) => {
  await using settings = await openSmall(await emptyFolder(t));
  const other = group("other", "", { a: int({ default: 0, min: 0, max: 1, doc: "" }) });
  assert.throws(() => settings.get(other), TypeError);
  await assert.rejects(settings.set([{ group: other, index: 0, values: { a: 1 } }]), TypeError);
});

test("a default of the model that a field does not allow is a mistake of the program", async (t) => {
  const folder = await emptyFolder(t);
  const broken = [
    { motion: [{ threshold: 999 }] },
    { motion: [{ speed: 1 }] },
    { user: [{ password: "administrator" }] },
  ];
  for (const defaults of broken) {
    await assert.rejects(openSmall(folder, { model: { name: "T100", defaults } }), TypeError);
  }
});

test("secrets are masked, revealed to the daemon, cleared by an empty text, untouched when absent", async (t) => {
  const folder = await emptyFolder(t);
  const seen: unknown[] = [];
  const hash: Parameters<typeof openSmall>[1] = {
    hash: async (value, at) => {
      seen.push([value, at.index, at.key, at.record.name, at.record.password]);
      return `hash-of-${value}`;
    },
  };
  {
    await using settings = await openSmall(folder, hash);
    await settings.set([
      { group: user, index: 1, values: { password: "first" } },
      { group: user, index: 1, values: { password: "second" } },
      { group: user, index: 1, values: { name: "ann" } },
      { group: mail, index: 0, values: { password: "m41l" } },
    ]);
    assert.deepEqual(
      seen,
      [["second", 1, "password", "ann", ""]],
      "hashed once, with the name of the same set",
    );
    assert.equal(settings.get(user)[1]?.password, "");
    assert.equal(settings.get(mail)[0]?.password, "");
    assert.equal(settings.reveal(user)[1]?.password, "hash-of-second");
    assert.equal(settings.reveal(mail)[0]?.password, "m41l");
    const stored = await readFile(join(folder, "settings.json"), "utf8");
    assert.doesNotMatch(stored, /"(first|second)"/);
  }
  await using settings = await openSmall(folder, hash);
  await settings.set([{ group: user, index: 1, values: { name: "bob" } }]);
  assert.equal(settings.reveal(user)[1]?.password, "hash-of-second");
  await settings.set([{ group: user, index: 1, values: { password: "" } }]);
  assert.equal(settings.reveal(user)[1]?.password, "");
  assert.equal(seen.length, 1);
});

test("a hash that fails refuses its own set only", async (t) => {
  const folder = await emptyFolder(t);
  const hash = async (value: string) => {
    if (value === "bad") throw new Error("no hash");
    return value === "long" ? "x".repeat(2000) : "hash";
  };
  await using settings = await openSmall(folder, { hash });
  const password = (value: string) =>
    settings.set([{ group: user, index: 0, values: { password: value, name: value } }]);
  const results = await Promise.allSettled([
    settings.set([{ group: motion, index: 0, values: { threshold: 1 } }]),
    password("bad"),
    password("long"),
    settings.set([{ group: motion, index: 1, values: { threshold: 2 } }]),
  ]);
  assert.deepEqual(
    results.map((r) => r.status),
    ["fulfilled", "rejected", "rejected", "fulfilled"],
  );
  assert.equal(settings.get(user)[0]?.name, "");
  assert.deepEqual(
    settings.get(motion).map((m) => m.threshold),
    [1, 2, 127, 127],
  );
});

test("records can not be changed from outside, nor a set after it was checked", async (t) => {
  const folder = await emptyFolder(t);
  await using settings = await openSmall(folder);
  const area = [1, 1, 2, 2];
  const done = settings.set([{ group: motion, index: 0, values: { area, threshold: -0 } }]);
  area[0] = 5000;
  await done;
  assert.deepEqual(settings.get(motion)[0]?.area, [1, 1, 2, 2]);
  assert.ok(Object.is(settings.get(motion)[0]?.threshold, 0));
  for (const view of [settings.get(motion), settings.reveal(motion)] as unknown as { area: number[] }[][]) {
    assert.throws(() => view[0]?.area.push(1), TypeError);
    assert.throws(() => Object.assign(view[0] ?? {}, { area: [] }), TypeError);
    assert.throws(() => view.pop(), TypeError);
  }
});

test("listeners hear after the write which groups changed; one that fails disturbs nobody", async (t) => {
  const folder = await emptyFolder(t);
  const lines: string[] = [];
  await using settings = await openSmall(folder, { log: (line) => lines.push(line) });
  const heard: string[][] = [];
  settings.onChange(() => {
    throw new Error("oops");
  });
  const stop = settings.onChange((changed) => {
    heard.push([...changed, String(settings.get(motion)[0]?.threshold)]);
  });
  await settings.set([
    { group: motion, index: 0, values: { threshold: 8 } },
    { group: mail, index: 0, values: { server: "mx" } },
    { group: user, index: 0, values: { name: "" } },
  ]);
  assert.deepEqual(heard, [["motion", "mail", "8"]]);
  assert.deepEqual(lines, ["a listener to settings failed: oops"]);
  stop();
  await settings.set([{ group: motion, index: 0, values: { threshold: 9 } }]);
  assert.equal(heard.length, 1);
});

test("a set that changes nothing writes nothing", async (t) => {
  const folder = await emptyFolder(t);
  const disk = faultyDisk();
  await using settings = await openSmall(folder, { disk });
  await settings.set([{ group: motion, index: 0, values: { threshold: 5 } }]);
  disk.calls.length = 0;
  assert.deepEqual(
    await settings.set([{ group: motion, index: 0, values: { threshold: 5, area: [0, 0, 160, 120] } }]),
    [],
  );
  assert.deepEqual(await settings.set([]), []);
  assert.deepEqual(disk.calls, []);
});

test("a hundred sets at once lose nothing and share their writes", async (t) => {
  const folder = await emptyFolder(t);
  const disk = faultyDisk();
  {
    await using settings = await openSmall(folder, { disk });
    disk.calls.length = 0;
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        n % 10 === 9
          ? settings.set([{ group: motion, index: 0, values: { threshold: 1000 } }])
          : settings.set([
              {
                group: user,
                index: n % 20,
                values: n < 20 ? { name: `u${n}` } : { may: { move: n % 3 === 0 } },
              },
            ]),
      ),
    );
    for (const [n, problems] of results.entries()) assert.equal(problems.length, n % 10 === 9 ? 1 : 0);
    const writes = disk.calls.filter((call) => call === "create").length;
    assert.ok(writes <= 2, `${writes} writes`);
    assert.ok(disk.calls.filter((call) => call === "syncFolder").length === writes);
  }
  await using settings = await openSmall(folder);
  for (const [n, record] of settings.get(user).entries()) {
    const refused = n % 10 === 9;
    assert.equal(record.name, refused ? "" : `u${n}`);
    if (!refused) assert.equal(record.may.move, (80 + n) % 3 === 0, "the last set of a record wins");
  }
});

test("changes of different switches of one field at the same time lose nothing", async (t) => {
  await using settings = await openSmall(await emptyFolder(t));
  const may = () => settings.get(user)[0]!.may;
  const set = (change: object) => {
    const values = { may: { ...may(), ...change } };
    return settings.set([{ group: user, index: 0, values }], [], settings.get(user));
  };
  assert.deepEqual(may(), { audio: true, move: true });
  await Promise.all([set({ audio: false }), set({ move: false })]);
  assert.deepEqual(may(), { audio: false, move: false });
  await set({ audio: true });
  assert.deepEqual(may(), { audio: true, move: false });
});

test("changes of different items of one list at the same time lose nothing", async (t) => {
  await using settings = await openSmall(await emptyFolder(t));
  const days = () => settings.get(mail)[0]!.days;
  const without = (list: readonly boolean[], day: number) => ({
    group: mail,
    index: 0,
    values: { days: list.with(day, false) },
  });
  const all = days();
  await Promise.all([0, 2, 5].map((day) => settings.set([without(days(), day)], [], settings.get(mail))));
  assert.deepEqual(days(), [false, true, false, true, true, false, true]);
  const seen = settings.get(mail);
  await settings.set([{ group: mail, index: 0, values: { days: all } }]);
  await settings.set([without(seen[0]!.days, 1)], [], seen);
  assert.deepEqual(days(), [true, false, true, true, true, true, true]);
  const corners = [
    [0, 0, 9, 9],
    [5, 5, 160, 120],
  ];
  await Promise.all(corners.map((area) => settings.set([{ group: motion, index: 0, values: { area } }])));
  assert.deepEqual(settings.get(motion)[0]?.area, [5, 5, 160, 120], "an area is one value");
});

test("reset goes back to the model's defaults and keeps the file before it", async (t) => {
  const folder = await emptyFolder(t);
  {
    await using settings = await openSmall(folder);
    await settings.set([{ group: motion, index: 0, values: { name: "Garden" } }]);
    const heard: string[] = [];
    settings.onChange((changed) => heard.push(...changed));
    await settings.reset();
    assert.equal(settings.get(motion)[0]?.name, "Door");
    assert.deepEqual(heard, ["motion"]);
  }
  assert.deepEqual((await json(folder)).groups, {});
  assert.deepEqual((await json(folder, "settings.json.previous")).groups, { motion: [{ name: "Garden" }] });
  await using settings = await openSmall(folder);
  assert.equal(settings.get(motion)[0]?.name, "Door");
});

test("closing waits for the sets under way and takes no more", async (t) => {
  const folder = await emptyFolder(t);
  const settings = await openSmall(folder);
  const done = Promise.all(
    [1, 2, 3].map((n) => settings.set([{ group: motion, index: n, values: { threshold: n } }])),
  );
  await settings[Symbol.asyncDispose]();
  await done;
  await assert.rejects(settings.set([{ group: motion, index: 0, values: { threshold: 9 } }]), TypeError);
  assert.deepEqual((await readdir(folder)).sort(), ["settings.json", "settings.json.previous"]);
});

test("a text of the largest size in every language comes back", async (t) => {
  const folder = await emptyFolder(t);
  const wide = group("wide", "", { text: text({ default: "", max: 1000, doc: "" }) }, 50);
  const value = 'é漢😀"\\ </script>'.repeat(60);
  {
    await using settings = await openSmall(folder, { groups: [wide] });
    await settings.set(
      Array.from({ length: 50 }, (_, index) => ({ group: wide, index, values: { text: value } })),
    );
  }
  await using settings = await openSmall(folder, { groups: [wide] });
  assert.ok(settings.get(wide).every((record) => record.text === value));
});
