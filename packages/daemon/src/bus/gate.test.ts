import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "./gate.ts";

const passes = (pictures: string): string => {
  const gate = new Gate();
  // K and p are pictures while there is room, k and - while there is none.
  return [...pictures]
    .map((picture) => {
      const key = picture === "K" || picture === "k";
      const room = picture === "K" || picture === "p";
      return gate.pass({ data: new Uint8Array(), pts: 0, key }, room) ? picture : ".";
    })
    .join("");
};

test("a gate opens at the first key frame", () => {
  assert.equal(passes("ppKpp"), "..Kpp");
});

test("after a loss it opens again at the next key frame that has room", () => {
  assert.equal(passes("Kp-ppkppKp"), "Kp......Kp");
});
