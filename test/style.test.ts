import assert from "node:assert/strict";
import { test } from "node:test";
import { packageSources, paths, read } from "./sources.ts";
import { folderProblems, styleProblems } from "./style.ts";

test("files are named and sized as agreed", () => {
  const others = ["test", "bench", "docs", "examples"]
    .flatMap((folder) => paths(folder))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"));
  const problems = [...packageSources(), ...others.map(read)].flatMap(styleProblems);
  assert.deepEqual(problems, []);
});

test("every folder of the packages has its sentence in the guide", () => {
  const folders = new Set(
    paths("packages").flatMap((path) => {
      const [, name, src, folder, rest] = path.split("/");
      return src === "src" && rest !== undefined ? [`${name}/${folder}`] : [];
    }),
  );
  assert.deepEqual(folderProblems([...folders], read("docs/guide/architecture.md").text), []);
});

test("bad names, lengths and declarations are seen", () => {
  const wrong = [
    ["a/FileSource.ts", ""],
    ["a/file_source.ts", ""],
    ["a/stream-manager.ts", ""],
    ["a/utils.ts", ""],
    ["a/base.ts", ""],
    ["a/x.ts", "export default 1;"],
    ["a/x.ts", "export { x as default };"],
    ["a/x.ts", "export const enum Colour { red }"],
    ["a/x.ts", "class StreamManager {}"],
    ["a/x.ts", "export interface ReaderBase {}"],
    ["a/x.ts", "\n".repeat(401)],
  ] as const;
  for (const [path, text] of wrong)
    assert.equal(styleProblems({ path, text }).length, 1, `${path} ${text.trim()}`);
  const right = [
    ["a/base64.ts", "export class Base64Reader {}"],
    ["a/write-file.test.ts", "// export default 1"],
    ["a/tables.ts", "\n".repeat(900)],
    ["a/groups/video.ts", "\n".repeat(900)],
    ["a/x.ts", "\n".repeat(400)],
  ] as const;
  for (const [path, text] of right) assert.deepEqual(styleProblems({ path, text }), []);
});

test("a folder without a sentence and a sentence without a folder are seen", () => {
  const page = "- `daemon/bus` carries packets.\n- `daemon/gone` was here.\n- `daemon/mute`\n";
  assert.deepEqual(folderProblems(["daemon/bus", "daemon/mute"], page), [
    "daemon/mute has no sentence",
    "daemon/gone does not exist",
  ]);
});
