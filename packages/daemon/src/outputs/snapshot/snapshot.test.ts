import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, get, type IncomingMessage, type RequestOptions, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { after, afterEach, before, beforeEach, describe, it, mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Packet } from "../../bus/packet.ts";
import { Stream } from "../../bus/stream.ts";
import { openSnapshots, type Snapshots } from "./index.ts";

const captured = 1_444_723_197;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

describe("a still picture", () => {
  let server: Server;
  let agent: Agent;
  let snapshots: Snapshots;
  let stream: Stream;
  let supplied: string[];
  let now: number;
  let came: number;

  const picture = (n: number): Packet => ({
    data: Buffer.from(`picture ${n}`),
    pts: captured + n,
    key: true,
  });
  /** Asks, and waits until the request has been served or stands in the queue. */
  const ask = async (newerThan?: number, more: RequestOptions = {}) => {
    const path = newerThan === undefined ? "/" : `/?${newerThan}`;
    const before = came;
    const { port } = server.address() as AddressInfo;
    const request = get({ host: "127.0.0.1", port, path, agent, ...more });
    const answer = once(request, "response").then(async ([res]: IncomingMessage[]): Promise<Answer> => {
      const body = Buffer.concat(await res!.toArray()).toString();
      return { status: res!.statusCode ?? 0, headers: res!.headers, body };
    });
    answer.catch(() => {});
    while (came === before) await turn();
    return { request, answer };
  };

  before(async () => {
    agent = new Agent({ keepAlive: true });
    server = createServer((req, res) => {
      const newerThan = req.url === "/" ? undefined : Number(req.url?.slice(2));
      snapshots.serve(stream, newerThan, res);
      came++;
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    now = 50;
    came = 0;
    supplied = [];
    const tell = (what: string) => () => supplied.push(what);
    stream = new Stream("still", { start: tell("start"), stop: tell("stop"), refresh: tell("refresh") }, 0);
    snapshots = openSnapshots(() => now);
    mock.timers.enable({ apis: ["setTimeout"] });
  });
  afterEach(() => mock.timers.reset());

  it("is waited for when there is none, and sent with its time of capture", async () => {
    const { answer } = await ask();
    assert.deepEqual(supplied, ["start"]);
    stream.publish(picture(0.5));
    const { status, headers, body } = await answer;
    assert.equal(status, 200);
    assert.equal(body, "picture 0.5");
    assert.equal(headers["content-type"], "image/jpeg");
    assert.equal(headers["content-length"], "11");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-capture-time"], "2015-10-13T07:59:57.500Z");
  });

  it("is the newest one when pictures keep coming", async () => {
    const first = await ask();
    stream.publish(picture(1));
    await first.answer;
    for (let n = 2; n < 5; n++) {
      now += 0.2;
      stream.publish(picture(n));
      const { answer } = await ask();
      assert.equal((await answer).body, `picture ${n}`);
    }
    assert.deepEqual(supplied, ["start"]);
  });

  it("is never older than a second", async () => {
    const first = await ask();
    stream.publish(picture(1));
    await first.answer;
    now += 1;
    assert.equal((await (await ask()).answer).body, "picture 1");
    now += 0.01;
    const { answer } = await ask();
    stream.publish(picture(2));
    assert.equal((await answer).body, "picture 2");
  });

  it("is made no longer than somebody asks", async () => {
    const { answer } = await ask();
    stream.publish(picture(1));
    await answer;
    now += 0.39;
    stream.publish(picture(2));
    assert.deepEqual(supplied, ["start"]);
    now += 0.02;
    stream.publish(picture(3));
    assert.deepEqual(supplied, ["start", "stop"]);
    const again = await ask();
    assert.deepEqual(supplied, ["start", "stop", "start"]);
    stream.publish(picture(4));
    assert.equal((await again.answer).body, "picture 4");
  });

  it("does not depend on the clock by which pictures are captured", async () => {
    const { answer } = await ask();
    stream.publish(picture(-1e6));
    assert.equal((await answer).body, "picture -1000000");
    now += 0.5;
    stream.publish(picture(-1e6 + 1));
    assert.deepEqual(supplied, ["start", "stop"]);
  });

  it("can be asked to be newer than the last one", async () => {
    const { answer } = await ask();
    stream.publish(picture(1.0004));
    const told = Date.parse(String((await answer).headers["x-capture-time"])) / 1000;
    const next = await ask(told);
    stream.publish(picture(1.0004));
    stream.publish(picture(1.2));
    assert.equal((await next.answer).body, "picture 1.2");
    assert.equal((await (await ask(told)).answer).body, "picture 1.2", "one that is there already");
  });

  it("is waited for as long as promised, and then refused in words", async () => {
    for (const [newerThan, seconds, words] of [
      [undefined, 8, "no picture within 8 s; the source may be down\r\n"],
      [captured, 30, "no newer picture within 30 s; the source may be down\r\n"],
    ] as const) {
      const { answer } = await ask(newerThan);
      mock.timers.tick(seconds * 1000 - 1);
      stream.publish(newerThan === undefined ? picture(1) : picture(-1));
      if (newerThan === undefined) {
        assert.equal((await answer).status, 200);
        now += 5;
        stream.publish(picture(2));
        const late = await ask();
        mock.timers.tick(seconds * 1000);
        assert.deepEqual([(await late.answer).status, (await late.answer).body], [503, words]);
        continue;
      }
      mock.timers.tick(1);
      const { status, headers, body } = await answer;
      assert.deepEqual([status, body], [503, words]);
      assert.equal(headers["retry-after"], "2");
    }
    assert.equal(supplied.at(-1), "stop", "nobody waits any more");
  });

  it("is one for all who wait", async () => {
    const asked = [await ask(), await ask(), await ask(captured)];
    stream.publish(picture(1));
    for (const { answer } of asked) assert.equal((await answer).body, "picture 1");
    assert.equal(stream.counts.delivered, 1);
  });

  it("is refused at once when the stream ends", async () => {
    const { answer } = await ask();
    stream.end();
    assert.equal((await answer).status, 503);
    assert.deepEqual(supplied, ["start", "stop"]);
  });

  it("answers HEAD with the head alone", async () => {
    const { answer } = await ask(undefined, { method: "HEAD" });
    stream.publish(picture(1));
    const { status, headers, body } = await answer;
    assert.deepEqual([status, headers["content-length"], body], [200, "9", ""]);
  });

  it("lets at most 1000 wait, and those who leave make room", { timeout: 20_000 }, async () => {
    const asked = await Promise.all(Array.from({ length: 1000 }, () => ask(captured)));
    while (came < 1000) await turn();
    const refused = await (await ask()).answer;
    assert.deepEqual(
      [refused.status, refused.body],
      [503, "too many requests wait for a picture; try again\r\n"],
    );
    for (const { request } of asked.slice(0, 10)) request.destroy();
    const quiet = async (): Promise<undefined> => {
      for (let n = 0; n < 100; n++) await turn();
    };
    let waits = false;
    for (let n = 0; n < 50 && !waits; n++) {
      const { answer } = await ask(captured);
      waits = (await Promise.race([answer, quiet()])) === undefined;
    }
    assert.ok(waits, "a place became free");
    stream.publish(picture(1));
    const answers = await Promise.all(asked.slice(10).map(({ answer }) => answer));
    assert.ok(answers.every(({ status }) => status === 200));
  });

  it("from before a change of its look is not sent, nor what was on its way then", async () => {
    const first = await ask();
    stream.publish(picture(1));
    assert.equal((await first.answer).body, "picture 1");
    snapshots.changed();
    const { answer } = await ask();
    now += 0.05;
    stream.publish(picture(2));
    now += 0.1;
    stream.publish(picture(3));
    assert.equal((await answer).body, "picture 3");
    assert.equal((await (await ask()).answer).body, "picture 3");
  });

  it("comes again and again on one connection, whatever was asked before and behind it", async () => {
    const { port } = server.address() as AddressInfo;
    const { answer } = await ask();
    stream.publish(picture(1));
    await answer;
    const socket = connect(port, "127.0.0.1");
    const heads: string[] = [];
    const line = (method: string, more = "") => `${method} / HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
    const requests = [
      line("GET"),
      line("GET"),
      line("HEAD"),
      line("GET"),
      line("GET", "Connection: close\r\n"),
    ];
    let text = "";
    socket.setEncoding("latin1").on("data", (some: string) => {
      text += some;
    });
    for (const request of requests) {
      const before = text.length;
      socket.write(request);
      while (!text.slice(before).includes(request.startsWith("HEAD") ? "\r\n\r\n" : "picture 1"))
        await once(socket, "data");
      heads.push(text.slice(before));
    }
    await once(socket, "end");
    const told = heads.map((head) => ({
      status: head.slice(0, 15),
      length: /content-length: (\d+)/i.exec(head)?.[1],
      captured: /x-capture-time: (\S+)/i.exec(head)?.[1],
      dated: /^date: \w+, \d+ \w+ \d+ [\d:]+ GMT\r$/im.test(head),
      connection: /^connection: (\S+)/im.exec(head)?.[1],
    }));
    const usual = {
      status: "HTTP/1.1 200 OK",
      length: "9",
      captured: new Date((captured + 1) * 1000).toISOString(),
      dated: true,
    };
    assert.deepEqual(
      told,
      ["keep-alive", "keep-alive", "keep-alive", "keep-alive", "close"].map((connection) => ({
        ...usual,
        connection,
      })),
    );
    socket.destroy();
  });

  it("asked for without being read is not piled up", async () => {
    const { port } = server.address() as AddressInfo;
    const { answer } = await ask();
    const data = Buffer.alloc(300_000, "x");
    stream.publish({ ...picture(1), data });
    await answer;
    const socket = connect(port, "127.0.0.1");
    let served: Socket | undefined;
    server.once("connection", (near: Socket) => {
      served = near;
    });
    await once(socket, "connect");
    socket.pause();
    const request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.write(request);
    const asked = 400;
    socket.write(request.repeat(asked - 1));
    const before = came;
    while (came < before + 2) await turn();
    for (let n = 0; n < 200; n++) await turn();
    assert.ok(served!.writableLength < 20 * data.length, `${served!.writableLength} bytes wait`);
    let bytes = 0;
    socket.on("data", (some: Buffer) => {
      bytes += some.length;
    });
    socket.resume();
    while (bytes < asked * data.length) await once(socket, "data");
    socket.destroy();
  });
});
