import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { basic, curlMissing, openBench } from "./fixture.ts";

const eve = basic("eve", "look").authorization;
const head = (more = "", version = "1.0"): string =>
  `POST /img/talk HTTP/${version}\r\nHost: camera\r\nAuthorization: ${eve}\r\n${more}\r\n`;

describe("sound in the body of a request", () => {
  for (const version of ["1.0", "1.1"]) {
    it(`needs no length: HTTP/${version}`, async () => {
      await using bench = await openBench();
      const got = await bench.raw(`${head("", version)}abc!`);
      assert.match(got, /^HTTP\/1\.1 200 OK\r\n[\s\S]*pcm_alaw eve 4 false$/m);
    });
  }

  it("arrives whole, whatever the pieces and although the login takes its time", async () => {
    await using bench = await openBench();
    const sound = "\xd5GET / HTTP/1.1\r\n\r\n\x00".repeat(2000);
    const socket = connect(bench.port, "127.0.0.1");
    let got = "";
    socket.setEncoding("latin1").on("data", (text) => {
      got += text;
    });
    const text = head() + sound;
    for (const at of [0, 5, 60, text.length - 30_000]) {
      const next = at === 0 ? 5 : at === 5 ? 60 : at === 60 ? text.length - 30_000 : text.length;
      socket.write(text.slice(at, next), "latin1");
      await delay(2);
    }
    socket.end("!");
    await new Promise((resolve) => socket.once("close", resolve));
    assert.match(got, new RegExp(`pcm_alaw eve ${sound.length + 1} false$`, "m"));
  });

  it("may have a length, or chunks, and curl sends both", { skip: curlMissing }, async () => {
    await using bench = await openBench();
    const login = ["-u", "eve:look"];
    assert.equal(await bench.curl(...login, "--data-binary", "abc!", "/img/talk"), "pcm_alaw eve 4 true");
    const chunked = ["-H", "Transfer-Encoding: chunked", "--data-binary", "abcd!"];
    assert.match(await bench.curl(...login, ...chunked, "/img/talk"), /^pcm_alaw eve 5 /);
    const waiting = ["-H", "Expect: 100-continue", "--expect100-timeout", "20", "-m", "5"];
    const got = await bench.curl(...login, ...waiting, ...chunked, "/img/talk");
    assert.match(got, /^pcm_alaw eve 5 /);
  });

  it("outlives the time that other requests have", async () => {
    await using bench = await openBench({
      // Longer than a login takes on a busy machine.
      limits: { headSeconds: 0.3, requestSeconds: 0.3, stalledSeconds: 0.3, checkSeconds: 0.02 },
    });
    for (const [more, piece] of [
      ["", "a"],
      ["Content-Length: 100\r\n", "a"],
      ["Transfer-Encoding: chunked\r\n", "1\r\na\r\n"],
    ] as const) {
      const socket = connect(bench.port, "127.0.0.1");
      let got = "";
      socket.setEncoding("latin1").on("data", (text) => {
        got += text;
      });
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.on("end", () => socket.end());
      socket.write(head(more, "1.1") + piece);
      await delay(700);
      socket.write(piece.replace("a", "!"));
      await closed;
      assert.match(got, /200 OK[\s\S]*pcm_alaw eve 2 /, more);
    }
  });

  it("is refused as other requests are, and the refusal arrives although more is sent", async () => {
    await using bench = await openBench();
    const noise = "x".repeat(300_000);
    const ask = (text: string) => bench.raw(`${text}${noise}`);
    assert.match(await ask(head().replace(/Authorization.*\r\n/, "")), /^HTTP\/1\.1 401 [\s\S]*<title>401/);
    assert.match(await ask(head().replace(eve, basic("eve", "wrong").authorization)), /^HTTP\/1\.1 401 /);
    assert.match(await ask(head("Sec-Fetch-Site: cross-site\r\n")), /^HTTP\/1\.1 403 [\s\S]*another site/);
  });

  it("ends with the user's account", async () => {
    await using bench = await openBench();
    const socket = connect(bench.port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const answered = new Promise((resolve) => socket.once("data", resolve));
    socket.on("error", () => {});
    socket.write(`${head()}abc`);
    await answered;
    bench.credentials = { ...bench.credentials, users: { ...bench.credentials.users, viewerName: "" } };
    bench.changed();
    await closed;
  });

  it("leaves requests with an Upgrade header to be answered as any other", async () => {
    await using bench = await openBench();
    const upgrade = "Connection: Upgrade, close\r\nUpgrade: websocket\r\n";
    assert.match(
      await bench.raw(`GET /public/x HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n`),
      /^HTTP\/1\.1 200 OK[\s\S]*GET \/public\/x/,
    );
    assert.match(await bench.raw(`${head(upgrade, "1.1")}abc!`), /200 OK[\s\S]*pcm_alaw eve 4 false$/m);
  });

  it("survives what is no sound: pipelined requests, both lengths, a reset at once", async () => {
    await using bench = await openBench();
    const slow = `GET /adm/x HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic("admin", "secret").authorization}\r\n\r\n`;
    await bench.raw(`${slow}${head()}abc!`);
    assert.match(
      await bench.raw(`${head("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "1.1")}abc!`),
      /^HTTP\/1\.1 400 /,
    );
    assert.match(await bench.raw(`${head("Content-Length: -3\r\n")}abc!`), /^HTTP\/1\.1 400 /);
    const socket = connect(bench.port, "127.0.0.1", () => {
      socket.write(head());
      socket.resetAndDestroy();
    });
    await new Promise((resolve) => socket.once("close", resolve));
    assert.match(await bench.raw(`${head()}abc!`), /200 OK/);
    assert.deepEqual(
      bench.log.filter((line) => /failed:/.test(line)),
      [],
    );
  });
});
