import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmServer, defaults } from "@pinhole/kit/model";
import { reportRules } from "./report-rules.ts";

const [first, second, third] = defaults(alarmServer);

test("servers that are told are rules of their own, each kind with the shortest rest", () => {
  const rules = reportRules(
    [
      { ...first!, enabled: true, host: "a", intervalSeconds: 60, inputs: false, inputsInAreas: true },
      {
        ...second!,
        enabled: true,
        host: "b",
        intervalSeconds: 5,
        audio: false,
        inputs: false,
        inputsInAreas: false,
      },
      { ...third!, enabled: false, host: "c" },
    ],
    "always",
  );
  assert.deepEqual(
    rules.map(({ kind, restSeconds }) => [kind, restSeconds]),
    [
      ["motion", 5],
      ["pir", 60],
      ["audio", 60],
      ["http", 5],
    ],
  );
  assert.ok(rules.every(({ name, actions }) => name === "alarmServer" && actions.join() === "announce"));
});

test("a server without a name, or switched off, makes no rule", () => {
  assert.deepEqual(
    reportRules(
      [
        { ...first!, enabled: true },
        { ...second!, host: "b" },
      ],
      "always",
    ),
    [],
  );
});
