import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, it } from "node:test";
import { parseRtp } from "@pinhole/kit/formats/rtp";
import { type Bench, type Client, openBench, picture } from "./fixture.ts";

/** A camera that is passed through and watched by somebody else; `pass` takes K for a key frame, p for any other. */
async function open(limits = {}): Promise<Bench & { pass(pictures: string): void }> {
  const bench = await openBench({ answers: false, limits });
  const { stream } = bench.fed;
  stream.read({ output: "other", write: () => true, end: () => {} });
  let pts = Date.now() / 1000;
  const pass = (pictures: string): void => {
    for (const one of pictures) {
      pts += 0.04;
      stream.publish({ ...picture(pts, one === "K"), passed: true });
    }
  };
  return Object.assign(bench, { pass });
}

async function watch(client: Client, transport: string): Promise<number> {
  const { headers } = await client.ask("SETUP", "/video", [["Transport", transport]]);
  const session = headers.get("session")!.split(";")[0]!;
  const reply = await client.ask("PLAY", "/video", [["Session", session]]);
  return Number(/seq=(\d+)/.exec(reply.headers.get("rtp-info")!)?.[1]);
}

const tcp = "RTP/AVP/TCP;unicast;interleaved=0-1";
const rtpOf = ({ frames }: Client) =>
  frames.filter(({ channel }) => channel === 0).map(({ payload }) => parseRtp(payload));

describe("who joins a stream that is passed through, between two key frames", () => {
  it("gets the last key frame at once, and the numbers that the others got", async () => {
    await using bench = await open();
    bench.pass("KpK");
    bench.pass("p".repeat(40));
    const [one, other] = [await bench.client(), await bench.client()];
    const first = await watch(one, tcp);
    await one.framed(120);
    bench.pass("ppp");
    const second = await watch(other, tcp);
    await other.framed(120);
    assert.equal(second, first);
    const [got, same] = [rtpOf(one), rtpOf(other)];
    assert.equal(got[0]!.sequence, first);
    assert.equal(got[0]!.payload[0]! & 31, 24, "the parameter sets come first");
    for (const [n, { sequence, timestamp }] of got.entries()) {
      assert.equal(sequence, (first + n) & 0xffff);
      if (same[n]) assert.deepEqual([same[n].sequence, same[n].timestamp], [sequence, timestamp]);
    }
  });

  it("goes on after a pause where it was, with numbers and times that only rise", async () => {
    for (const company of [0, 1]) {
      await using bench = await open();
      bench.pass("Kppp");
      if (company > 0) await watch(await bench.client(), tcp);
      const client = await bench.client();
      const { headers } = await client.ask("SETUP", "/video", [["Transport", tcp]]);
      const session = [["Session", headers.get("session")!.split(";")[0]!]] as const;
      await client.ask("PLAY", "/video", session);
      await client.ask("PAUSE", "/video", session);
      const before = rtpOf(client).length;
      bench.pass("pp");
      const reply = await client.ask("PLAY", "/video", session);
      bench.pass("p");
      await client.framed(before + 10);
      const got = rtpOf(client);
      const sequences = got.map(({ sequence }) => sequence);
      assert.deepEqual(
        sequences,
        sequences.map((_, n) => (sequences[0]! + n) & 0xffff),
      );
      const times = got.map(({ timestamp }) => (timestamp - got[0]!.timestamp) >>> 0);
      assert.deepEqual(
        [...new Set(times)],
        [0, 1, 2, 3, 4, 5, 6].map((n) => n * 3600),
      );
      assert.match(reply.headers.get("rtp-info") ?? "", new RegExp(`seq=${sequences[before]};`));
    }
  });

  it("gets all of it, though it is more than may wait for a viewer otherwise", async () => {
    await using bench = await open({ viewerBytes: 10_000 });
    bench.pass(`K${"p".repeat(500)}`);
    const client = await bench.client();
    const first = await watch(client, tcp);
    bench.pass("p");
    // Each picture takes three packets, the key frame one more for its parameter sets, and one is a report.
    await client.framed(502 * 3 + 2);
    const sequences = rtpOf(client).map(({ sequence }) => sequence);
    assert.deepEqual(
      sequences,
      sequences.map((_, n) => (first + n) & 0xffff),
    );
  });

  it("gets all of it in order over UDP, with what comes meanwhile", async () => {
    await using bench = await open();
    bench.pass(`K${"p".repeat(300)}`);
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    const sequences: number[] = [];
    const all = Promise.withResolvers<void>();
    socket.on("message", (bytes) => {
      if (sequences.push(parseRtp(bytes).sequence) === 303 * 3 + 1) all.resolve();
    });
    const { port } = socket.address();
    const first = await watch(await bench.client(), `RTP/AVP;unicast;client_port=${port}-${port + 1}`);
    bench.pass("pp");
    await all.promise;
    socket.close();
    assert.deepEqual(
      sequences,
      sequences.map((_, n) => (first + n) & 0xffff),
    );
  });
});
