import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePush } from "./push.ts";

test("an alarm server is told by query or body, in the words of both firmware generations", () => {
  assert.deepEqual(parsePush("active=3&object=5"), {
    cause: "area",
    areas: [3],
    objects: ["person", "animal"],
  });
  // The Full HD models put an "&" in front.
  assert.deepEqual(parsePush("&active=6"), { cause: "audio", areas: [], objects: [] });
  assert.deepEqual(parsePush("", "active=8"), { cause: "heat and area", areas: [2], objects: [] });
  assert.equal(parsePush("active=5")?.cause, "input");
  assert.equal(parsePush("active=99")?.cause, "manual");
  assert.deepEqual(parsePush("trigger=5"), { cause: "area", areas: [1, 3], objects: [] });
  for (const text of ["", "event=motion,1,md_window1", "active=", "active=x", `active=${"9".repeat(5000)}`])
    assert.equal(parsePush(text), undefined);
});
