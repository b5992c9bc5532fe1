import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { allNeeds, needs } from "./start-graph.ts";

/** Parts of Node that take long: what needs one has it by `import()`, or by `process.getBuiltinModule`. */
const slow = /^node:(?:http|https|http2|tls|inspector|test|repl)$/;

/** Files that are read, in turn, before the first picture, and what they may need beside Node and our own. */
const ways = {
  "the main thread": {
    files: [
      "main.ts",
      "commands/own.ts",
      "commands/cameras.ts",
      "commands/serve.ts",
      "commands/run-camera.ts",
    ],
    libraries: ["commander"],
    most: 390,
  },
  "the engine's thread": {
    files: ["engine/worker.ts", "engine/work.ts", "sources/scene/play.ts", "sources/scene/scenarios.ts"],
    libraries: ["node-av/lib", "node-av/constants", "@julusian/jpeg-turbo"],
    most: 140,
  },
};

describe("before the first picture", () => {
  for (const [thread, { files, libraries, most }] of Object.entries(ways)) {
    const { ours, others } = allNeeds(files.map((file) => `packages/daemon/src/${file}`));
    it(`${thread} reads no library that can wait`, () => {
      const wrong = [...others].filter(([name]) =>
        name.startsWith("node:") ? slow.test(name) : !libraries.includes(name),
      );
      assert.deepEqual(
        wrong.map(([name, file]) => `${file} imports ${name}: load it where it is used`),
        [],
      );
      for (const library of libraries) assert.ok(others.has(library), library);
    });

    it(`${thread} reads at most ${most} files of ours, a millisecond each`, () => {
      assert.ok(ours.length > most / 2, `${ours.length} were found`);
      assert.ok(ours.length <= most, `there are ${ours.length}: load by import() what can wait`);
    });
  }

  it("imports of types alone count for nothing, and a value among types does", () => {
    const text = [
      'import type { A } from "./a.ts";',
      'import { type B, type C } from "./b.ts";',
      'import { type D, e } from "./c.ts";',
      'export * from "./d.ts";',
      'import "./e.ts";',
      'export type { F } from "./f.ts";',
      '// import g from "./g.ts";',
      'const h = await import("./h.ts");',
    ].join("\n");
    assert.deepEqual(needs(text), ["./c.ts", "./d.ts", "./e.ts"]);
  });
});
