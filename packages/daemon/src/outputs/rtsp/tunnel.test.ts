import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerOptions } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, it } from "node:test";
import { serverWithTakeover } from "../../http/takeover.ts";
import { type Bench, openBench } from "./fixture.ts";
import { openTunnel } from "./index.ts";

async function openHttp(bench: Bench, options: ServerOptions = {}) {
  const tunnel = openTunnel(bench.server.attach);
  const http = serverWithTakeover(
    { takes: tunnel.takesBody, stalledMs: 0, lingerMs: 100, ...options },
    (req, res) => {
      if (!tunnel.handle(req, res)) res.writeHead(404).end("elsewhere");
    },
  );
  http.on("clientError", (_error, socket) => socket.destroy());
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const sockets: Socket[] = [];
  return {
    send: async (
      text: string,
    ): Promise<Socket & { seen(pattern: RegExp): Promise<string>; readonly gone: Promise<unknown> }> => {
      const socket = connect(port, "127.0.0.1");
      sockets.push(socket);
      let got = "";
      let wake: (() => void) | undefined;
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        got += chunk.toString("latin1");
        wake?.();
      });
      socket.on("close", () => wake?.());
      socket.write(text);
      const seen = async (pattern: RegExp): Promise<string> => {
        while (!pattern.test(got)) {
          if (socket.destroyed) throw new Error(`closed after ${JSON.stringify(got.slice(0, 500))}`);
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        return got;
      };
      const gone = new Promise((resolve) => socket.once("close", resolve));
      return Object.assign(socket, { seen, gone });
    },
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
      http.close();
    },
  };
}

const get = "GET /video HTTP/1.0\r\nx-sessioncookie: abc\r\nAccept: application/x-rtsp-tunnelled\r\n\r\n";
const post =
  "POST /video HTTP/1.0\r\nx-sessioncookie: abc\r\nContent-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767\r\n\r\n";
const ask = (method: string, cseq: number, more = ""): string =>
  btoa(`${method} rtsp://a/video RTSP/1.0\r\nCSeq: ${cseq}\r\nAuthorization: Basic good\r\n${more}\r\n`);

describe("the HTTP tunnel", () => {
  for (const length of ["Content-Length: 150\r\n", "Content-Length: 0\r\n", ""]) {
    it(`carries a session, whatever the pieces are: ${length.trim() || "no Content-Length"}`, async () => {
      await using bench = await openBench();
      using http = await openHttp(bench, {
        requestTimeout: 400,
        headersTimeout: 400,
        connectionsCheckingInterval: 20,
      });
      const out = await http.send(get);
      assert.match(
        await out.seen(/\r\n\r\n/),
        /^HTTP\/1\.0 200 OK\r\nContent-Type: application\/x-rtsp-tunnelled\r\n/,
      );
      const input = await http.send(post.replace(/Content-Length.*\r\n/, length) + ask("OPTIONS", 1));
      await out.seen(/CSeq: 1\r\n/);
      for (const char of `${ask("SETUP", 2, "Transport: RTP/AVP;unicast;client_port=5000-5001, RTP/AVP/TCP\r\n")}\r\n`) {
        input.write(char);
        await new Promise(setImmediate);
      }
      const session = /Session: (\w+)/.exec(await out.seen(/CSeq: 2\r\n[\s\S]*\r\n\r\n/))![1]!;
      input.write(ask("PLAY", 3, `Session: ${session}\r\n`) + ask("GET_PARAMETER", 4));
      await out.seen(/CSeq: 3\r\n[\s\S]*RTP-Info: [\s\S]*CSeq: 4\r\n/);
      await new Promise((resolve) => setTimeout(resolve, 700));
      input.write(ask("GET_PARAMETER", 5));
      await out.seen(/CSeq: 5\r\n/);
      assert.deepEqual(bench.server.viewers()[0]?.transports, ["tcp"]);
      out.destroy();
      await input.gone;
      assert.equal(bench.server.viewers().length, 0);
    });
  }

  it("goes on when the client sends its POST anew", async () => {
    await using bench = await openBench();
    using http = await openHttp(bench);
    const out = await http.send(get);
    await out.seen(/\r\n\r\n/);
    const first = await http.send(post + ask("OPTIONS", 1));
    await out.seen(/CSeq: 1\r\n/);
    await http.send(post + ask("OPTIONS", 2));
    await first.gone;
    await out.seen(/CSeq: 2\r\n/);
  });

  it("refuses a POST without its GET, a second GET, and bytes that are no base64", async () => {
    await using bench = await openBench();
    using http = await openHttp(bench);
    await (await http.send(post)).seen(/^HTTP\/1\.1 400 [\s\S]*no GET/);
    const out = await http.send(get);
    await out.seen(/\r\n\r\n/);
    await (await http.send(get)).seen(/^HTTP\/1\.1 400 [\s\S]*in use/);
    await (await http.send(get.replace("abc", "x".repeat(129)))).seen(/^HTTP\/1\.1 400 [\s\S]*1 to 128/);
    await http.send(`${post}!!!!`);
    await out.gone;
    await (await http.send("GET /video HTTP/1.0\r\n\r\n")).seen(/404[\s\S]*elsewhere/);
  });

  it("survives mutated requests, and others play on", async () => {
    await using bench = await openBench();
    using http = await openHttp(bench);
    let seed = 5;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    const other = await bench.client();
    await other.ask("PLAY", "/video", [["Session", await other.setUp("/video")]]);
    for (let round = 0; round < 60; round++) {
      const cookie = `abc${round}`;
      const out = await http.send(get.replace("abc", cookie));
      await out.seen(/\r\n\r\n/);
      const body = Buffer.from(
        ask("OPTIONS", 1) + ask("SETUP", 2, "Transport: RTP/AVP/TCP\r\n") + ask("PLAY", 3),
      );
      for (let n = random(4); n > 0; n--) body[random(body.length)] = random(256);
      const input = await http.send(post.replace("abc", cookie));
      for (let at = 0; at < body.length; ) {
        const end = at + 1 + random(60);
        input.write(body.subarray(at, end));
        at = end;
        await new Promise(setImmediate);
      }
      input.end();
      out.destroy();
      await input.gone;
    }
    assert.deepEqual(bench.log, []);
    assert.equal(bench.server.viewers().length, 1);
    const had = other.frames.length;
    bench.fed.send(true);
    await other.framed(had + 1);
  });
});
