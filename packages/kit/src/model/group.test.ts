import assert from "node:assert/strict";
import { test } from "node:test";
import { bool, flags, int, secret } from "./field.ts";
import { defaults, group, issues, masked, merge, pathOf } from "./group.ts";

const doc = "For the test.";
const one = group("one", doc, {
  level: int({ default: 3, min: 0, max: 7, doc }),
  serial: int({ default: 0, min: 0, max: 9, readOnly: true, doc }),
  password: secret({ max: 8, doc }),
  actions: flags(["mail", "ftp"], { default: { ftp: true }, doc }),
});
const many = group("many", doc, { on: bool({ default: false, doc }) }, 4);

test("a path has a number only where there are several records", () => {
  assert.equal(pathOf(one, 0, "level"), "one.level");
  assert.equal(pathOf(many, 2, "on"), "many.3.on");
});

test("defaults make as many records as the group has", () => {
  assert.equal(defaults(many).length, 4);
  assert.deepEqual(defaults(one), [
    { level: 3, serial: 0, password: "", actions: { mail: false, ftp: true } },
  ]);
});

test("a change is refused field by field, all problems at once", () => {
  const values = { level: 8, serial: 1, fax: true, actions: { mail: true } };
  assert.deepEqual(issues({ group: one, index: 0, values }), [
    { key: "one.level", problem: "must be 0 to 7" },
    { key: "one.serial", problem: "is read only" },
    { key: "one.fax", problem: "is not a field of one" },
  ]);
  assert.deepEqual(issues({ group: one, index: 0, values: { level: 7 } }), []);
});

test("names that every object has are no fields", () => {
  for (const key of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
    const values = JSON.parse(`{ "${key}": 1 }`);
    assert.deepEqual(issues({ group: one, index: 0, values }), [
      { key: `one.${key}`, problem: "is not a field of one" },
    ]);
  }
});

test("a change of a record that is not there is refused", () => {
  for (const index of [-1, 4, 0.5, NaN]) {
    assert.equal(issues({ group: many, index, values: { on: true } }).length, 1, String(index));
  }
});

test("a merge keeps what is not named, also inside switches, and leaves the old record alone", () => {
  const [record] = defaults(one);
  assert.ok(record);
  const merged = merge(one, record, { level: 5, actions: { mail: true } });
  assert.deepEqual(merged, { level: 5, serial: 0, password: "", actions: { mail: true, ftp: true } });
  assert.deepEqual(record, defaults(one)[0]);
});

test("secrets leave masked, everything else as it is", () => {
  const record = { level: 1, serial: 2, password: "hidden", actions: { mail: true, ftp: false } };
  assert.deepEqual(masked(one, record), { ...record, password: "" });
  assert.equal(record.password, "hidden");
});
