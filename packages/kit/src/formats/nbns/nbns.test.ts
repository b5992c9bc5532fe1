import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../rtp/fixtures/seeded.ts";
import { encodeNameQuery, parseNameAnswer } from "./index.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));

// The question of `nmblookup -A`, and what Samba's nmbd answers it.
const question =
  "12340000000100000000000020434b4141414141414141414141414141414141414141414141414141414141410000210001";
const answer = hex(`
  1234 8400 0000 0001 0000 0000
  20 434b4141414141414141414141414141414141414141414141414141414141 41 00 0021 0001 00000000 0077
  04
  544553544e4153202020202020202000 0400
  544553544e4153202020202020202020 0400
  5445535447524f555020202020202000 8400
  5445535447524f55502020202020201e 8400
  ${"00".repeat(46)}
`);

test("a status is asked for as other programs ask for it", () => {
  const bytes = encodeNameQuery({ id: 0x1234, name: "*", suffix: 0, kind: "status", broadcast: false });
  assert.equal(Buffer.from(bytes).toString("hex"), question);
});

test("the names of a computer are read", () => {
  assert.deepEqual(parseNameAnswer(answer), {
    id: 0x1234,
    kind: "status",
    names: [
      { name: "TESTNAS", suffix: 0, isGroup: false },
      { name: "TESTNAS", suffix: 0x20, isGroup: false },
      { name: "TESTGROUP", suffix: 0, isGroup: true },
      { name: "TESTGROUP", suffix: 0x1e, isGroup: true },
    ],
  });
});

test("an answer that is cut off is none", () => {
  for (let length = 0; length < answer.length - 46; length++)
    assert.equal(parseNameAnswer(answer.subarray(0, length)), undefined, String(length));
  assert.equal(parseNameAnswer(hex(question)), undefined);
});

test("no damage makes it throw, or makes up a name that is not text", () => {
  const random = seeded(7);
  for (let n = 0; n < 20_000; n++) {
    const bytes = Uint8Array.from(answer);
    for (let k = 0; k < 4; k++) bytes[random(bytes.length)] = random(256);
    const read = parseNameAnswer(bytes.subarray(0, random(bytes.length) + 1));
    if (read?.kind !== "status") continue;
    for (const { name } of read.names) assert.match(name, /^[ -~\u00a0-\u00ff]{0,15}$/);
  }
});
