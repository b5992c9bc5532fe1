import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { letGoOfCode } from "./memory.ts";

const skip = process.platform !== "linux" && "Linux alone is asked";

describe("the code of a program that has started", { skip }, () => {
  it("takes less memory once it is let go of, and goes on", () => {
    const before = process.memoryUsage.rss();
    letGoOfCode();
    const after = process.memoryUsage.rss();
    assert.ok(before - after > 10_000_000, `${before} bytes before, ${after} after`);
    for (let n = 0; n < 20; n++) letGoOfCode();
    assert.match(new Intl.DateTimeFormat("de", { month: "long" }).format(0), /Januar/);
  });

  it("goes on also while another thread loads and unloads libraries", () => {
    const path = fileURLToPath(new URL("fixtures/load-and-let-go.ts", import.meta.url));
    const { status, signal, stderr } = spawnSync(process.execPath, ["-C", "source", path], {
      encoding: "utf8",
    });
    assert.deepEqual({ status, signal, stderr }, { status: 0, signal: null, stderr: "" });
  });
});
