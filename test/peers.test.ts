import assert from "node:assert/strict";
import { test } from "node:test";
import { missingPeers, needs } from "./peers.ts";

const nowhere = "/nowhere";

function withEnv<T>(values: Readonly<Record<string, string>>, use: () => T): T {
  const before = { ...process.env };
  Object.assign(process.env, values);
  try {
    return use();
  } finally {
    process.env = before;
  }
}

test("a peer is missing when no folder of the path has its command", () => {
  assert.deepEqual(missingPeers(["curl", "openssl"], nowhere), ["curl", "openssl"]);
  assert.deepEqual(missingPeers(["curl"], ""), ["curl"]);
});

test("a missing peer skips a test by name", () => {
  assert.equal(
    withEnv({ PATH: nowhere, CI: "" }, () => needs("ffmpeg", "curl")),
    "needs ffmpeg and curl",
  );
  assert.equal(needs(), false);
});

test("where CI=true a missing peer is an error", () => {
  withEnv({ PATH: nowhere, CI: "true" }, () =>
    assert.throws(() => needs("ffmpeg"), /needs ffmpeg, and with CI=true/),
  );
});
