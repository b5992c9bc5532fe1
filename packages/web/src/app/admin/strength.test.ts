import assert from "node:assert/strict";
import { test } from "node:test";
import { strengthOf } from "./strength.ts";

test("what is guessed first is weak, what is long and mixed is strong", () => {
  for (const weak of ["", "a", "secret", "password1", "12345678", "aaaaaaaaaaaaaaaa"])
    assert.ok(strengthOf(weak) <= 1, weak);
  assert.ok(strengthOf("kd93-vmq2-x8pf") >= 3);
  assert.equal(strengthOf("Correct horse battery staple!"), 4);
  assert.ok(strengthOf("Tr0ub4dor") > strengthOf("troubador"));
});
