import assert from "node:assert/strict";
import { test } from "node:test";
import { type Dependencies, importProblems, layerOf, specifiers } from "./layers.ts";
import { packageSources, paths, read } from "./sources.ts";

function planted(path: string, text: string, dependencies: Dependencies = {}): string[] {
  return importProblems([{ path: `packages/${path}`, text }], dependencies);
}

test("the packages import only what the table of layers allows", () => {
  const dependencies = Object.fromEntries(
    paths("packages")
      .filter((path) => /^packages\/[^/]+\/package\.json$/.test(path))
      .map((path) => {
        const { dependencies = {}, optionalDependencies = {} } = JSON.parse(read(path).text) as {
          dependencies?: Record<string, string>;
          optionalDependencies?: Record<string, string>;
        };
        const all = Object.keys({ ...dependencies, ...optionalDependencies });
        return [path.split("/")[1] as string, all.filter((name) => !name.startsWith("@pinhole/"))];
      }),
  );
  assert.ok(Object.keys(dependencies).length >= 3);
  assert.deepEqual(importProblems(packageSources(), dependencies), []);
});

test("a path belongs to a layer", () => {
  assert.equal(layerOf("packages/daemon/src/bus/reader.ts"), "daemon/bus");
  assert.equal(layerOf("packages/daemon/src/sources/file/read.ts"), "daemon/sources");
  assert.equal(layerOf("packages/daemon/src/main.ts"), "daemon");
  assert.equal(layerOf("packages/kit/src/model"), "kit/model");
  assert.equal(layerOf("packages/web/src/pages/live.ts"), "web");
});

test("every form of import is seen", () => {
  const text = `
    import a from "./a.ts";
    import type { B,
      C } from "./b.ts";
    import "./c.ts";
    export * from "./d.ts";
    export { type E } from "./e.ts";
    const f = await import("./f.ts");
    type G = import("./g.ts").G;
    const h = require("./h.cjs");
    const i = new Worker(new URL("./i.ts", import.meta.url));
    // import j from "./j.ts";
    /** import("./k.ts") */
    const l = Array.from("./l.ts");
  `;
  const seen = specifiers(text).sort();
  assert.deepEqual(seen, [
    "./a.ts",
    "./b.ts",
    "./c.ts",
    "./d.ts",
    "./e.ts",
    "./f.ts",
    "./g.ts",
    "./h.cjs",
    "./i.ts",
  ]);
});

test("an import against the direction of the layers is a problem", () => {
  const wrong = [
    ["kit/src/formats/rtp/index.ts", `import { x } from "../../model/index.ts";`],
    ["kit/src/model/group.ts", `import { x } from "../formats/ini/index.ts";`],
    ["kit/src/model/group.ts", `import { x } from "../dialects/table.ts";`],
    ["kit/src/dialects/sercomm/server.ts", `import { x } from "../instar/tables.ts";`],
    ["kit/src/dialects/table.ts", `import { x } from "../../../daemon/src/camera.ts";`],
    ["kit/src/dialects/table.ts", `import { x } from "@pinhole/daemon/store";`],
    ["client/src/index.ts", `import { x } from "@pinhole/daemon/store";`],
    ["daemon/src/bus/reader.ts", `import { x } from "@pinhole/kit/model";`],
    ["daemon/src/sources/file/index.ts", `import { x } from "../../codec/h264.ts";`],
    ["daemon/src/sources/file/index.ts", `import { x } from "../../store/open.ts";`],
    ["daemon/src/outputs/mjpeg/index.ts", `import { x } from "../../http/router.ts";`],
    ["daemon/src/outputs/mjpeg/index.ts", `import { x } from "../../av/jpeg.ts";`],
    ["daemon/src/store/open.ts", `import { x } from "../bus/packet.ts";`],
    ["daemon/src/events/rules.ts", `import { x } from "../store/open.ts";`],
    ["daemon/src/codec/worker.ts", `new Worker(new URL("../engine/worker.ts", import.meta.url));`],
    ["daemon/src/live.ts", `import { x } from "./engine/start.ts";`],
    ["daemon/src/engine/worker.ts", `import { x } from "../camera.ts";`],
    ["kit/src/dialects/table.ts", `import { x } from "./sercomm/tables.ts";`],
    ["daemon/src/helping/x.ts", ""],
  ] as const;
  for (const [path, text] of wrong) assert.equal(planted(path, text).length, 1, `${path}: ${text}`);
});

test("imports along the layers are fine", () => {
  const right = [
    ["kit/src/formats/rtsp/index.ts", `import { x } from "../rtp/index.ts";`],
    [
      "kit/src/dialects/sercomm/server.ts",
      `import { x } from "../table.ts"; import { y } from "./tables.ts";`,
    ],
    ["kit/src/dialects/sercomm/server.ts", `import { x } from "../../model/index.ts";`],
    ["daemon/src/bus/reader.ts", `import { x } from "@pinhole/kit/formats/h264"; import "node:events";`],
    [
      "daemon/src/sources/file/index.ts",
      `import { x } from "../../bus/packet.ts"; import { y } from "../source.ts";`,
    ],
    [
      "daemon/src/engine/worker.ts",
      `import { x } from "../picture/view.ts"; import { y } from "../parts.ts";`,
    ],
    ["daemon/src/camera.ts", `import { x } from "./engine/start.ts";`],
    ["daemon/src/http/router.ts", `import { x } from "@pinhole/web/files";`],
  ] as const;
  for (const [path, text] of right) assert.deepEqual(planted(path, text), []);
});

test("kit is independent of the machine", () => {
  for (const text of [
    `import "node:fs";`,
    "Date.now()",
    "new Date()",
    "Buffer.from([])",
    "setTimeout(() => {})",
  ]) {
    assert.equal(planted("kit/src/formats/ini/index.ts", text).length, 1, text);
  }
  assert.deepEqual(planted("kit/src/formats/ini/index.ts", "// not Date.now()\nnew Date(at * 1000);"), []);
  assert.deepEqual(planted("daemon/src/host/clock.ts", "Date.now()"), []);
});

test("a library belongs to one folder, which its package declares", () => {
  const pino = [
    { path: "packages/daemon/src/main.ts", text: `import { pino } from "pino";` },
    { path: "packages/daemon/src/http/log.ts", text: `import { pino } from "pino/file";` },
    { path: "packages/daemon/src/store/log.ts", text: `import { pino } from "pino";` },
  ];
  assert.deepEqual(importProblems(pino.slice(0, 1), { daemon: ["pino"] }), []);
  assert.deepEqual(importProblems(pino.slice(0, 2), { daemon: ["pino"] }), []);
  assert.match(importProblems(pino, { daemon: ["pino"] }).join(), /^pino is used by more than one folder/);
  assert.match(importProblems([], { daemon: ["pino"] }).join(), /nothing imports pino$/);
  assert.match(
    planted("daemon/src/main.ts", `import { pino } from "pino";`).join(),
    /not a dependency of daemon$/,
  );
  const av = planted("daemon/src/codec/h264.ts", `import { x } from "node-av/lib";`, { daemon: ["node-av"] });
  assert.deepEqual(av, ["node-av belongs to daemon/av, not daemon/codec"]);
});
