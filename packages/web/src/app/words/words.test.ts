import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "./de.ts";
import { en } from "./en.ts";

/** The paths of a catalogue's words, each with its kind. */
function paths(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, each]) => paths(each, `${path}.${key}`));
}

test("both languages say the same things, and none says nothing", () => {
  assert.deepEqual(paths(de), paths(en));
  for (const catalogue of [en, de]) assert.doesNotMatch(JSON.stringify(catalogue), /""/);
});
