import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { basic, curlMissing, jpeg, openBench, people } from "./fixture.ts";

const admin = basic("admin", "secret");
const eve = basic("eve", "look");
const pat = basic("pat", "turn");

describe("paths and levels", () => {
  it("asks for a login with Basic first, then Digest with SHA-256 and MD5, on a page that clients know", async () => {
    await using bench = await openBench();
    const { status, headers, body } = await bench.get("/img/snapshot");
    assert.equal(status, 401);
    assert.match(
      headers.get("www-authenticate") ?? "",
      /^Basic realm="pinhole".*, Digest realm="pinhole", nonce="[^"]+", qop="auth", algorithm=SHA-256.*, Digest .*algorithm=MD5/,
    );
    assert.match(body, /<title>.*401 Unauthorized/);
  });

  for (const [path, headers, status] of [
    ["/public/x", {}, 200],
    ["/public/x", basic("admin", "wrong"), 200],
    ["/img/x", {}, 401],
    ["/img/x", eve, 200],
    ["/img/x", pat, 200],
    ["/pt/x", {}, 401],
    ["/pt/x", eve, 403],
    ["/pt/x", pat, 200],
    ["/pt/x", admin, 200],
    ["/adm/x", {}, 401],
    ["/adm/x", eve, 403],
    ["/adm/x", pat, 403],
    ["/adm/x", admin, 200],
    ["/adm%2fx", eve, 403],
    ["/%61dm/x", admin, 200],
    ["/nowhere", admin, 404],
    ["/%ff", admin, 400],
    ["/adm/%00", admin, 400],
  ] as const) {
    it(`answers ${status} on ${path} to ${"authorization" in headers ? atob(headers.authorization.slice(6)) : "nobody"}`, async () => {
      await using bench = await openBench();
      assert.equal((await bench.get(path, headers)).status, status);
      assert.equal(bench.requests.length, status === 200 ? 1 : 0);
    });
  }

  it("hands method, path, raw query, body and caller to the dialect", async () => {
    await using bench = await openBench();
    const got = await bench.get("/adm/a%20b?x=%41&y=a;b|c", admin, { method: "POST", body: "12345" });
    assert.equal(got.body, "POST /adm/a b x=%41&y=a;b|c admin admin 5");
    assert.equal(got.headers.get("x-content-type-options"), "nosniff");
    const absolute = await bench.raw(
      `GET http://camera/public/x?y=http://z/ HTTP/1.1\r\nHost: camera\r\nConnection: close\r\n\r\n`,
    );
    assert.match(absolute, /GET \/public\/x y=http:\/\/z\/ /);
  });

  it("lets anybody look while viewing needs no login, and nobody do more", async () => {
    await using bench = await openBench({ factoryLogin: false });
    bench.credentials = await people({ loginRequired: false });
    bench.changed();
    assert.equal((await bench.get("/img/x")).body, "GET /img/x   viewer 0");
    assert.equal((await bench.get("/img/x", admin)).body, "GET /img/x  admin admin 0");
    assert.equal((await bench.get("/img/x", basic("admin", "wrong"))).status, 401);
    assert.deepEqual([(await bench.get("/pt/x")).status, (await bench.get("/adm/x")).status], [401, 401]);
  });

  it("serves pages with a strict policy, an etag, and to GET and HEAD alone", async () => {
    await using bench = await openBench();
    const page = await bench.get("/", eve);
    assert.deepEqual([page.status, page.body], [200, "<title>camera</title>"]);
    assert.match(
      page.headers.get("content-security-policy") ?? "",
      /default-src 'self'; frame-ancestors 'none'/,
    );
    const again = await bench.get("/", { ...eve, "if-none-match": '"0", W/"1"' });
    assert.deepEqual([again.status, again.body], [304, ""]);
    assert.equal((await bench.get("/", eve, { method: "POST" })).status, 405);
    // A page holds nothing of the camera, and has the form to log in with.
    assert.equal((await bench.get("/")).status, 200);
  });

  it("answers 500 and logs when a dialect has a bug, and goes on", async () => {
    await using bench = await openBench();
    const got = await bench.get("/img/bug", eve);
    assert.equal(got.status, 500);
    assert.doesNotMatch(got.body, /a bug/);
    assert.deepEqual(bench.log, ["a request failed: a bug"]);
    assert.equal((await bench.get("/img/x", eve)).status, 200);
  });

  it("answers failures of the world with their words", async () => {
    await using bench = await openBench({
      outputs: {
        picture: () => Promise.reject(new CameraError("no-picture", "the source gives no pictures")),
        stream: () => {},
        talk: () => {},
        file: () => {},
        webrtc: () => {},
      },
    });
    const got = await bench.get("/img/snapshot", eve);
    assert.deepEqual([got.status, got.body], [503, "the source gives no pictures\r\n"]);
    assert.deepEqual(bench.log, []);
  });
});

describe("guessing", () => {
  it("ends in 429 with words and the time to wait, while others go on", async () => {
    await using bench = await openBench();
    for (let n = 0; n < 10; n += 1) {
      assert.equal((await bench.get("/img/x", basic("eve", `guess ${n}`))).status, 401);
    }
    const got = await bench.get("/img/x", eve);
    assert.deepEqual([got.status, got.headers.get("retry-after")], [429, "60"]);
    assert.equal(got.body, "too many failed logins; try again in 60 seconds\r\n");
    assert.equal((await bench.get("/img/x", pat)).status, 200);
    assert.equal((await bench.get("/public/x", eve)).status, 200);
    bench.now += 60;
    assert.equal((await bench.get("/img/x", eve)).status, 200);
    assert.equal(bench.log.length, 2);
  });
});

describe("requests from other sites", () => {
  const host = "127.0.0.1";
  for (const [path, headers, status] of [
    ["/adm/set", {}, 200],
    ["/adm/set", { "sec-fetch-site": "same-origin" }, 200],
    ["/adm/set", { "sec-fetch-site": "none" }, 200],
    ["/adm/set", { "sec-fetch-site": "cross-site" }, 403],
    ["/adm/set", { "sec-fetch-site": "same-site" }, 403],
    ["/adm/set", { origin: "http://evil.example" }, 403],
    ["/adm/set", { origin: "null" }, 403],
    ["/adm/set", { origin: "http://HOST" }, 200],
    ["/adm/set", { origin: "http://127.0.0.1:1" }, 403],
    ["/adm/set", { referer: "http://HOST/page" }, 200],
    ["/adm/set", { referer: `http://${host}.evil.example/` }, 403],
    ["/adm/set", { referer: "not a url" }, 403],
    ["/adm/get", { origin: "http://evil.example" }, 200],
    ["/img/x", { "sec-fetch-site": "cross-site" }, 200],
  ] as const) {
    it(`answers ${status} on ${path} with ${JSON.stringify(headers)}`, async () => {
      await using bench = await openBench();
      const lines = Object.entries({ Authorization: admin.authorization, ...headers }).map(
        ([name, value]) => `${name}: ${value.replace("HOST", `${host}:${bench.port}`)}\r\n`,
      );
      const head = `GET ${path} HTTP/1.1\r\nHost: ${host}:${bench.port}\r\nConnection: close\r\n`;
      assert.match(await bench.raw(`${head}${lines.join("")}\r\n`), new RegExp(`^HTTP/1.1 ${status} `));
    });
  }
});

describe("connections", () => {
  it("keeps a connection and answers pipelined requests in order", async () => {
    await using bench = await openBench();
    const get = (n: number, more = "") => `GET /public/${n} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    const got = await bench.raw(get(1) + get(2) + get(3, "Connection: close\r\n"));
    assert.deepEqual(got.match(/\/public\/\d/g), ["/public/1", "/public/2", "/public/3"]);
  });

  it("answers a client of HTTP/1.0 without chunks and closes", async () => {
    await using bench = await openBench();
    const got = await bench.raw("GET /public/x HTTP/1.0\r\n\r\n");
    assert.match(got, /^HTTP\/1\.1 200 .*connection: close.*GET \/public\/x/is);
    assert.doesNotMatch(got, /chunked/i);
  });

  it("answers HEAD with the head of GET, and refuses it where GET changes something", async () => {
    await using bench = await openBench();
    const got = await bench.get("/img/snapshot", eve, { method: "HEAD" });
    assert.deepEqual(
      [got.status, got.headers.get("content-length"), got.body],
      [200, String(jpeg.length), ""],
    );
    assert.equal((await bench.get("/adm/set", admin, { method: "HEAD" })).status, 405);
    assert.equal((await bench.get("/img/x", eve, { method: "OPTIONS" })).status, 405);
  });

  it("says what is too large: head 431, declared and chunked bodies 413", async () => {
    await using bench = await openBench({ limits: { bodyBytes: 10 } });
    const query = "x".repeat(100_000);
    const long = await bench.raw(`GET /adm/x?${query} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.match(long, /^HTTP\/1\.1 431 .*at most 16384 bytes/s);
    const body = await bench.get("/adm/x", admin, { method: "POST", body: "12345678901" });
    assert.deepEqual(
      [body.status, body.body],
      [413, "the body is too large: at most 10 bytes are taken\r\n"],
    );
    const head = `POST /adm/x HTTP/1.1\r\nHost: x\r\nAuthorization: ${admin.authorization}\r\nConnection: close\r\n`;
    const chunked = await bench.raw(`${head}Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n`);
    assert.match(chunked, /^HTTP\/1\.1 413 /);
    assert.equal((await bench.get("/adm/x", admin, { method: "POST", body: "1234567890" })).status, 200);
  });

  for (const bytes of [
    "\r\n\r\n\u0000",
    "GET\r\n\r\n",
    "GET /public/a b HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /public/x HTTP/9.9\r\n\r\n",
    "GET /public/x HTTP/1.1\r\n\r\n",
    "GET /public/x HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
    "POST /adm/x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "POST /adm/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
  ]) {
    it(`answers 400 to ${JSON.stringify(bytes.slice(0, 60))} and lives`, async () => {
      await using bench = await openBench();
      assert.match(await bench.raw(bytes), /^HTTP\/1\.1 400 .*connection: close/is);
      assert.equal((await bench.get("/public/x")).status, 200);
    });
  }

  it("cuts off slow heads, slow bodies and silent connections", async () => {
    const limits = { headSeconds: 0.05, requestSeconds: 0.1, checkSeconds: 0.02 };
    await using bench = await openBench({ limits });
    const [silent, head, body] = await Promise.all([
      bench.raw(""),
      bench.raw("GET /public/x HTTP/1.1\r\nHost:"),
      bench.raw("POST /public/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12"),
    ]);
    assert.match(silent, /^HTTP\/1\.1 408 /);
    assert.match(head, /^HTTP\/1\.1 408 /);
    assert.match(body, /^HTTP\/1\.1 408 /);
  });

  it("answers 100 parallel first requests with one login", async () => {
    await using bench = await openBench();
    const all = await Promise.all(Array.from({ length: 100 }, () => bench.get("/img/snapshot", eve)));
    assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([200]));
    assert.deepEqual(bench.log, []);
  });

  it("survives damaged requests", async () => {
    const limits = { headSeconds: 0.05, requestSeconds: 0.1, idleSeconds: 0.05, checkSeconds: 0.02 };
    await using bench = await openBench({ limits });
    const whole = `POST /adm/x?a=1 HTTP/1.1\r\nHost: x\r\nAuthorization: ${admin.authorization}\r\nContent-Length: 3\r\n\r\nabc`;
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const damaged = () => {
      const bytes = Buffer.from(whole);
      for (let edits = random(3); edits >= 0; edits -= 1) bytes[random(bytes.length)] = random(256);
      return bytes.subarray(0, random(4) === 0 ? random(bytes.length) : bytes.length);
    };
    const answers = await Promise.all(Array.from({ length: 150 }, () => bench.raw(damaged())));
    for (const answer of answers) assert.match(answer, /^(HTTP\/1\.1 (200|4\d\d) |$)/);
    assert.deepEqual(
      bench.log.filter((line) => line.startsWith("a request failed")),
      [],
    );
    assert.equal((await bench.get("/public/x")).status, 200);
  });

  it("survives clients that go away in the middle", async () => {
    await using bench = await openBench();
    for (const bytes of ["GET /img", "POST /public/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n1"]) {
      await new Promise((resolve) => {
        const socket = connect(bench.port, "127.0.0.1", () =>
          socket.write(bytes, () => socket.resetAndDestroy()),
        );
        socket.on("close", resolve);
      });
    }
    assert.equal((await bench.get("/public/x")).status, 200);
    assert.deepEqual(bench.log, []);
  });
});

describe("streams", () => {
  const stream = async (port: number, headers: Record<string, string>) => {
    const response = await fetch(`http://127.0.0.1:${port}/img/video`, { headers });
    const reader = response.body!.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "picture");
    return {
      ended: () =>
        reader.read().then(
          () => "end",
          () => "cut",
        ),
    };
  };

  it("end when their viewer may no longer look, and no others", async () => {
    await using bench = await openBench();
    const seen = await stream(bench.port, eve);
    const other = await stream(bench.port, pat);
    const { users, slots } = bench.credentials;
    bench.credentials = { users: { ...users, viewerPassword: "" }, slots };
    bench.changed();
    assert.equal(await seen.ended(), "cut");
    assert.equal(await Promise.race([other.ended(), bench.get("/public/x").then(() => "runs")]), "runs");
  });

  it("of anybody end when a login is needed again", async () => {
    await using bench = await openBench();
    bench.credentials = await people({ loginRequired: false });
    bench.changed();
    const seen = await stream(bench.port, {});
    bench.credentials = await people();
    bench.changed();
    assert.equal(await seen.ended(), "cut");
  });

  it("are cut at once when the camera stops", async () => {
    const bench = await openBench();
    const seen = await stream(bench.port, eve);
    bench.stop.abort();
    assert.equal(await seen.ended(), "cut");
    await assert.rejects(bench.get("/public/x"));
    await bench[Symbol.asyncDispose]();
  });
});

describe("address filter", () => {
  it("always lets the machine itself in", async () => {
    await using bench = await openBench();
    bench.filter = { enabled: true, rule: "deny", addresses: ["127.0.0.1"] };
    bench.changed();
    assert.equal((await bench.get("/public/x")).status, 200);
  });
});

describe("listening", () => {
  it("says which port is in use and what to do", async () => {
    await using bench = await openBench();
    const bind = { host: "127.0.0.1", port: bench.port };
    await assert.rejects(openBench({ listen: [{ host: "127.0.0.1", port: 0 }, bind] }), {
      code: "port-busy",
      message: `port ${bench.port} is in use on 127.0.0.1; stop the other program or choose another port with --http`,
    });
  });

  it("says that an address is not of this machine", async () => {
    await assert.rejects(openBench({ listen: [{ host: "192.0.2.1", port: 0 }] }), {
      code: "address-missing",
    });
  });

  it("listens on several ports", async () => {
    const bind = { host: "127.0.0.1", port: 0 };
    await using bench = await openBench({ listen: [bind, bind] });
    const [first, second] = bench.server.addresses;
    assert.notEqual(first?.port, second?.port);
    for (const address of [first, second]) {
      assert.equal((await fetch(`http://127.0.0.1:${address?.port}/public/x`)).status, 200);
    }
  });

  it("does not start when it was stopped before", async () => {
    const reason = new Error("stop");
    await assert.rejects(openBench({ signal: AbortSignal.abort(reason) }), reason);
  });
});

describe("curl", { skip: curlMissing }, () => {
  it("logs in with Basic, Digest and whatever is offered", async () => {
    await using bench = await openBench();
    for (const args of [["--basic"], ["--digest"], ["--anyauth"], ["--digest", "--http1.0"]]) {
      const got = await bench.curl(...args, "-u", "eve:look", "/img/x?a=1");
      assert.equal(got, "GET /img/x a=1 eve viewer 0", args.join(" "));
    }
    const posted = await bench.curl("--digest", "-u", "admin:secret", "-d", "12345", "/adm/x");
    assert.equal(posted, "POST /adm/x  admin admin 5");
  });

  it("goes on with one nonce over many requests of one connection", async () => {
    await using bench = await openBench();
    const got = await bench.curl(
      "--digest",
      "-u",
      "eve:look",
      "/img/1",
      "/img/2",
      "/img/3",
      "-w",
      " %{num_connects}\n",
    );
    assert.deepEqual(
      got.trim().split("\n"),
      [1, 2, 3].map((n) => `GET /img/${n}  eve viewer 0 ${n === 1 ? 1 : 0}`),
    );
  });

  it("is refused with a wrong password, and reads HEAD and long queries", async () => {
    await using bench = await openBench();
    assert.match(
      await bench.curl("-i", "--digest", "-u", "eve:wrong", "/img/x"),
      /^.*HTTP\/1.1 401 .*HTTP\/1.1 401 /s,
    );
    assert.match(await bench.curl("-i", "--basic", "-u", "eve:wrong", "/img/x"), /^HTTP\/1.1 401 /);
    assert.match(
      await bench.curl("-I", "-u", "eve:look", "/img/snapshot"),
      /^HTTP\/1.1 200 .*content-length: 58000/is,
    );
    assert.match(
      await bench.curl("-i", "-u", "eve:look", `/img/x?${"x".repeat(100_000)}`),
      /^HTTP\/1.1 431 .*at most/s,
    );
  });
});
