import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import {
  type Algorithm,
  type DigestChallenge,
  digestResponse,
  formatAuthorization,
  formatBasic,
  formatChallenge,
  ha1Text,
  parseAuthorization,
  parseChallenges,
  strongest,
} from "./index.ts";

const hash = (algorithm: Algorithm, text: string) =>
  createHash(algorithm.startsWith("MD5") ? "md5" : "sha256")
    .update(text, "utf8")
    .digest("hex");

const mufasa = {
  user: "Mufasa",
  realm: "http-auth@example.org",
  password: "Circle of Life",
  method: "GET",
  uri: "/dir/index.html",
  nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
  cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
  opaque: "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
};

describe("digest response", () => {
  const cases = [
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ] as const;
  for (const [algorithm, response] of cases) {
    it(`is that of RFC 7616, 3.9.1 for ${algorithm}`, () => {
      const ha1 = hash(algorithm, ha1Text(mufasa.user, mufasa.realm, mufasa.password));
      assert.equal(
        digestResponse({ ...mufasa, algorithm, ha1, qop: "auth", nc: "00000001" }, hash),
        response,
      );
    });
  }

  it("without qop is that of RFC 2069, 2.4 as corrected by its errata", () => {
    const ha1 = hash("MD5", ha1Text("Mufasa", "testrealm@host.com", "CircleOfLife"));
    const nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    const response = digestResponse(
      { algorithm: "MD5", ha1, method: "GET", uri: "/dir/index.html", nonce },
      hash,
    );
    assert.equal(response, "1949323746fe6a43ef61f9606e7febea");
  });
});

describe("authorization", () => {
  const challenge: DigestChallenge = {
    scheme: "digest",
    realm: mufasa.realm,
    nonce: mufasa.nonce,
    algorithm: "SHA-256",
    qop: true,
    stale: false,
    opaque: mufasa.opaque,
  };

  it("reads the example of RFC 7616, which quotes nothing but text", () => {
    const header =
      `Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5,
      nonce="${mufasa.nonce}", nc=00000001, cnonce="${mufasa.cnonce}", qop=auth,
      response="8ca523f5e9506fed4657c9700eebdbec", opaque="${mufasa.opaque}"`.replaceAll(/\s*\n\s*/g, " ");
    const read = parseAuthorization(header);
    assert.equal(read.scheme, "digest");
    assert.deepEqual(
      [read.user, read.scheme === "digest" && [read.uri, read.nc, read.qop, read.algorithm]],
      ["Mufasa", ["/dir/index.html", "00000001", "auth", "MD5"]],
    );
  });

  it("reads back what it writes, whatever the name", () => {
    for (const user of ["admin", 'a "quoted" \\ name', "Zoë 監視", "a,b=c", " "]) {
      for (const algorithm of ["MD5", "SHA-256", "MD5-sess", "SHA-256-sess"] as const) {
        const login = { ...mufasa, user, count: 26 };
        const read = parseAuthorization(formatAuthorization({ ...challenge, algorithm }, login, hash));
        assert.ok(read.scheme === "digest");
        assert.deepEqual(
          [read.user, read.uri, read.nc, read.cnonce],
          [user, mufasa.uri, "0000001a", mufasa.cnonce],
        );
        const ha1 = hash(algorithm, ha1Text(user, mufasa.realm, mufasa.password));
        assert.equal(read.response, digestResponse({ ...read, ha1, method: "GET" }, hash));
      }
      const basic = parseAuthorization(formatBasic(user, "pä:ss"));
      assert.deepEqual(basic, { scheme: "basic", user, password: "pä:ss" });
    }
  });

  it("leaves out what RFC 2069 does not have", () => {
    const header = formatAuthorization(
      { ...challenge, algorithm: "MD5", qop: false },
      { ...mufasa, count: 1 },
      hash,
    );
    assert.doesNotMatch(header, /qop|nc=|cnonce/);
    const read = parseAuthorization(header);
    assert.ok(read.scheme === "digest");
    assert.deepEqual([read.qop, read.nc, read.cnonce], [undefined, undefined, undefined]);
  });

  it("reads Basic in Latin-1 and without padding, and username* in UTF-8", () => {
    assert.deepEqual(parseAuthorization(`basic ${btoa("Zo\xeb:p")}`), {
      scheme: "basic",
      user: "Zoë",
      password: "p",
    });
    assert.deepEqual(parseAuthorization("Basic YTo"), { scheme: "basic", user: "a", password: "" });
    const header = `Digest username*=UTF-8''Zo%C3%AB, realm=r, nonce=n, uri="/", response=${"0".repeat(32)}`;
    assert.equal(parseAuthorization(header).user, "Zoë");
  });

  const digest = (change: Record<string, string | undefined>) =>
    `Digest ${Object.entries({
      username: "u",
      realm: "r",
      nonce: "n",
      uri: "/",
      response: "0".repeat(32),
      ...change,
    })
      .flatMap(([key, value]) => (value === undefined ? [] : [`${key}="${value}"`]))
      .join(", ")}`;

  for (const [header, problem] of [
    ["", /exactly one scheme/],
    ["Basic", /no Base64/],
    ["Basic !!!", /exactly one scheme/],
    ["Basic (", /at 6: a name/],
    ["Basic YQ==", /no colon/],
    ["Basic YTpi, Basic YTpi", /exactly one scheme/],
    ["Bearer abc", /neither/],
    [`Digest username="a`, /at 16: a value expected/],
    ["Digest a=b c=d", /at 11: a comma expected/],
    ["=", /at 0: a name expected/],
    [`${digest({})}, realm="x"`, /one realm/],
    [digest({ username: undefined }), /username is missing/],
    [digest({ username: undefined, "username*": "UTF-8''%ff" }), /not percent-encoded/],
    [digest({ nonce: undefined }), /nonce is missing/],
    [digest({ uri: undefined }), /uri is missing/],
    [digest({ response: "0".repeat(31) }), /32 hex/],
    [digest({ response: "g".repeat(32) }), /32 hex/],
    [digest({ algorithm: "SHA-256" }), /64 hex/],
    [digest({ algorithm: "SHA-512" }), /unknown algorithm/],
    [digest({ qop: "auth-int" }), /qop is not auth/],
    [digest({ qop: "auth", cnonce: "c" }), /nc is missing/],
    [digest({ qop: "auth", cnonce: "c", nc: "1" }), /8 hex/],
    [digest({ qop: "auth", nc: "00000001" }), /cnonce is missing/],
    [`Digest ${Array.from({ length: 33 }, (_, i) => `a${i}=1`).join(",")}`, /at most 32/],
  ] as const) {
    it(`refuses ${header.slice(0, 60) || "nothing"}: ${problem.source}`, () => {
      assert.throws(() => parseAuthorization(header), { name: "RangeError", message: problem });
    });
  }

  it("never writes a value that could end the header", () => {
    assert.throws(
      () => formatAuthorization(challenge, { ...mufasa, uri: "/\r\nX: y", count: 1 }, hash),
      RangeError,
    );
    assert.throws(() => formatBasic("a:b", "c"), RangeError);
  });

  it("answers with a login or a RangeError, whatever the bytes", () => {
    const seeds = [
      formatAuthorization(challenge, { ...mufasa, count: 1 }, hash),
      formatBasic("a", "b"),
      digest({}),
    ];
    const alphabet = `Basic Digest="\\,;= \t\u0000\u007f\u00ff\u{1F600}0af*%`;
    let state = 20240607;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state % below;
    };
    let read = 0;
    for (let round = 0; round < 30_000; round += 1) {
      let text = seeds[round % seeds.length] as string;
      for (let edits = random(4); edits >= 0; edits -= 1) {
        const from = random(text.length + 1);
        const insert = alphabet.charAt(random(alphabet.length)).repeat(random(3));
        text = text.slice(0, from) + insert + text.slice(from + random(4));
      }
      try {
        const { scheme, user } = parseAuthorization(text);
        assert.ok((scheme === "basic" || scheme === "digest") && typeof user === "string");
        read += 1;
      } catch (error) {
        assert.ok(error instanceof RangeError, `${text}: ${error}`);
      }
    }
    assert.ok(read > 1000, `only ${read} were read`);
  });

  it("takes time in proportion to the header", () => {
    for (const unit of ["a ", 'a="\\', "a,", "a=", "   ", "Basic ", "a=b,"]) {
      const header = `Digest ${unit.repeat(16_384 / unit.length)}`;
      const start = performance.now();
      assert.throws(() => parseAuthorization(header), RangeError);
      assert.ok(performance.now() - start < 500, unit);
    }
  });
});

describe("challenges", () => {
  it("reads several in one value, in order, and finds the strongest", () => {
    const header = `Basic realm="a, b", Digest realm="r", qop="auth,auth-int", algorithm=MD5, nonce="1",
      Negotiate, Digest realm="r", nonce=2, algorithm=sha-256, stale=TRUE, opaque="o", NTLM abc==`.replaceAll(
      "\n",
      "",
    );
    const read = parseChallenges(header);
    assert.deepEqual(read, [
      { scheme: "basic", realm: "a, b" },
      {
        scheme: "digest",
        realm: "r",
        nonce: "1",
        algorithm: "MD5",
        qop: true,
        stale: false,
        opaque: undefined,
      },
      {
        scheme: "digest",
        realm: "r",
        nonce: "2",
        algorithm: "SHA-256",
        qop: false,
        stale: true,
        opaque: "o",
      },
    ]);
    assert.equal(strongest(read), read[2]);
    assert.equal(strongest([]), undefined);
  });

  it("leaves out those that can not be answered", () => {
    assert.deepEqual(
      parseChallenges(`Digest nonce=1, algorithm=SHA-512-256, Digest nonce=1, qop="auth-int"`),
      [],
    );
  });

  it("reads back what it writes", () => {
    const challenges = [
      { scheme: "basic", realm: 'a "b"' },
      {
        scheme: "digest",
        realm: "r",
        nonce: "n=",
        algorithm: "MD5",
        qop: true,
        stale: true,
        opaque: undefined,
      },
      {
        scheme: "digest",
        realm: "r",
        nonce: "n",
        algorithm: "SHA-256",
        qop: false,
        stale: false,
        opaque: "o",
      },
    ] as const;
    assert.deepEqual(parseChallenges(challenges.map(formatChallenge).join(", ")), challenges);
  });

  it("begins with realm, nonce and stale, where live555 looks for them", () => {
    const digest = { scheme: "digest", realm: "r", nonce: "n", algorithm: "MD5", qop: true } as const;
    assert.match(formatChallenge({ ...digest, stale: false }), /^Digest realm="r", nonce="n", qop="auth"/);
    assert.match(formatChallenge({ ...digest, stale: true }), /^Digest realm="r", nonce="n", stale=true, /);
  });
});
