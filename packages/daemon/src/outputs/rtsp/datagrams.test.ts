import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { describe, it } from "node:test";
import { encodeReceiverReport, parseRtcp } from "@pinhole/kit/formats/rtcp";
import { parseRtp } from "@pinhole/kit/formats/rtp";
import { parseTransports } from "@pinhole/kit/formats/rtsp";
import { runsOf } from "../direct/index.ts";
import { datagramSink, Post } from "./datagrams.ts";
import { type Client, openBench } from "./fixture.ts";
import type { Cast } from "./media.ts";
import type { Parcel } from "./packing.ts";
import { Ports } from "./ports.ts";

async function open(): Promise<Socket & { readonly at: number }> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return Object.assign(socket, { at: socket.address().port });
}

async function receiver() {
  const [rtp, rtcp] = [await open(), await open()];
  return {
    rtp,
    rtcp,
    transport: `RTP/AVP;unicast;client_port=${rtp.at}-${rtcp.at}`,
    [Symbol.dispose]: () => {
      rtp.close();
      rtcp.close();
    },
  };
}

async function watch(client: Client, transport: string) {
  const reply = await client.ask("SETUP", "/video", [["Transport", transport]]);
  assert.equal(reply.status, 200);
  const session = [["Session", reply.headers.get("session")!.split(";")[0]!]] as const;
  assert.equal(await client.status("PLAY", "/video", session), 200);
  return { session, server: parseTransports(reply.headers.get("transport")!)[0]!.serverPort! };
}

const report = encodeReceiverReport(1, [], "a");

describe("a session over UDP", () => {
  it("sends RTP and RTCP from a pair of ports of the range", async () => {
    await using bench = await openBench();
    using here = await receiver();
    const first = [once(here.rtp, "message"), once(here.rtcp, "message")] as const;
    const { server, session } = await watch(await bench.client(), here.transport);
    assert.ok(server[0] >= 35_000 && server[0] % 2 === 0 && server[1] === server[0] + 1);
    const [packet, from] = await first[0];
    assert.equal(from.port, server[0]);
    assert.equal(parseRtp(packet).payloadType, 96);
    const [bytes, rtcpFrom] = await first[1];
    assert.equal(rtcpFrom.port, server[1]);
    assert.equal(parseRtcp(bytes)[0]?.kind, "sender-report");
    assert.deepEqual(bench.server.viewers()[0]?.transports, ["udp"]);
    assert.equal(session.length, 1);
  });

  it("lives on without its connection as long as reports come, from its viewer only", async () => {
    await using bench = await openBench({ limits: { sessionSeconds: 0.3, graceSeconds: 0 } });
    using here = await receiver();
    using stranger = await receiver();
    const client = await bench.client();
    const { server } = await watch(client, here.transport);
    client.socket.destroy();
    const began = performance.now();
    const beat = setInterval(() => here.rtcp.send(report, server[1], "127.0.0.1"), 20);
    while (performance.now() - began < 700) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(bench.server.viewers().length, 1);
    clearInterval(beat);
    const noise = setInterval(() => stranger.rtcp.send(report, server[1], "127.0.0.1"), 20);
    while (bench.server.viewers().length > 0) {
      assert.ok(performance.now() - began < 5000, "the vanished viewer keeps its session");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    clearInterval(noise);
    assert.equal(bench.fed.stream.readers.size, 0);
  });

  it("is kept alive and ended over another connection of the same user", async () => {
    await using bench = await openBench();
    using here = await receiver();
    const client = await bench.client();
    const { session } = await watch(client, here.transport);
    client.socket.destroy();
    await client.closed;
    const next = await bench.client();
    assert.equal(await next.status("GET_PARAMETER", "/video", session), 200);
    assert.equal(await next.status("TEARDOWN", "/video", session), 200);
    assert.equal(bench.server.viewers().length, 0);
  });

  it("can be set up again over the connection before PLAY, and gives its ports back", async () => {
    await using bench = await openBench({ limits: { portPairs: 1 } });
    using here = await receiver();
    const client = await bench.client();
    const reply = await client.ask("SETUP", "/video", [
      ["Transport", `RTP/AVP/UDP;client_port=${here.rtp.at}-${here.rtcp.at},RTP/AVP/TCP`],
    ]);
    const session = reply.headers.get("session")!.split(";")[0]!;
    const full = await client.ask("SETUP", "/video", [["Transport", here.transport]]);
    assert.equal(full.status, 503);
    const again = await client.ask("SETUP", "/video", [
      ["Session", session],
      ["Transport", "RTP/AVP/TCP;unicast"],
    ]);
    assert.match(again.headers.get("transport") ?? "", /^RTP\/AVP\/TCP;unicast;interleaved=0-1;ssrc=/);
    assert.equal(await client.status("SETUP", "/video", [["Transport", here.transport]]), 200);
  });

  it("does not send to where somebody else is", async () => {
    await using bench = await openBench();
    using here = await receiver();
    const client = await bench.client();
    const reply = await client.ask("SETUP", "/video", [
      ["Transport", `${here.transport};destination=192.0.2.1`],
    ]);
    assert.doesNotMatch(reply.headers.get("transport") ?? "", /192\.0\.2\.1/);
  });
});

describe("multicast", () => {
  const group = { address: "239.255.77.7", port: 45_678, hops: 1 };

  /** Counts what comes to the group. */
  async function listener() {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    socket.bind(group.port);
    await once(socket, "listening");
    socket.addMembership(group.address, "127.0.0.1");
    const packets: Buffer[] = [];
    socket.on("message", (packet) => packets.push(packet));
    const until = async (count: number): Promise<void> => {
      while (packets.length < count) await once(socket, "message");
    };
    return { packets, until, [Symbol.dispose]: () => socket.close() };
  }

  it("is sent while the settings say so, without anybody who asks by RTSP", async () => {
    const casts: Cast[] = [];
    await using bench = await openBench({
      settings: () => ({ packetSize: 1400, rtpPort: 35_000, multicast: casts }),
    });
    using heard = await listener();
    assert.equal(bench.fed.stream.readers.size, 0);
    const video = {
      stream: bench.fed.stream,
      codec: "h264",
      frameRate: 25,
      width: 640,
      height: 360,
    } as const;
    casts.push({ track: { kind: "video", number: 1, ...video }, group });
    await heard.until(3);
    assert.equal(bench.fed.stream.readers.size, 1);
    const sdp = await bench.server.describe({ video, audio: undefined }, "127.0.0.1");
    assert.match(sdp ?? "", /m=video 45678 RTP\/AVP 96\r\nc=IN IP4 239\.255\.77\.7\/1\r\n/);
    const client = await bench.client();
    const reply = await client.ask("SETUP", "/video", [["Transport", "RTP/AVP;multicast"]]);
    const session = [["Session", reply.headers.get("session")!.split(";")[0]!]] as const;
    assert.equal(await client.status("PLAY", "/video", session), 200);
    casts.pop();
    await client.closed;
    assert.equal(bench.fed.stream.readers.size, 0);
  });

  it("goes on when the stream ends and comes back", async () => {
    await using bench = await openBench({ group });
    using heard = await listener();
    await heard.until(2);
    bench.fed.stream.end();
    await Promise.resolve();
    assert.equal(bench.fed.stream.readers.size, 0);
    while (bench.fed.stream.readers.size === 0) await new Promise(setImmediate);
    const before = heard.packets.length;
    bench.fed.send(true);
    await heard.until(before + 1);
  });

  it("tells once when it can not be sent", async () => {
    const nowhere = () => ["192.0.2.77"];
    await using bench = await openBench({ group, multicastFrom: nowhere });
    while (bench.log.length === 0) await new Promise(setImmediate);
    const client = await bench.client();
    const reply = await client.ask("SETUP", "/video", [["Transport", "RTP/AVP;multicast"]]);
    const session = [["Session", reply.headers.get("session")!.split(";")[0]!]] as const;
    await client.ask("PLAY", "/video", session);
    await client.closed;
    assert.deepEqual(bench.log, ["can not send to the multicast group 239.255.77.7 from 192.0.2.77"]);
  });

  it("is sent once for all who ask for it by RTSP", async () => {
    await using bench = await openBench({ group });
    using heard = await listener();
    const client = await bench.client();
    const described = await client.ask("DESCRIBE", "/video");
    assert.match(
      new TextDecoder().decode(described.body),
      /m=video 45678 RTP\/AVP 96\r\nc=IN IP4 239\.255\.77\.7\/1\r\n/,
    );
    const join = async () => {
      const reply = await client.ask("SETUP", "/video", [["Transport", "RTP/AVP;multicast"]]);
      assert.equal(
        reply.headers.get("transport"),
        "RTP/AVP;multicast;destination=239.255.77.7;port=45678-45679;ttl=1",
      );
      const session = [["Session", reply.headers.get("session")!.split(";")[0]!]] as const;
      assert.equal(await client.status("PLAY", "/video", session), 200);
      return session;
    };
    const [one, two] = [await join(), await join()];
    await heard.until(4);
    assert.equal(bench.fed.stream.readers.size, 1);
    await client.ask("TEARDOWN", "/video", one);
    await client.ask("TEARDOWN", "/video", two);
    const before = heard.packets.length;
    bench.fed.send(true);
    await heard.until(before + 1);
    assert.equal(bench.fed.stream.readers.size, 1);
  });
});

it("Post sends large rounds in slices, in order, and the first at once", async () => {
  const post = new Post();
  const order: number[] = [];
  for (let n = 0; n < 100; n++) {
    post.send(() => {
      order.push(n);
      return 40;
    });
  }
  assert.equal(order.length, 38);
  await new Promise(setImmediate);
  assert.equal(order.length, 76);
  await new Promise(setImmediate);
  assert.deepEqual(
    order,
    Array.from({ length: 100 }, (_, n) => n),
  );
});

it("a picture that overflows a receiver's buffer is spread, and keeps its place", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent: number[] = [];
  const socket = {
    send: ([n]: Uint8Array) => sent.push(n!),
    getSendQueueSize: () => 0,
  } as unknown as Socket;
  using sink = datagramSink({ rtp: socket, rtcp: socket }, new Post(), 1_000_000);
  const parcel = (from: number, count: number): Parcel => {
    const bytes = Uint8Array.from({ length: count }, (_, n) => from + n);
    const datagrams = Array.from(bytes, (_, n) => bytes.subarray(n, n + 1));
    return { datagrams, runs: runsOf(datagrams), batch: { bytes } } as unknown as Parcel;
  };
  sink.send(parcel(0, 80), false);
  assert.equal(sent.length, 80, "what a buffer holds goes at once");
  sink.send(parcel(80, 100), false);
  sink.send(parcel(180, 10), false);
  const steps: number[] = [];
  while (sent.length < 190 && steps.length < 20) {
    const before = sent.length;
    t.mock.timers.tick(5);
    await new Promise(setImmediate);
    steps.push(sent.length - before);
  }
  assert.deepEqual(steps, [40, 40, 30]);
  assert.deepEqual(
    sent,
    Array.from({ length: 190 }, (_, n) => n),
  );
  t.mock.timers.tick(5);
  sink.send(parcel(190, 10), false);
  await new Promise(setImmediate);
  assert.equal(sent.length, 200, "the next goes at once again");
});

it("Ports pass over what is taken, and give out no pair twice", async () => {
  const ports = new Ports();
  const taken = createSocket("udp4");
  taken.bind(35_903, "127.0.0.1");
  await once(taken, "listening");
  const pairs = [
    await ports.open("127.0.0.1", 35_899, 4),
    await ports.open("127.0.0.1", 35_899, 4),
    await ports.open("127.0.0.1", 35_899, 4),
  ];
  assert.deepEqual(
    pairs.map((pair) => pair?.port),
    [35_900, 35_904, 35_906],
  );
  assert.equal(await ports.open("127.0.0.1", 35_899, 4), undefined);
  pairs[1]?.close();
  const again = await ports.open("127.0.0.1", 35_899, 4);
  assert.equal(again?.port, 35_904);
  for (const pair of [...pairs, again]) pair?.close();
  taken.close();
});

it("Ports pass over those of many cameras on one machine", async () => {
  const [other, own] = [new Ports(), new Ports()];
  const taken = [];
  for (let n = 0; n < 100; n++) taken.push(await other.open("127.0.0.1", 36_000, 100));
  const pair = await own.open("127.0.0.1", 36_000, 200);
  assert.equal(pair?.port, 36_200);
  for (const held of [...taken, pair]) held?.close();
});
