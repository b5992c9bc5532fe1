import assert from "node:assert/strict";
import { test } from "node:test";
import { commands } from "@pinhole/kit/dialects/sercomm";
import { expanded, verdictOfKey, verdictOfPath, verdictOfRefusal } from "../docs/fidelity.ts";
import { fidelityPage } from "../docs/fidelity-page.ts";
import { ftpMenu, neighbours } from "../docs/known-instar.ts";
import { knownKeys, knownPaths, refusedQuestions } from "../docs/known-sercomm.ts";

const page = await fidelityPage();

/** What other parts of the program bring along; each is on the page as soon as it answers. */
const awaited = [
  ...["/adm/site_survey.cgi", "/adm/wireless_status.cgi", "/adm/smb_survey.cgi", "/adm/smb_dirctrl.cgi"],
  "/adm/http_trigger.cgi",
  ...ftpMenu.map(({ command }) => command),
  ...neighbours.flatMap((group) => group.commands.split(" ")),
];

test("everything that the cameras are known to answer works, has no effect for a reason, or is refused for one", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const missing = rows
    .filter((row) => row.includes("**missing**"))
    .map((row) => /`(?:POST )?([^`]+)`/.exec(row)?.[1]);
  assert.deepEqual(
    missing.filter((name) => name === undefined || !awaited.includes(name)),
    [],
  );
  for (const row of rows) {
    const words =
      /(?:works(?: \([^)]+\))?|works, no effect on a software camera, because .+|refused on purpose, because .+|\*\*missing\*\*) +\|$/;
    assert.match(row, words);
  }
});

test("the page names every path, question and key of the list, and everything that answers", () => {
  for (const { path, asks } of knownPaths) {
    const row = page.split("\n").find((line) => line.includes(`${path}\``)) ?? assert.fail(path);
    for (const query of asks) if (query !== "") assert.ok(row.includes(`\`?${query}\``), `${path}?${query}`);
  }
  for (const { path } of commands) assert.ok(page.includes(`${path}\``), path);
  for (const [group, keys] of Object.entries(knownKeys)) {
    const section = page.split(`\n### ${group}\n`)[1]?.split("\n##")[0] ?? assert.fail(group);
    for (const word of keys.split(" ").filter((each) => each !== "")) {
      assert.ok(section.includes(`\`${expanded(word)[0]}\``), `${group}.${word}`);
    }
  }
});

test("a difference between the list and the code is noticed", async () => {
  const known = { does: "", asks: ["size=9"] };
  await assert.rejects(
    verdictOfPath({ ...known, path: "/img/snapshot.cgi" }),
    /snapshot.cgi\?size=9 is refused/,
  );
  assert.deepEqual(await verdictOfPath({ ...known, path: "/adm/nothing.cgi" }), { kind: "missing" });
  await assert.rejects(verdictOfRefusal("/adm/file.cgi?next_file=status.htm"), /is answered/);
  assert.deepEqual(verdictOfKey("MOTION", "md_nothing"), { kind: "missing" });
  assert.deepEqual(verdictOfKey("SYSTEM", "cfg_ver"), { kind: "works", note: "read only" });
  assert.equal(verdictOfKey("IO", "in1_type").kind, "no effect");
  assert.ok(Object.keys(refusedQuestions).length > 0);
});
