import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureName, slug } from "./slug.ts";

test("names of files are plain, short, and never empty", () => {
  const when = new Date(2026, 0, 31, 8, 5, 9);
  assert.equal(pictureName("Front Door", when), "front-door_2026-01-31_08-05-09.jpg");
  assert.equal(pictureName("../../etc/passwd", when), "etc-passwd_2026-01-31_08-05-09.jpg");
  assert.equal(slug("Süd-Eingang 2", "_"), "sud_eingang_2");
  assert.equal(slug("门", "_"), "camera");
  assert.equal(slug("", "-"), "camera");
  assert.equal(slug("a".repeat(500), "-").length, 60);
});
