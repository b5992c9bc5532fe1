import assert from "node:assert/strict";
import { test } from "node:test";
import { scram } from "./scram.ts";

test("SCRAM-SHA-1 as in RFC 5802, 5", async () => {
  const login = scram("sha1", { user: "user", password: "pencil" }, "fyko+d2lbbFgONRv9qkxdawL");
  assert.equal(login.first, "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
  const nonce = "fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j";
  assert.equal(
    await login.answer(`r=${nonce},s=QSXCR+Q6sek8bf92,i=4096`),
    `c=biws,r=${nonce},p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=`,
  );
  assert.ok(login.proves("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="));
  assert.ok(!login.proves("v=rmF9pqV8S7suAoZWja4dJRkFsKA="));
});

test("SCRAM-SHA-256 as in RFC 7677, 3", async () => {
  const login = scram("sha256", { user: "user", password: "pencil" }, "rOprNGfwEbeRWgbNEkqO");
  const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  assert.equal(
    await login.answer(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`),
    `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
  assert.ok(login.proves("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
});

test("a server that repeats the nonce, asks for endless work or proves nothing is not believed", async () => {
  const login = scram("sha1", { user: "a=b,c", password: "x" }, "abc");
  assert.equal(login.first, "n,,n=a=3Db=2Cc,r=abc");
  for (const challenge of [
    "r=abc,s=QQ==,i=4096",
    "r=xyz1,s=QQ==,i=4096",
    "r=abcd,s=QQ==,i=9999999",
    "",
    "r=abcd",
  ]) {
    await assert.rejects(login.answer(challenge), RangeError, challenge);
  }
  assert.ok(!login.proves("v="));
});
