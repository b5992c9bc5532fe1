import assert from "node:assert/strict";
import { test } from "node:test";
import { figure, holds, type Row, ratio, renderSection, replaceSection, type Section } from "./report.ts";

const machine = {
  date: "2026-01-02",
  cpu: "A CPU",
  cores: 2,
  kernel: "Linux 6.1",
  node: "24.0.0",
};

function section(rows: readonly Row[], notes: readonly string[] = []): Section {
  return { name: "snapshot", title: "Pictures a second", machine, method: "3 runs.", rows, notes };
}

const row = { what: "requests", unit: "/s", camera: 66, peer: { name: "nginx", value: 100 } } as const;

test("a ratio is the camera's figure over the peer's", () => {
  assert.equal(ratio(row), 0.66);
  assert.equal(ratio({ what: "requests", unit: "/s", camera: 66 }), undefined);
  assert.equal(ratio({ what: "requests", unit: "/s", peer: row.peer }), undefined);
  assert.equal(ratio({ ...row, peer: { name: "nginx", value: 0 } }), undefined, "never infinite");
});

test("a limit is kept or broken at its edge", () => {
  assert.equal(holds({ ...row, limit: { sign: ">=", value: 0.66, of: "ratio" } }), true);
  assert.equal(holds({ ...row, limit: { sign: ">=", value: 0.67, of: "ratio" } }), false);
  assert.equal(holds({ ...row, limit: { sign: "<=", value: 66, of: "figure" } }), true);
  assert.equal(holds({ ...row, limit: { sign: "<", value: 66, of: "figure" } }), false);
});

test("without a limit or a figure there is no verdict", () => {
  assert.equal(holds(row), undefined);
  assert.equal(
    holds({ what: "requests", unit: "/s", limit: { sign: "<", value: 1, of: "figure" } }),
    undefined,
  );
  const alone = { what: "requests", unit: "/s", camera: 3 };
  assert.equal(holds({ ...alone, limit: { sign: "<", value: 1, of: "ratio" } }), undefined);
});

test("a figure in doubt has a verdict only when its whole interval is on one side", () => {
  const slope = { what: "growth", unit: "MB/h", limit: { sign: "<", value: 1, of: "figure" } } as const;
  assert.equal(holds({ ...slope, camera: 0.5, doubt: 0.4 }), true);
  assert.equal(holds({ ...slope, camera: 0.5, doubt: 0.6 }), undefined);
  assert.equal(holds({ ...slope, camera: 2, doubt: 0.9 }), false);
  const text = renderSection(section([{ ...slope, camera: 0.5, doubt: 0.75 }]));
  assert.ok(text.includes("| growth | 0.500 MB/h ± 0.750 MB/h |  |  | < 1 MB/h | open |"));
});

test("figures keep three digits", () => {
  assert.deepEqual([31415.9, 314.15, 31.415, 2.6182, 0.26182, 3, 0, -31.415].map(figure), [
    "31416",
    "314",
    "31.4",
    "2.62",
    "0.262",
    "3",
    "0",
    "-31.4",
  ]);
});

test("a section is a table with verdicts, and names the machine", () => {
  const text = renderSection(
    section(
      [
        { ...row, limit: { sign: ">=", value: 0.65, of: "ratio" } },
        { what: "p99", unit: "ms", camera: 12, limit: { sign: "<", value: 10, of: "figure" } },
        { what: "p50", unit: "ms", limit: { sign: "<", value: 10, of: "figure" } },
      ],
      ["go2rtc: skipped"],
    ),
  );
  const lines = text.split("\n");
  assert.equal(lines[0], "## snapshot");
  assert.ok(lines.includes("*2026-01-02, A CPU, 2 cores, Linux 6.1, Node 24.0.0.*"));
  assert.ok(lines.includes("| requests | 66 /s | nginx: 100 /s | 0.660 | ratio ≥ 0.65 | yes |"));
  assert.ok(lines.includes("| p99 | 12 ms |  |  | < 10 ms | **no** |"));
  assert.ok(lines.includes("| p50 |  |  |  | < 10 ms | open |"));
  assert.ok(lines.includes("- go2rtc: skipped"));
  assert.ok(text.endsWith("skipped\n"));
});

test("a bar in a name does not break the table", () => {
  assert.ok(renderSection(section([{ ...row, what: "a|b" }])).includes("| a\\|b |"));
});

test("the first section makes the file", () => {
  const file = replaceSection("", "snapshot", "## snapshot\n\nnew\n");
  assert.match(file, /^# Results\n/);
  assert.ok(file.endsWith("\n\n## snapshot\n\nnew\n"));
});

test("a section is replaced in its place and the others are kept", () => {
  const old =
    "# Results\n\nold words\n\n## idle\n\none\n\n## snapshot\n\nold\n\n### detail\n\n## soak\n\ntwo\n";
  const file = replaceSection(old, "snapshot", "## snapshot\n\nnew\n");
  assert.ok(file.endsWith("\n## idle\n\none\n\n## snapshot\n\nnew\n\n## soak\n\ntwo\n"));
  assert.doesNotMatch(file, /old|detail/);
  assert.equal(
    replaceSection(file, "snapshot", "## snapshot\n\nnew\n"),
    file,
    "a second time changes nothing",
  );
});

test("a new section goes to the end, and a name that is part of another does not match", () => {
  const file = replaceSection("# Results\n\n## start\n\none\n", "star", "## star\n\ntwo\n");
  assert.ok(file.endsWith("## start\n\none\n\n## star\n\ntwo\n"));
});
