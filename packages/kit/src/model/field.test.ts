import assert from "node:assert/strict";
import { test } from "node:test";
import { bool, choice, type Field, flags, int, list, point, rect, secret, text } from "./field.ts";

const doc = "For the test.";
const nothing = [undefined, null, {}, [], "", NaN, Infinity, Symbol("x"), () => 1, new Date(0), 1n];

function refuses(field: Field<never> | Field, values: readonly unknown[]): void {
  for (const value of values) {
    assert.equal(field.check(value), `must be ${field.allowed}`, `took ${String(value)}`);
  }
}

test("a switch takes true and false only", () => {
  const field = bool({ default: true, doc });
  assert.equal(field.check(false), undefined);
  refuses(field, [...nothing, 0, 1, "true"]);
});

test("a whole number ends at its limits, which are part of the words", () => {
  const field = int({ default: 6, min: 0, max: 10, doc });
  assert.equal(field.allowed, "0 to 10");
  assert.equal(field.check(0), undefined);
  assert.equal(field.check(10), undefined);
  refuses(field, [...nothing, -1, 11, 1.5, "5", true]);
});

test("a whole number can have steps and lone values outside its range", () => {
  const even = int({ default: 2240, min: 1024, max: 65534, step: 2, doc });
  assert.equal(even.check(65534), undefined);
  refuses(even, [1023, 1025, 65535]);
  assert.match(even.allowed, /in steps of 2/);
  const port = int({ default: 554, min: 1024, max: 65535, also: [554], doc });
  assert.equal(port.check(554), undefined);
  assert.equal(port.allowed, "554 or 1024 to 65535");
  refuses(port, [553, 555, 1023]);
});

test("text is one line, within its length, and as its pattern says", () => {
  const field = text({ default: "", max: 4, pattern: /^[a-z]+$/, doc });
  for (const value of ["", "a", "abcd"]) assert.equal(field.check(value), undefined);
  refuses(field, ["abcde", "A", 5, null, undefined, ["a"]]);
  const any = text({ default: "", max: 20, doc });
  for (const end of ["\n", "\r", "\0", "\u001b", "\u007f", "\u0085", "\u2028", "\u2029"]) {
    refuses(any, [`a${end}b`, end]);
  }
  assert.equal(any.check("Grüße, 日本"), undefined);
});

test("empty text is refused only where the field has a shortest length and a default", () => {
  refuses(text({ default: "abc", min: 2, max: 4, doc }), ["", "a"]);
  assert.equal(text({ default: "", min: 2, max: 4, doc }).check(""), undefined);
});

test("a secret can be cleared, is never too short, and has no default", () => {
  const field = secret({ min: 8, max: 63, hashed: true, doc });
  assert.equal(field.default, "");
  assert.equal(field.hashed, true);
  assert.equal(field.check(""), undefined);
  assert.equal(field.check("12345678"), undefined);
  refuses(field, ["1234567", "x".repeat(64), "12345\n78", 12345678]);
});

test("a choice takes its own words only", () => {
  const field = choice({ values: ["auto", "indoor"], default: "auto", doc });
  assert.equal(field.check("indoor"), undefined);
  assert.equal(field.allowed, "one of auto, indoor");
  refuses(field, [...nothing, "Auto", "outdoor", "toString", 0]);
});

test("an area has its corners in order and inside the grid", () => {
  const field = rect(640, 480, { default: [0, 0, 160, 120], doc });
  for (const value of [
    [0, 0, 639, 479],
    [0, 0, 1, 1],
    [638, 478, 639, 479],
    [0, 0, 639, 478],
  ]) {
    assert.equal(field.check(value), undefined, value.join());
  }
  refuses(field, [
    ...nothing,
    [0, 0, 640, 479],
    [0, 0, 639, 480],
    [-1, 0, 1, 1],
    [5, 0, 5, 1],
    [0, 5, 1, 5],
    [6, 0, 5, 1],
    [0, 0, 1],
    [0, 0, 1, 1, 1],
    [0, 0, "1", 1],
    [0, 0, 1.5, 2],
    [NaN, 0, 1, 1],
  ]);
});

test("a place includes both ends of its ranges", () => {
  const field = point([-63, 63], [-36, 28], { default: [0, 0], doc });
  assert.equal(field.check([-63, 28]), undefined);
  assert.equal(field.check([63, -36]), undefined);
  refuses(field, [...nothing, [-64, 0], [64, 0], [0, -37], [0, 29], [0], [0, 0, 0], ["0", 0]]);
});

test("switches may be named in part; unknown ones are refused", () => {
  const field = flags(["mail", "ftp"], { default: { ftp: true }, doc });
  assert.deepEqual(field.default, { mail: false, ftp: true });
  assert.equal(field.check({ mail: true }), undefined);
  assert.equal(field.check({}), undefined);
  refuses(field, [null, undefined, [], "mail", { fax: true }, { mail: 1 }, { constructor: true }]);
});

test("a list has its length, and each value passes the check of its kind", () => {
  const field = list(int({ default: 1, min: 0, max: 9, doc }), 3, { doc });
  assert.deepEqual(field.default, [1, 1, 1]);
  assert.equal(field.check([0, 5, 9]), undefined);
  refuses(field, [...nothing, [1, 2], [1, 2, 3, 4], [1, 2, 10], [1, 2, "3"], { length: 3 }]);
});
