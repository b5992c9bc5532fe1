import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { decoy, ha1, hash, verify } from "./credential.ts";

const hex = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("hex");

describe("credential", () => {
  it("verifies the password it was made of, however its letters were composed, and no other", async () => {
    const stored = await hash("pässwörd", "admin");
    assert.equal(await verify(stored, "pässwörd"), true);
    assert.equal(await verify(stored, "pässwörd".normalize("NFD")), true);
    for (const wrong of ["", "passwort", "pässwörd ", "PÄSSWÖRD"])
      assert.equal(await verify(stored, wrong), false);
  });

  it("is one line that names neither password nor a common salt", async () => {
    const [a, b] = [await hash("secret", "admin"), await hash("secret", "admin")];
    assert.match(a, /^v1\$[\w$-]+$/);
    assert.doesNotMatch(a, /secret/);
    assert.notEqual(a.split("$")[2], b.split("$")[2]);
  });

  it("holds the HA1 of Digest for the user it was made for alone", async () => {
    const stored = await hash("secret", "Zoë");
    assert.equal(ha1(stored, "Zoë", "MD5"), hex("md5", "Zoë:pinhole:secret"));
    assert.equal(ha1(stored, "Zoë", "SHA-256"), hex("sha256", "Zoë:pinhole:secret"));
    assert.equal(ha1(stored, "Zoe", "MD5"), undefined);
    assert.equal(ha1(stored, "Zoë", "MD5-sess"), undefined);
  });

  it("keeps no password as nothing", async () => {
    assert.equal(await hash("", "admin"), "");
    assert.deepEqual([await verify("", ""), await verify("", "x")], [true, false]);
    assert.equal(ha1("", "admin", "MD5"), hex("md5", "admin:pinhole:"));
  });

  it("lets nobody in with anything else that is stored", async () => {
    const stored = await hash("secret", "admin");
    for (const damaged of [
      "secret",
      "v1$",
      stored.slice(1),
      `${stored}0`,
      stored.replace("v1", "v2"),
      decoy(),
    ]) {
      assert.equal(await verify(damaged, "secret"), false, damaged);
      assert.equal(await verify(damaged, ""), false, damaged);
      assert.equal(ha1(damaged, "admin", "MD5"), undefined, damaged);
    }
  });
});
