import assert from "node:assert/strict";
import { test } from "node:test";
import { type Flags, groups } from "@pinhole/kit/model";
import { tablesDe } from "./de-tables.ts";
import { groupsWith, tablesOf } from "./tables.ts";

test("every group and every field has German words, and no word is left over", () => {
  const shape = groups.map(({ name, fields }) => [name, Object.keys(fields).sort()]);
  const own = groups.map(({ name }) => [name, Object.keys(tablesDe.groups[name]?.fields ?? {}).sort()]);
  assert.deepEqual(own, shape);
  assert.equal(Object.keys(tablesDe.groups).length, groups.length);
  const flags = new Set(
    groups.flatMap(({ fields }) =>
      Object.values(fields).flatMap((field) =>
        field.kind === "flags" ? Object.keys(field.default as Flags) : [],
      ),
    ),
  );
  assert.deepEqual(Object.keys(tablesDe.flags).sort(), [...flags].sort());
  const reasons = new Set(
    groups.flatMap(({ fields }) => Object.values(fields).flatMap(({ noEffect }) => noEffect ?? [])),
  );
  assert.deepEqual(Object.keys(tablesDe.noEffects).sort(), [...reasons].sort());
});

test("German names tell the fields of a group apart, and sentences end", () => {
  for (const [group, { doc, fields }] of Object.entries(tablesDe.groups)) {
    const names = Object.values(fields).map(([name]) => name);
    assert.equal(new Set(names).size, names.length, `${group}: ${names.join(", ")}`);
    for (const [key, [name, words]] of [["", [group, doc]] as const, ...Object.entries(fields)]) {
      assert.match(name, /\S/, `${group}.${key}`);
      assert.match(words, /^\S.*\.$/, `${group}.${key}`);
    }
  }
});

test("groups are found by what they say in the language of the page", () => {
  const names = (text: string, words?: typeof tablesDe): string[] =>
    groupsWith(text, tablesOf(words)).map(({ name }) => name);
  assert.ok(names("weißabgleich", tablesDe).includes("video"));
  assert.ok(names("white balance").includes("video"));
  assert.ok(names("whiteBalance", tablesDe).includes("video"), "the key is the same everywhere");
  assert.deepEqual(names("no such words"), []);
});
