import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePublicKey } from "./index.ts";

const printed = "AAAAC3NzaC1lZDI1NTE5AAAAIHzXGgltq4a8PS6QH9u334FGdxJmEzQ0klKtUw+1iSle";

test("the key of the vendor's manual is an ed25519 key of 51 bytes", () => {
  const key = parsePublicKey(printed);
  assert.equal(key?.type, "ssh-ed25519");
  assert.equal(key?.bytes.length, 51);
});

test("what is cut, has a blank for a plus or names another type is no key", () => {
  for (const text of [
    "",
    printed.slice(0, -1),
    printed.slice(0, -4),
    printed.replace("+", " "),
    `ssh-ed25519 ${printed}`,
    "AAAA",
    "////",
    btoa("\0\0\0\x07ssh-dss\0\0\0\x01a"),
    btoa("\0\0\0\x0bssh-ed25519"),
    "A".repeat(5000),
  ]) {
    assert.equal(parsePublicKey(text), undefined, text);
  }
});

test("no damage makes the parser throw", () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  const letters = "ABCabc019+/= \n\u00e9";
  for (let round = 0; round < 5000; round++) {
    const text = [...printed];
    for (let n = random(4); n >= 0; n--)
      text[random(text.length)] = letters[random(letters.length)] as string;
    const key = parsePublicKey(text.slice(0, random(text.length + 1)).join(""));
    if (key !== undefined) assert.equal(key.bytes.length, 51);
  }
});
