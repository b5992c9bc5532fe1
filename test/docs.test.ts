import assert from "node:assert/strict";
import { test } from "node:test";
import { models, tables } from "@pinhole/kit/dialects/sercomm";
import { errorCodes, type Field, groups } from "@pinhole/kit/model";
import { referencePages } from "../docs/write-reference.ts";
import { paths, read } from "./sources.ts";

const pages = await referencePages();

test('the reference pages are what the tables give; "npm run docs" writes them anew', () => {
  for (const [path, text] of Object.entries(pages)) assert.equal(read(`docs/${path}`).text, text, path);
  const committed = paths("docs/reference").map((path) => path.slice("docs/".length));
  assert.deepEqual(committed, Object.keys(pages).sort());
});

test("every setting has its row and every failure its words", () => {
  const settings = pages["reference/settings.md"] ?? "";
  for (const group of groups) {
    const section = settings.split(`\n## ${group.name}\n`)[1]?.split("\n## ")[0] ?? "";
    for (const [key, field] of Object.entries(group.fields) as [string, Field][]) {
      const row = section.split("\n").find((line) => line.startsWith(`| \`${key}\` `)) ?? "";
      assert.notEqual(row, "", `${group.name}.${key}`);
      assert.equal(row.includes("**Without effect**"), field.noEffect !== undefined, `${group.name}.${key}`);
      assert.equal(row.replaceAll("\\|", "").split("|").length, 6, row);
    }
  }
  for (const name of Object.keys(errorCodes))
    assert.match(pages["reference/errors.md"] ?? "", new RegExp(`\\| \`${name}\` +\\|`));
});

test("every Sercomm group of every model has its section", () => {
  const page = pages["reference/sercomm.md"] ?? "";
  for (const model of Object.values(models)) {
    for (const { name } of tables(model)) assert.ok(page.includes(`\n## ${name}\n`), `${model.name} ${name}`);
  }
});
