import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { openBench } from "./fixture.ts";

const watch = async (bench: Awaited<ReturnType<typeof openBench>>) => {
  const client = await bench.client();
  await client.ask("PLAY", "/video", [["Session", await client.setUp("/video")]]);
  await client.framed(2);
  return client;
};

describe("hostile clients", () => {
  it("may send a byte at a time", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    client.socket.setNoDelay(true);
    const request = `SETUP ${client.base}/video RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic good\r\nTransport: RTP/AVP/TCP\r\n\r\n`;
    for (const byte of request) {
      client.socket.write(byte);
      await new Promise(setImmediate);
    }
    assert.equal((await client.reply()).status, 200);
  });

  for (const [what, bytes, status] of [
    ["garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", 400],
    ["10,000 header lines", `OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n${"X: y\r\n".repeat(10_000)}\r\n`, 400],
    ["a line without an end", `OPTIONS ${"x".repeat(100_000)}`, 400],
    ["a negative length", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: -5\r\n\r\n", 400],
    ["a huge length", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 999999999\r\n\r\n", 413],
    ["a line that goes on with none", "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nX: y\r\n \r\n\r\n", 400],
  ] as const) {
    it(`get ${status} and a closed connection for ${what}, and others play on`, async () => {
      await using bench = await openBench();
      const other = await watch(bench);
      const client = await bench.client();
      client.socket.write(bytes, "latin1");
      assert.equal((await client.reply()).status, status);
      await client.closed;
      const had = other.frames.length;
      bench.fed.send(true);
      await other.framed(had + 1);
    });
  }

  it("may send interleaved frames before PLAY", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    client.socket.write(Buffer.concat(Array.from({ length: 1000 }, () => Buffer.from("$\x00\x00\x04abcd"))));
    assert.equal(await client.status("OPTIONS", "*"), 200);
  });

  it("can not use the sessions of others", async () => {
    await using bench = await openBench();
    const owner = await bench.client();
    const session = [["Session", await owner.setUp("/video")]] as const;
    const udp = (
      await owner.ask("SETUP", "/video", [["Transport", "RTP/AVP;unicast;client_port=45000-45001"]])
    ).headers.get("session")!;
    const thief = await bench.client();
    for (const method of ["PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "OPTIONS"]) {
      assert.equal(await thief.status(method, "/video", session), 454, method);
    }
    thief.auth = "Basic goodmallory";
    assert.equal(await thief.status("TEARDOWN", "/video", [["Session", udp]]), 454);
    assert.equal(await owner.status("PLAY", "/video", session), 200);
    assert.equal(bench.server.viewers().length, 2);
  });

  it("are cut when they leave requests half open", async () => {
    await using bench = await openBench({ limits: { requestSeconds: 0.3 } });
    const other = await watch(bench);
    const sockets = Array.from({ length: 200 }, () => connect(bench.server.address.port, "127.0.0.1"));
    const ended = sockets.map((socket, n) => {
      socket.on("error", () => {}).resume();
      if (n % 2) socket.write("DESCRIBE rtsp://a/video RTSP/1.0\r\nCSeq: 1\r\n");
      return new Promise((resolve) => socket.once("close", resolve));
    });
    await Promise.all(ended);
    assert.equal(await other.status("GET_PARAMETER", "*"), 200);
  });

  it("get no more connections and sessions than there are", async () => {
    await using bench = await openBench({ limits: { connections: 2, sessionsPerConnection: 2 } });
    const [one] = [await bench.client(), await bench.client()];
    const three = await bench.client();
    await three.closed;
    await one.setUp("/video", "0-1");
    await one.setUp("/video", "2-3");
    assert.equal(await one.status("SETUP", "/video", [["Transport", "RTP/AVP/TCP;interleaved=4-5"]]), 503);
    assert.equal(bench.server.viewers().length, 2);
  });

  it("lose pictures when they stop reading, and then the connection, while others lose nothing", async () => {
    await using bench = await openBench({ limits: { viewerBytes: 200_000, stalledSeconds: 0.2 } });
    const stuck = await watch(bench);
    const other = await watch(bench);
    stuck.socket.pause();
    const before = other.frames.length;
    let sent = 0;
    while (bench.server.viewers().length === 2) {
      bench.fed.send(sent % 10 === 0, 60_000);
      sent++;
      await new Promise(setImmediate);
      assert.ok(sent < 20_000, "the stuck viewer was never cut");
    }
    const packets = Math.ceil(60_000 / 1400);
    await other.framed(before + sent * packets);
    assert.equal(bench.fed.stream.readers.size, 1);
    assert.ok(bench.fed.stream.counts.dropped > 0);
  });

  it("keep the connection as long as they take a little now and then", async () => {
    const stalledSeconds = 0.4;
    await using bench = await openBench({ limits: { viewerBytes: 200_000, stalledSeconds } });
    const { socket } = await watch(bench);
    socket.pause();
    const { stream } = bench.fed;
    while (stream.counts.dropped === 0) {
      bench.fed.send(true, 60_000);
      await new Promise(setImmediate);
    }
    const until = performance.now() + 3 * stalledSeconds * 1000;
    while (performance.now() < until) {
      const taken = once(socket, "data");
      socket.resume();
      await taken;
      socket.pause();
      // It stays behind.
      for (let lost = stream.counts.dropped; stream.counts.dropped === lost; await new Promise(setImmediate))
        bench.fed.send(true, 60_000);
    }
    assert.equal(bench.server.viewers().length, 1);
  });

  it("are cut when they ask and ask and read no reply", async () => {
    await using bench = await openBench({ limits: { replyBytes: 20_000, viewerBytes: 20_000 } });
    const client = await bench.client();
    client.socket.pause();
    const request = "GET_PARAMETER * RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic good\r\n\r\n".repeat(500);
    while (client.socket.writable) {
      client.socket.write(request);
      await new Promise(setImmediate);
      if (client.socket.writableLength > 50_000_000) assert.fail("was never cut");
      client.socket.read(0);
    }
    await client.closed;
  });
});

describe("quiet clients", () => {
  it("lose a session that does not play, and the connection", async () => {
    await using bench = await openBench({ limits: { sessionSeconds: 0.1, graceSeconds: 0 } });
    const client = await bench.client();
    await client.setUp("/video");
    await client.closed;
    assert.equal(bench.server.viewers().length, 0);
  });

  it("keep a session that plays over the connection", async () => {
    await using bench = await openBench({
      limits: { sessionSeconds: 0.05, graceSeconds: 0, idleSeconds: 0.05, requestSeconds: 0.05 },
    });
    const client = await watch(bench);
    const silent = await bench.client();
    await silent.closed;
    assert.equal(await client.status("GET_PARAMETER", "*"), 200);
    assert.equal(bench.server.viewers().length, 1);
  });

  it("lose a connection on which they ask nothing more", async () => {
    await using bench = await openBench({ limits: { idleSeconds: 0.1 } });
    const client = await bench.client();
    assert.equal(await client.status("OPTIONS", "*"), 200);
    await client.closed;
  });

  it("end what they watch with the connection", async () => {
    await using bench = await openBench();
    const client = await watch(bench);
    client.socket.destroy();
    while (bench.fed.stream.readers.size > 0) await new Promise(setImmediate);
    assert.equal(bench.server.viewers().length, 0);
  });

  it("get what they asked before they closed their side", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    client.socket.end(
      `DESCRIBE ${client.base}/video RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic good\r\n\r\n`,
    );
    assert.equal((await client.reply()).status, 200);
    await client.closed;
  });
});

it("expel ends the sessions and connections of whom it names", async () => {
  await using bench = await openBench();
  const [eve, pat] = [await bench.client(), await bench.client()];
  pat.auth = "Basic goodpat";
  for (const client of [eve, pat]) {
    await client.ask("PLAY", "/video", [["Session", await client.setUp("/video")]]);
    await client.framed(2);
  }
  bench.server.expel(({ login }) => login.name === "pat");
  await pat.closed;
  assert.deepEqual(
    bench.server.viewers().map(({ login }) => login.name),
    ["eve"],
  );
  assert.equal(await eve.status("OPTIONS", "*"), 200);
});

it("survives mutated dialogues, and others play on", async () => {
  await using bench = await openBench();
  const other = await watch(bench);
  let seed = 99;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const line = (method: string, path: string, headers: string): string =>
    `${method} rtsp://127.0.0.1${path} RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic good\r\n${headers}\r\n`;
  for (let round = 0; round < 200; round++) {
    const client = await bench.client();
    const transport = ["RTP/AVP/TCP;unicast;interleaved=0-1", "RTP/AVP;unicast;client_port=45002-45003"][
      round % 2
    ];
    client.socket.write(line("SETUP", "/both/trackID=1", `Transport: ${transport}\r\n`));
    const { headers } = await client.reply();
    const session = `Session: ${headers.get("session")?.split(";")[0]}\r\n`;
    const dialogue = Buffer.from(
      line("PLAY", "/both", `${session}Range: npt=0.000-\r\n`) +
        line("SETUP", "/both/trackID=2", `${session}Transport: RTP/AVP/TCP;interleaved=2-3\r\n`) +
        "$\x01\x00\x08\x81\xc9\x00\x01\x00\x00\x00\x01" +
        line("PAUSE", "/both", session) +
        line("PLAY", "/both/trackID=1", session) +
        line("DESCRIBE", "/video", "") +
        line("TEARDOWN", "/both", session),
      "latin1",
    );
    for (let n = random(6); n >= 0; n--) dialogue[random(dialogue.length)] = random(256);
    client.socket.resume().end(dialogue);
    await client.closed;
  }
  const had = other.frames.length;
  bench.fed.send(true);
  await other.framed(had + 1);
  assert.deepEqual(bench.log, []);
});
