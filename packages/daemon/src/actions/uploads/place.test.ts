import assert from "node:assert/strict";
import { test } from "node:test";
import { defaults, ftpServer } from "@pinhole/kit/model";
import type { LocalTime } from "../action.ts";
import { plannedName } from "./names.ts";
import { isName, partsOf, placeOf } from "./place.ts";

const site = defaults(ftpServer)[0]!;
const at: LocalTime = {
  ...{ year: "2026", month: "03", day: "01", hour: "21", minute: "30", second: "05" },
  ...{ offset: "+0100", daylightSaving: false },
};

test("folders are relative to the login unless they begin with a slash", () => {
  assert.deepEqual(partsOf(""), []);
  assert.deepEqual(partsOf("./"), []);
  assert.deepEqual(partsOf("./a//b/"), ["a", "b"]);
  assert.deepEqual(partsOf("/a/./b"), ["/", "a", "b"]);
  for (const folder of ["../a", "a/../b", "a\r\nDELE x", "a\0b"]) {
    assert.throws(() => partsOf(folder), /leaves its place/, folder);
  }
});

test("the folder of the day is always made, the others as the setting says", () => {
  const set = { ...site, folder: "a/b", folderPerDay: true };
  assert.deepEqual(placeOf({ ...set, createFolders: false }, at), { parts: ["a", "b", "20260301"], make: 1 });
  assert.deepEqual(placeOf(set, at), { parts: ["a", "b", "20260301"], make: 3 });
  assert.deepEqual(placeOf({ ...set, folder: "/a" }, at), { parts: ["/", "a", "20260301"], make: 2 });
  assert.deepEqual(placeOf({ ...site, createFolders: false }, at), { parts: [], make: 0 });
});

test("what is no name in a folder is none", () => {
  for (const text of ["", ".", "..", "a/b", "a\\b", "a\nb", "x".repeat(256)]) assert.ok(!isName(text), text);
  for (const text of ["a", ".a", "a b", "ä", "..a"]) assert.ok(isName(text), text);
});

test("planned pictures are named by time, with a prefix, or always alike", () => {
  const name = "garden";
  const named = (fixedName: boolean, prefixed: boolean) =>
    plannedName({ fixedName, prefixed, name }, at, ".jpg");
  assert.deepEqual(named(false, false), { name: "20260301-213005.jpg", replace: false });
  assert.deepEqual(named(false, true), { name: "garden-20260301-213005.jpg", replace: false });
  assert.deepEqual(named(true, true), { name: "garden.jpg", replace: true });
  const unnamed = plannedName({ fixedName: true, prefixed: false, name: "" }, at, ".jpg");
  assert.equal(unnamed.name, "snapshot.jpg");
});
