import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { letGoOfCode } from "./memory.ts";

const skip = process.platform !== "linux" && "Linux alone is asked";

describe("the code of a program that has started", { skip }, () => {
  it("takes less memory once it is let go of, and goes on", async () => {
    const before = process.memoryUsage.rss();
    await letGoOfCode();
    const after = process.memoryUsage.rss();
    assert.ok(before - after > 10_000_000, `${before} bytes before, ${after} after`);
    for (let n = 0; n < 20; n++) await letGoOfCode();
    assert.match(new Intl.DateTimeFormat("de", { month: "long" }).format(0), /Januar/);
  });
});
