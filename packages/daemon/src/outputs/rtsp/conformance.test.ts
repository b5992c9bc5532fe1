import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, it } from "node:test";
import { parseRtp } from "@pinhole/kit/formats/rtp";
import { parseRtpInfo, parseTransports } from "@pinhole/kit/formats/rtsp";
import { type Client, openBench } from "./fixture.ts";

/** SETUP of a path with a transport: the status, and what was chosen. */
async function setUp(client: Client, path: string, transport: string, session?: string) {
  const reply = await client.ask("SETUP", path, [
    ["Transport", transport],
    ...(session === undefined ? [] : ([["Session", session]] as const)),
  ]);
  const [chosen] = reply.status === 200 ? parseTransports(reply.headers.get("transport") ?? "") : [];
  return { status: reply.status, chosen, session: reply.headers.get("session")?.split(";")[0] ?? "" };
}

describe("addresses", () => {
  for (const path of [
    "/video/",
    "/video//",
    "/%76ideo",
    "/video?",
    "/video?a=b",
    "/video?a=b/trackID=1",
    "/video/trackID=1",
    "/video/trackID=1/",
    "rtsp://camera.example:9999/video",
    "rtsp://user:word@[::1]:554/video/trackID=1",
    "rtsps://camera.example/video",
  ]) {
    it(`${path} is the picture`, async () => {
      await using bench = await openBench();
      const client = await bench.client();
      const { status, session } = await setUp(client, path, "RTP/AVP/TCP;unicast;interleaved=0-1");
      assert.equal(status, 200);
      const header = [["Session", session]] as const;
      const aggregate = path.replace(/\/?trackID=1\/?$/, "");
      const playing = await client.ask("PLAY", `${aggregate}/`, header);
      assert.equal(playing.status, 200);
      const [start] = parseRtpInfo(playing.headers.get("rtp-info") ?? "");
      assert.match(start?.url ?? "", /\/trackID=1$/);
      await client.framed(2);
      assert.equal(await client.status("TEARDOWN", aggregate, header), 200);
    });
  }
});

describe("transports", () => {
  const udp = { lower: "UDP", delivery: "unicast" };
  const tcp = { lower: "TCP", delivery: "unicast" };
  const cases: readonly [transport: string, chosen: object | number][] = [
    ["RTP/AVP/TCP", { ...tcp, interleaved: [0, 1] }],
    ["RTP/AVP/TCP;interleaved=6-7", { ...tcp, interleaved: [6, 7] }],
    ["rtp/avp/tcp;UNICAST;Interleaved=6-7", { ...tcp, interleaved: [6, 7] }],
    ['RTP/AVP/TCP;unicast;interleaved=2-3;mode="PLAY"', { ...tcp, interleaved: [2, 3] }],
    ["RTP/AVP/TCP;unicast;interleaved=2-3;mode=play", { ...tcp, interleaved: [2, 3] }],
    ["RTP/AVP/TCP;unicast;interleaved=5-5", { ...tcp, interleaved: [0, 1] }],
    ["RTP/AVP;unicast;client_port=45100-45101", { ...udp, clientPort: [45_100, 45_101] }],
    ["RTP/AVP/UDP;unicast;client_port=45100-45101", { ...udp, clientPort: [45_100, 45_101] }],
    ["RTP/AVP;unicast;client_port=45100", { ...udp, clientPort: [45_100, 45_101] }],
    ["RTP/AVP;unicast;client_port=45103-45104", { ...udp, clientPort: [45_103, 45_104] }],
    ["RTP/AVP;unicast;client_port=45106-45100", { ...udp, clientPort: [45_106, 45_100] }],
    ["RTP/AVP;unicast;client_port=", 400],
    ["RTP/AVP;unicast;client_port=-5", 400],
    ["RTP/AVP;unicast;client_port=65535", 400],
    [
      "RTP/SAVP;unicast;client_port=1-2,RTP/AVP;multicast,RTP/AVP/TCP;interleaved=8-9",
      { ...tcp, interleaved: [8, 9] },
    ],
    ["RTP/AVP;unicast;client_port=45100-45101,RTP/AVP/TCP", { ...udp, clientPort: [45_100, 45_101] }],
    ["RTP/AVP/TCP;unicast;interleaved=300-301", 400],
    ["RTP/AVP/TCP;mode=record", 461],
    ["RTP/AVPF;unicast;client_port=45100-45101", 461],
    ["RTP/AVP;unicast;client_port=70000-70001", 400],
    ["H264/UDP", 461],
    ["", 400],
  ];
  for (const [transport, wanted] of cases) {
    it(`${transport || "none"} gives ${JSON.stringify(wanted)}`, async () => {
      await using bench = await openBench();
      const { status, chosen } = await setUp(await bench.client(), "/video", transport);
      if (typeof wanted === "number") assert.equal(status, wanted);
      else assert.deepEqual({ status, ...chosen }, { status: 200, ...chosen, ...wanted });
    });
  }

  it("may differ for two tracks, and collide for none", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const heard = createSocket("udp4");
    heard.bind(0, "127.0.0.1");
    await once(heard, "listening");
    const { port } = heard.address();
    const one = await setUp(client, "/both/trackID=1", "RTP/AVP/TCP;unicast;interleaved=0-1");
    const taken = await setUp(client, "/both/trackID=2", "RTP/AVP/TCP;unicast;interleaved=1-2", one.session);
    assert.deepEqual(taken.chosen?.interleaved, [2, 3]);
    const two = await setUp(
      client,
      "/both/trackID=2",
      `RTP/AVP;unicast;client_port=${port}-${port + 1}`,
      one.session,
    );
    assert.equal(two.status, 200);
    const arrives = once(heard, "message");
    assert.equal(await client.status("PLAY", "/both", [["Session", one.session]]), 200);
    await Promise.all([client.framed(2), arrives]);
    assert.ok(client.frames.every(({ channel }) => channel < 2));
    heard.close();
  });

  it("send nowhere but to who asks, whatever destination and source say", async () => {
    await using bench = await openBench();
    const lies = "destination=192.0.2.9;source=192.0.2.8;ssrc=FFFFFFFF;server_port=1-2";
    const { chosen } = await setUp(
      await bench.client(),
      "/video",
      `RTP/AVP;unicast;client_port=45200-45201;${lies}`,
    );
    assert.equal(chosen?.destination ?? "127.0.0.1", "127.0.0.1");
    assert.notEqual(chosen?.serverPort?.[0], 1);
  });
});

describe("requests", () => {
  it("for a scale, a speed or a block size are played as ever, and told so", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const { session } = await setUp(client, "/video", "RTP/AVP/TCP");
    const wishes = [
      ["Scale", "2.0"],
      ["Speed", "0.5"],
      ["Blocksize", "9000"],
      ["Bandwidth", "1"],
    ] as const;
    const reply = await client.ask("PLAY", "/video", [["Session", session], ...wishes]);
    assert.deepEqual(
      [reply.status, reply.headers.get("scale"), reply.headers.get("speed")],
      [200, "1.000", "1.000"],
    );
    const plain = await client.ask("PLAY", "/video", [["Session", session]]);
    assert.equal(plain.headers.has("scale"), false);
  });

  it("are told with what RTP begins, also after PAUSE", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const { session } = await setUp(client, "/video", "RTP/AVP/TCP");
    const header = [
      ["Session", session],
      ["Range", "npt=now-"],
    ] as const;
    for (let round = 0; round < 3; round++) {
      client.frames.length = 0;
      const reply = await client.ask("PLAY", "/video", header);
      const [start] = parseRtpInfo(reply.headers.get("rtp-info") ?? "");
      bench.fed.send(true);
      await client.framed(3);
      const first = parseRtp(client.frames.find(({ channel }) => channel === 0)!.payload);
      assert.equal(first.sequence, start?.sequence);
      assert.ok(Math.abs((first.timestamp - start!.timestamp!) | 0) < 90_000);
      assert.equal(await client.status("PAUSE", "/video", header), 200);
    }
  });

  it("for an end that has been are told that there is no such session", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const session = [["Session", await client.setUp("/video")]] as const;
    const statuses: number[] = [];
    for (const method of ["PLAY", "TEARDOWN", "TEARDOWN", "PLAY", "GET_PARAMETER"])
      statuses.push(await client.status(method, "/video", session));
    assert.deepEqual(statuses, [200, 200, 454, 454, 454]);
    assert.equal(await client.status("OPTIONS", "*"), 200);
  });

  it("need a number, and are known by it", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    for (const [cseq, status] of [
      ["7", 200],
      ["7", 200],
      ["3", 200],
      ["4294967295", 200],
      ["-1", 400],
      ["1.5", 400],
      ["", 400],
      ["1, 2", 400],
      ["0x1", 400],
    ] as const) {
      client.socket.write(`OPTIONS * RTSP/1.0\r\nCSeq: ${cseq}\r\n\r\n`);
      const reply = await client.reply();
      assert.deepEqual(
        [reply.status, reply.headers.get("cseq")],
        [status, status === 200 ? cseq : undefined],
        cseq,
      );
    }
  });

  it("with conditions of a cache or a proxy are answered as ever, and those with unknown needs are not", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const conditions = [
      ["If-Match", '"abc"'],
      ["If-Modified-Since", "Sat, 29 Oct 1994 19:43:31 GMT"],
      ["Via", "RTSP/1.0 proxy"],
    ] as const;
    assert.equal(await client.status("DESCRIBE", "/video", conditions), 200);
    for (const name of ["Require", "Proxy-Require"]) {
      const session = [["Session", await client.setUp("/video")]] as const;
      for (const method of ["OPTIONS", "DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN"]) {
        const reply = await client.ask(method, "/video", [...session, [name, "funky-feature"]]);
        assert.deepEqual([reply.status, reply.headers.get("unsupported")], [551, "funky-feature"], method);
      }
      assert.equal(await client.status("TEARDOWN", "/video", session), 200);
    }
  });

  it("that close the connection are answered first", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const reply = await client.ask("DESCRIBE", "/video", [["Connection", "close"]]);
    assert.equal(reply.status, 200);
    await client.closed;
    const other = await bench.client();
    assert.equal(await other.status("OPTIONS", "*", [["Connection", "close"]]), 200);
    await other.closed;
  });

  it("that come all at once are answered in their order", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const line = (method: string, n: number): string =>
      `${method} ${client.base}/video RTSP/1.0\r\nCSeq: ${n}\r\nAuthorization: Basic good\r\n\r\n`;
    client.socket.write([1, 2, 3, 4, 5].map((n) => line(n % 2 === 0 ? "OPTIONS" : "DESCRIBE", n)).join(""));
    for (let n = 1; n <= 5; n++) assert.equal((await client.reply()).headers.get("cseq"), String(n));
  });

  it("for what is played to others are refused with the methods that there are", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    for (const [method, status, name] of [
      ["ANNOUNCE", 405, "allow"],
      ["RECORD", 405, "allow"],
      ["REDIRECT", 405, "allow"],
      ["play", 501, "public"],
    ] as const) {
      const reply = await client.ask(method, "/video", [], method === "ANNOUNCE" ? "v=0\r\n" : undefined);
      assert.equal(reply.status, status);
      assert.match(reply.headers.get(name) ?? "", /^OPTIONS, DESCRIBE, SETUP, PLAY, /);
    }
  });
});
