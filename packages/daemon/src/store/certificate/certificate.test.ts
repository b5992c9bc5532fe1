import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { chmod, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { emptyFolder } from "../fixtures/small-camera.ts";
import { openCertificate } from "./index.ts";
import { makePair, validDays } from "./make.ts";
import { covers, factsOf, joinPair, splitPair } from "./pair.ts";

const dayMs = 86_400_000;
const names = ["garden-cam", "localhost", "127.0.0.1", "::1", "192.0.2.7", "2001:db8::7"];

async function bench(t: TestContext) {
  const folder = await emptyFolder(t);
  const lines: string[] = [];
  const log = ({ message }: { readonly message: string }): void => void lines.push(message);
  return { folder, lines, keys: join(folder, "keys"), options: { folder, names, log } };
}

describe("the camera's certificate", () => {
  it("is made once, for all names, with a key that nobody else may read", async (t) => {
    const { keys, options } = await bench(t);
    const began = Date.now();
    await using made = await openCertificate(options);
    const certificate = new X509Certificate(made.pair.cert);
    for (const name of ["garden-cam", "localhost"]) assert.equal(certificate.checkHost(name), name);
    for (const address of names.slice(2)) assert.ok(certificate.checkIP(address), address);
    assert.equal(certificate.checkIP("192.0.2.8"), undefined);
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
    assert.equal(certificate.fingerprint256, made.fingerprint);
    assert.equal(certificate.ca, false);
    assert.ok(certificate.verify(certificate.publicKey));
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / dayMs;
    assert.ok(days <= 825 && Math.abs(days - validDays) < 0.01, `${days} days`);
    assert.ok(Date.parse(certificate.validFrom) < began);
    assert.deepEqual(await readdir(keys), ["camera.pem", "certificate.pem"]);
    for (const name of await readdir(keys)) assert.equal((await stat(join(keys, name))).mode & 0o777, 0o600);
    assert.equal((await stat(keys)).mode & 0o777, 0o700);
    assert.doesNotMatch(await readFile(join(keys, "certificate.pem"), "utf8"), /PRIVATE/);
    await using again = await openCertificate(options);
    assert.deepEqual(again.pair, splitPair(await readFile(join(keys, "camera.pem"), "utf8")));
    assert.equal(again.fingerprint, made.fingerprint);
  });

  it("is made anew for another address, and keeps the names from before", async (t) => {
    const { options } = await bench(t);
    await using first = await openCertificate(options);
    await using second = await openCertificate({ ...options, names: ["garden-cam", "198.51.100.1"] });
    assert.notEqual(second.fingerprint, first.fingerprint);
    await using third = await openCertificate(options);
    assert.equal(third.fingerprint, second.fingerprint);
  });

  it("is made anew before it ends, and those who use it are told", async (t) => {
    const { options, lines } = await bench(t);
    let nowMs = Date.now();
    await using kept = await openCertificate({ ...options, now: () => nowMs, checkMs: 5 });
    const before = kept.fingerprint;
    nowMs += (validDays - 29) * dayMs;
    await new Promise<void>((resolve) => kept.onChange(resolve));
    assert.notEqual(kept.fingerprint, before);
    assert.ok(factsOf(kept.pair).endsMs > nowMs + 700 * dayMs);
    assert.deepEqual(lines, ["a new TLS certificate is in use"]);
  });

  it("is made anew when both its files are damaged, and says so", async (t) => {
    const { keys, options, lines } = await bench(t);
    await (await openCertificate(options))[Symbol.asyncDispose]();
    await writeFile(
      join(keys, "camera.pem"),
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    await using made = await openCertificate(options);
    assert.match(lines.join("\n"), /camera\.pem holds no certificate.*a new certificate is made/);
    assert.equal(factsOf(made.pair).names.length, names.length);
  });

  it("is what the user gives, and goes on with the old one when that breaks", async (t) => {
    const { folder, options, lines } = await bench(t);
    const given = { cert: join(folder, "own.crt"), key: join(folder, "own.key") };
    // A look may come at any moment: no file is seen half written.
    const write = async (path: string, text: string): Promise<void> => {
      await writeFile(`${path}.new`, text);
      await rename(`${path}.new`, path);
    };
    const put = async ({ cert, key }: { cert: string; key: string }): Promise<void> => {
      await write(given.key, key);
      await write(given.cert, cert);
    };
    const [one, two] = [await makePair(["a.example"], Date.now()), await makePair(["a.example"], Date.now())];
    await put(one);
    await using used = await openCertificate({ ...options, given, checkMs: 5 });
    assert.equal(used.fingerprint, factsOf(one).fingerprint);
    assert.deepEqual(await readdir(folder), ["own.crt", "own.key"]);
    const renewed = new Promise<void>((resolve) => used.onChange(resolve));
    await put(two);
    await renewed;
    assert.equal(used.fingerprint, factsOf(two).fingerprint);
    await write(given.key, one.key);
    while (!lines.at(-1)?.startsWith("the TLS certificate stays"))
      await new Promise((resolve) => setImmediate(resolve));
    assert.match(lines.at(-1)!, /a key that is not the certificate's$/);
    assert.deepEqual(used.pair.key.trim(), two.key.trim());
  });

  it("is refused in words where the user's files do not do", async (t) => {
    const { folder, options, lines } = await bench(t);
    const [cert, key] = [join(folder, "c"), join(folder, "k")];
    const pair = await makePair(["a.example"], Date.now() - 900 * dayMs);
    const refused = async (words: RegExp): Promise<void> =>
      assert.rejects(openCertificate({ ...options, given: { cert, key } }), (error) => {
        assert.ok(error instanceof CameraError && error.code === "certificate-damaged");
        assert.match(error.message, words);
        return true;
      });
    await refused(/can not read .*\/c: ENOENT/);
    await writeFile(cert, pair.cert);
    await refused(/can not read .*\/k: ENOENT/);
    await writeFile(key, pair.cert);
    await refused(/holds no private key in PEM/);
    await writeFile(cert, "hello");
    await writeFile(key, pair.key);
    await refused(/holds no certificate in PEM/);
    await writeFile(cert, pair.cert);
    await chmod(key, 0o600);
    await using _ended = await openCertificate({ ...options, given: { cert, key } });
    assert.match(lines.join(), /the TLS certificate \S+ has ended on \d{4}-/);
  });
});

it("a pair is read from one text whatever stands between, and never from a broken one", async () => {
  const pair = await makePair(["a.example", "2001:DB8:0:0::1"], Date.now());
  const text = joinPair(pair);
  const other = splitPair(
    `# a note\n${pair.cert}\n-----BEGIN EC PARAMETERS-----\nAA==\n-----END EC PARAMETERS-----\n${pair.key}`,
  );
  assert.equal(factsOf(other).fingerprint, factsOf(splitPair(text)).fingerprint);
  assert.ok(covers(factsOf(pair), "2001:db8::1"));
  assert.ok(covers(factsOf(pair), "A.Example"));
  const bytes = Buffer.from(text);
  let seed = 20_240_229;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let n = 0; n < 400; n++) {
    const damaged = Buffer.from(bytes);
    damaged[random(bytes.length)] = random(256);
    try {
      // What still parses still has a key that belongs to it.
      assert.ok(factsOf(splitPair(damaged.toString("latin1"))).endsMs > 0);
    } catch (error) {
      assert.match((error as Error).message, /^holds /);
    }
  }
});
