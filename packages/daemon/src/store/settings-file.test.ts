import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { CameraError } from "@pinhole/kit/model";
import {
  emptyFolder,
  faultyDisk,
  groups,
  mail,
  motion,
  openSmall,
  seeded,
  user,
} from "./fixtures/small-camera.ts";
import type { Migration } from "./settings-file.ts";

const secretWord = "s3cr3t-word";

async function filled(folder: string): Promise<void> {
  await using settings = await openSmall(folder);
  await settings.set([{ group: motion, index: 0, values: { threshold: 1, name: "older" } }]);
  await settings.set([
    { group: motion, index: 0, values: { threshold: 2, name: "newer", area: [1, 2, 30, 40] } },
    { group: user, index: 3, values: { name: "ann", password: secretWord, may: { move: true } } },
    { group: mail, index: 0, values: { password: secretWord, login: "plain" } },
  ]);
}

const put = (folder: string, content: unknown, name = "settings.json") =>
  writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
const files = async (folder: string) =>
  (await readdir(folder)).filter((name) => !name.startsWith("lock-")).sort();
const damaged = { name: "CameraError", code: "store-damaged" };

test("what is unknown or not allowed is left out and named, the rest is used", async (t) => {
  const folder = await emptyFolder(t);
  await put(folder, {
    version: 1,
    model: "other",
    groups: {
      motion: [{ threshold: 300, enabled: true, speed: 1 }, "off", {}, {}, { enabled: true }],
      user: { name: "ann" },
      mail: [{ sent: 3, password: 12, login: "plain", constructor: 1 }],
      garage: [{ door: "open" }],
      ["x".repeat(200)]: 1,
    },
  });
  const lines: string[] = [];
  await using settings = await openSmall(folder, { log: (line) => lines.push(line) });
  assert.deepEqual(lines, [
    "settings.json was written for another model than T100: what fits is used",
    'settings.json: "garage" is not a group of this camera and is left out',
    `settings.json: "${"x".repeat(40)}..." is not a group of this camera and is left out`,
    "settings.json: motion has 5 records, only 4 are used",
    "settings.json: motion.1.threshold must be 0 to 255; the default is used",
    'settings.json: "speed" is not a field of motion and is left out',
    "settings.json: record 2 of motion must be an object; the defaults are used",
    "settings.json: user must be a list of records; the defaults are used",
    "settings.json: mail.sent is read only; the default is used",
    "settings.json: mail.password must be at most 32 characters without control characters; the default is used",
    'settings.json: "constructor" is not a field of mail and is left out',
  ]);
  assert.deepEqual(settings.get(motion)[0], {
    enabled: true,
    area: [0, 0, 160, 120],
    threshold: 127,
    name: "Door",
  });
  assert.equal(settings.get(motion)[1]?.enabled, false);
  assert.equal(settings.get(mail)[0]?.login, "plain");
  assert.equal(settings.get(user).length, 20);
});

test("a damaged file is kept aside and the one before it is used", async (t) => {
  const damages: readonly [words: string, content: (good: string) => string | Uint8Array][] = [
    ["is not JSON (at character 0)", () => ""],
    ["is not JSON", (good) => good.slice(0, good.length / 2)],
    ["is not JSON", (good) => good.replace(":", ";")],
    ["is not a JSON object", () => "[1]"],
    ["is not a JSON object", () => "null"],
    ["has no version", () => "{}"],
    ["has no version", (good) => good.replace('"version": 1', '"version": "1"')],
    ["has no version", (good) => good.replace('"version": 1', '"version": 0')],
    ["has no groups", () => '{"version":1,"model":"T100","groups":[]}'],
    ["is not UTF-8 text", (good) => Buffer.from(good.replace("newer", "n\u00e9wer"), "latin1")],
    ["is longer than 4194304 bytes", (good) => good + " ".repeat(4 * 1024 * 1024)],
  ];
  for (const [words, content] of damages) {
    const folder = await emptyFolder(t);
    await filled(folder);
    const path = join(folder, "settings.json");
    await writeFile(path, content(await readFile(path, "utf8")));
    const before = await readFile(path);
    await put(folder, "", "settings.json.damaged-4");

    const lines: string[] = [];
    {
      await using settings = await openSmall(folder, { log: (line) => lines.push(line) });
      assert.equal(settings.get(motion)[0]?.name, "older");
      assert.equal(lines.length, 1);
      assert.ok(lines[0]?.includes(words), lines[0]);
      assert.match(lines[0] ?? "", /kept as settings\.json\.damaged-5, and settings\.json\.previous is used/);
      assert.doesNotMatch(lines[0] ?? "", new RegExp(secretWord));
      assert.deepEqual(await readFile(join(folder, "settings.json.damaged-5")), before);
      await settings.set([{ group: motion, index: 1, values: { threshold: 7 } }]);
    }
    await using settings = await openSmall(folder);
    assert.deepEqual(
      settings.get(motion).map((m) => m.threshold),
      [1, 7, 127, 127],
    );
  }
});

test("a file that is missing while the one before it is there is no first start", async (t) => {
  const folder = await emptyFolder(t);
  await filled(folder);
  await rm(join(folder, "settings.json"));
  const lines: string[] = [];
  await using settings = await openSmall(folder, { log: (line) => lines.push(line) });
  assert.equal(settings.get(motion)[0]?.name, "older");
  assert.match(lines.join(), /settings\.json is missing: settings\.json\.previous is used/);
});

test("with both files damaged nothing is touched and the words say what to do", async (t) => {
  const folder = await emptyFolder(t);
  await put(folder, "{");
  const expected = async (words: RegExp) => {
    const before = await files(folder);
    await assert.rejects(openSmall(folder), (thrown: CameraError) => {
      assert.equal(thrown.code, "store-damaged");
      assert.match(thrown.message, words);
      assert.match(thrown.message, /put a copy of the file back, or remove both to start afresh/);
      return true;
    });
    assert.deepEqual(await files(folder), before);
  };
  await expected(/settings\.json is not JSON \(at character 1\), and settings\.json\.previous is missing/);
  await put(folder, "[]", "settings.json.previous");
  await expected(/settings\.json\.previous is not a JSON object/);
  await rm(join(folder, "settings.json"));
  await expected(/settings\.json is missing, and settings\.json\.previous is not/);
});

test("a file that the disk can not read counts as damaged", async (t) => {
  const folder = await emptyFolder(t);
  await filled(folder);
  const disk = faultyDisk();
  disk.fail.set("read", "EIO");
  await using settings = await openSmall(folder, { disk });
  assert.equal(settings.get(motion)[0]?.name, "older");
  assert.deepEqual(await files(folder), ["settings.json.damaged-1", "settings.json.previous"]);
});

test("whatever happens to the bytes, open answers whole records or a CameraError", async (t) => {
  const folder = await emptyFolder(t);
  await filled(folder);
  const good = await readFile(join(folder, "settings.json"));
  const previous = await readFile(join(folder, "settings.json.previous"));
  const random = seeded(20240607);
  const below = (n: number) => Math.floor(random() * n);
  const mutated = (bytes: Uint8Array): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    const kind = below(4);
    if (kind === 0) return copy.subarray(0, below(copy.length));
    if (kind === 1) {
      for (let n = 1 + below(4); n > 0; n--) copy[below(copy.length)]! ^= 1 << below(8);
      return copy;
    }
    if (kind === 2) return Uint8Array.from({ length: below(300) }, () => below(256));
    const from = below(copy.length);
    return copy.fill(0, from, from + below(64));
  };
  const outcomes = { opened: 0, refused: 0 };
  for (let round = 0; round < 400; round++) {
    await writeFile(join(folder, "settings.json"), mutated(good));
    await writeFile(join(folder, "settings.json.previous"), random() < 0.5 ? mutated(previous) : previous);
    const lines: string[] = [];
    try {
      await using settings = await openSmall(folder, { log: (line) => lines.push(line) });
      outcomes.opened++;
      for (const g of groups) {
        const records = settings.reveal(g);
        assert.equal(records.length, g.count);
        for (const record of records as readonly Record<string, unknown>[]) {
          assert.deepEqual(Object.keys(record), Object.keys(g.fields));
          for (const [key, field] of Object.entries(g.fields)) {
            if (g === user && key === "password") assert.equal(typeof record[key], "string");
            else assert.equal(field.check(record[key]), undefined);
          }
        }
      }
    } catch (thrown) {
      assert.ok(thrown instanceof CameraError, `round ${round}: ${thrown}`);
      assert.ok(["store-damaged", "refused"].includes(thrown.code), thrown.code);
      outcomes.refused++;
      lines.push(thrown.message);
    }
    assert.doesNotMatch(lines.join(), new RegExp(secretWord), `round ${round}`);
  }
  assert.ok(outcomes.opened > 100 && outcomes.refused > 50, JSON.stringify(outcomes));
});

test("a file of a newer version is refused as it is", async (t) => {
  for (const name of ["settings.json", "settings.json.previous"]) {
    const folder = await emptyFolder(t);
    await filled(folder);
    await put(folder, { version: 2, model: "T100", groups: {}, new: true }, name);
    if (name.endsWith("previous")) await put(folder, "damaged");
    const before = await files(folder);
    await assert.rejects(openSmall(folder), {
      name: "CameraError",
      code: "refused",
      message: /of version 2, this pinhole knows 1 to 1; start the newer pinhole/,
    });
    assert.deepEqual(await files(folder), before);
    assert.equal(JSON.parse(await readFile(join(folder, name), "utf8")).new, true);
  }
});

test("migrations run in order from the version of the file, and the next write is of the newest", async (t) => {
  const rename: Migration = (file) => ({ ...file, groups: { motion: file.groups.md } });
  const double: Migration = (file) => ({
    ...file,
    groups: {
      motion: (file.groups.motion as { threshold: number }[]).map((m) => ({ threshold: m.threshold * 2 })),
    },
  });
  const migrations = [rename, double];
  for (const [version, key] of [
    [1, "md"],
    [2, "motion"],
  ] as const) {
    const folder = await emptyFolder(t);
    await put(folder, { version, model: "T100", groups: { [key]: [{ threshold: 50 }] } });
    await using settings = await openSmall(folder, { migrations });
    assert.equal(settings.get(motion)[0]?.threshold, 100);
    await settings.set([{ group: motion, index: 1, values: { threshold: 3 } }]);
    const stored = JSON.parse(await readFile(join(folder, "settings.json"), "utf8"));
    assert.deepEqual(stored, {
      version: 3,
      model: "T100",
      groups: { motion: [{ threshold: 100 }, { threshold: 3 }] },
    });
    assert.equal(JSON.parse(await readFile(join(folder, "settings.json.previous"), "utf8")).version, version);
  }
});

test("a file that a migration can not read counts as damaged", async (t) => {
  const folder = await emptyFolder(t);
  await put(folder, { version: 1, model: "T100", groups: { md: 3 } });
  const migrations: Migration[] = [
    (file) => ({ ...file, groups: { motion: (file.groups.md as number[]).map(Number) } }),
  ];
  await assert.rejects(openSmall(folder, { migrations }), {
    ...damaged,
    message: /can not be brought to version 2/,
  });
});
