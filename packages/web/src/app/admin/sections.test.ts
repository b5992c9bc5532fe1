import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "@pinhole/kit/model";
import { sectionOf, sections } from "./sections.ts";

test("every group of settings is in one section, and no section is called like a group", () => {
  const placed = sections.flatMap((section) => section.groups);
  assert.deepEqual([...placed].sort(), groups.map(({ name }) => name).sort());
  for (const { id } of sections) assert.ok(!placed.includes(id), id);
});

test("a place leads to its section", () => {
  assert.equal(sectionOf("motionWindow").id, "detection");
  assert.equal(sectionOf("copies").id, "copies");
  assert.equal(sectionOf(undefined).id, "overview");
  assert.equal(sectionOf("nonsense").id, "overview");
});
