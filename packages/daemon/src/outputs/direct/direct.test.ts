import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import { DirectDatagrams, DirectStream, runsOf, SharedBytes } from "./index.ts";

const isLinux = process.platform === "linux";

/** Two ends of one connection over loopback. */
async function connection(): Promise<{ readonly near: Socket; readonly far: Socket } & Disposable> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const far = connect((server.address() as { port: number }).port, "127.0.0.1");
  const [near] = (await once(server, "connection")) as [Socket];
  for (const socket of [near, far]) socket.on("error", () => {});
  const close = (): void => {
    near.destroy();
    far.destroy();
    server.close();
  };
  return { near, far, [Symbol.dispose]: close };
}

function numbered(size: number, first: number): Buffer {
  return Buffer.from(Array.from({ length: size }, (_, n) => (first + n * 7) & 0xff));
}

/** The calls are loaded by then. */
const loaded = (): Promise<unknown> => import("../../system/sockets.ts");

describe("bytes that are sent by the system's own call", () => {
  it("arrive whole and in their order, also where the reader is slow and Node writes between them", async () => {
    using ends = await connection();
    const direct = new DirectStream(ends.near);
    await loaded();
    await Promise.resolve();
    ends.far.pause();
    const sent: Buffer[] = [];
    for (let n = 0; n < 60; n++) {
      const bytes = numbered(1000 + 5000 * (n % 40), n);
      sent.push(bytes);
      if (n % 7 === 3) ends.near.write(bytes);
      else direct.send(bytes);
    }
    assert.ok(ends.near.writableLength > 0, "it is more than the system takes at once");
    ends.near.end();
    const got: Buffer[] = [];
    for await (const some of ends.far) got.push(some as Buffer);
    assert.ok(Buffer.concat(got).equals(Buffer.concat(sent)));
    if (isLinux) assert.ok(ends.near.bytesWritten < Buffer.concat(sent).length, "some went past Node");
  });

  it("are taken by Node before the calls are there, and lead to no throw once the socket is gone", async () => {
    using ends = await connection();
    const direct = new DirectStream(ends.near);
    direct.send(Buffer.from("early "));
    await loaded();
    await Promise.resolve();
    direct.send(Buffer.from("late"));
    let got = "";
    ends.far.setEncoding("latin1").on("data", (text: string) => {
      got += text;
    });
    while (got.length < 10) await once(ends.far, "data");
    assert.equal(got, "early late");
    ends.far.resetAndDestroy();
    await new Promise((resolve) => ends.near.once("close", resolve));
    direct.send(Buffer.from("to nobody"));
  });
});

describe("bytes for many sockets", () => {
  it("come whole to each, from memory of the system's own, while newer ones take their place", async () => {
    const shared = new SharedBytes();
    const all: (Disposable & { readonly near: Socket; readonly far: Socket })[] = [];
    try {
      for (let n = 0; n < 8; n++) all.push(await connection());
      const directs = all.map(({ near }) => new DirectStream(near, shared));
      await loaded();
      await Promise.resolve();
      // One reads late: what the system does not take at once is Node's.
      all[5]!.far.pause();
      const pictures = [90_000, 20_000, 8_000_000, 120_000].map((size, n) => numbered(size, n));
      for (const picture of pictures) for (const direct of directs) direct.send(picture);
      assert.ok(all[5]!.near.writableLength > 0, "it is more than the system takes at once");
      const wanted = Buffer.concat(pictures);
      for (const { near, far } of all) {
        near.end();
        far.resume();
        const got: Buffer[] = [];
        for await (const some of far) got.push(some as Buffer);
        assert.ok(Buffer.concat(got).equals(wanted));
      }
    } finally {
      for (const ends of all) ends[Symbol.dispose]();
    }
  });

  it("are held once only", { skip: !isLinux && "Linux alone holds them" }, async () => {
    const { hold, release } = await import("../../system/sockets.ts");
    const before = readdirSync("/proc/self/fd").length;
    using ends = await connection();
    const opened = readdirSync("/proc/self/fd").length;
    const direct = new DirectStream(ends.near, new SharedBytes());
    await Promise.resolve();
    await loaded();
    ends.far.resume();
    for (let n = 0; n < 50; n++) {
      const picture = numbered(40_000, n);
      for (let k = 0; k < 5; k++) direct.send(picture);
      await new Promise(setImmediate);
    }
    assert.ok(readdirSync("/proc/self/fd").length <= opened + 1, `${before} before`);
    const file = hold(numbered(10, 1));
    assert.ok(file > 0);
    release(file);
  });
});

describe("datagrams", () => {
  it("of one size, and a smaller one behind them, are one run", () => {
    const sizes = (...all: number[]): number[][] =>
      runsOf(all.map((size) => new Uint8Array(size))).map(({ datagrams }) =>
        datagrams.map(({ length }) => length),
      );
    assert.deepEqual(sizes(), []);
    assert.deepEqual(sizes(30, 1400, 1400, 200, 1400), [[30], [1400, 1400, 200], [1400]]);
    assert.deepEqual(sizes(100, 50, 50), [[100, 50], [50]]);
    const many = sizes(...Array<number>(150).fill(1000));
    assert.deepEqual(
      many.map(({ length }) => length),
      [64, 64, 22],
    );
  });

  it("that are handed over as runs arrive each as it is", async () => {
    const [near, far] = [createSocket("udp4"), createSocket("udp4")];
    try {
      far.bind(0, "127.0.0.1");
      await once(far, "listening");
      near.connect(far.address().port, "127.0.0.1");
      await once(near, "connect");
      const direct = new DirectDatagrams(near);
      const all = [20, 700, 700, 700, 90, 1300, 1300, 5, 1300].map((size, n) => numbered(size, n));
      const got: Buffer[] = [];
      const { promise: complete, resolve } = Promise.withResolvers<void>();
      far.on("message", (bytes) => {
        got.push(bytes);
        if (got.length === 3 * all.length) resolve();
      });
      const send = (): void => {
        for (const run of runsOf(all)) direct.sendRun(run);
      };
      send();
      await loaded();
      // What Node took before has to be gone: nothing overtakes it.
      while (near.getSendQueueCount() > 0) await new Promise(setImmediate);
      let byNode = 0;
      const original = near.send.bind(near) as (bytes: Uint8Array) => void;
      near.send = ((bytes: Uint8Array) => {
        byNode++;
        original(bytes);
      }) as typeof near.send;
      send();
      for (const datagram of all) direct.send(datagram);
      await complete;
      assert.deepEqual(got, [...all, ...all, ...all]);
      if (isLinux) assert.equal(byNode, 0);
    } finally {
      near.close();
      far.close();
    }
  });

  it("to nobody, and on a closed socket's number, harm nobody", async () => {
    const near = createSocket("udp4").on("error", () => {});
    near.connect(9, "127.0.0.1");
    await once(near, "connect");
    const direct = new DirectDatagrams(near);
    await loaded();
    await Promise.resolve();
    for (let n = 0; n < 5; n++) {
      for (const run of runsOf([numbered(900, 1), numbered(900, 2)])) direct.sendRun(run);
      await new Promise(setImmediate);
    }
    near.close();
    assert.throws(() => direct.send(numbered(10, 3)), { code: "ERR_SOCKET_DGRAM_NOT_RUNNING" });
  });
});
