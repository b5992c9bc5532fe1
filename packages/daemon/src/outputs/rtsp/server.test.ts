import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeReceiverReport, parseRtcp } from "@pinhole/kit/formats/rtcp";
import { parseRtp } from "@pinhole/kit/formats/rtp";
import { parseRtpInfo, parseTransports } from "@pinhole/kit/formats/rtsp";
import { parseSdp } from "@pinhole/kit/formats/sdp";
import { CameraError } from "@pinhole/kit/model";
import { openBench } from "./fixture.ts";

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const tcp = [["Transport", "RTP/AVP/TCP;unicast;interleaved=0-1"]] as const;

describe("a session over the connection", () => {
  it("goes from OPTIONS to TEARDOWN", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    client.auth = "";
    const options = await client.ask("OPTIONS", "/video");
    assert.equal(options.status, 200);
    assert.match(
      options.headers.get("public") ?? "",
      /^OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN$/,
    );
    const refused = await client.ask("DESCRIBE", "/video");
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get("www-authenticate"), 'Basic realm="a", Digest realm="a", nonce="b"');
    client.auth = "Basic good";
    const described = await client.ask("DESCRIBE", "/both", [["Accept", "application/sdp"]]);
    assert.equal(described.headers.get("content-base"), `${client.base}/both/`);
    assert.equal(described.headers.get("content-type"), "application/sdp");
    const sdp = parseSdp(text(described.body));
    assert.deepEqual(
      sdp.media.map(({ kind, control, formats }) => [kind, control, formats[0]?.encoding]),
      [
        ["video", "trackID=1", "H264"],
        ["audio", "trackID=2", "PCMU"],
      ],
    );
    assert.match(sdp.media[0]?.formats[0]?.parameters?.["sprop-parameter-sets"] ?? "", /^Z0LA.*,aM48gA==$/);

    const first = await client.ask("SETUP", `${client.base}/both/trackID=1`, [
      ["Transport", "RTP/AVP/TCP;unicast;interleaved=4-5"],
    ]);
    assert.match(first.headers.get("session") ?? "", /^[0-9a-f]{32};timeout=60$/);
    const session = first.headers.get("session")!.split(";")[0]!;
    const [transport] = parseTransports(first.headers.get("transport") ?? "");
    assert.deepEqual(transport?.interleaved, [4, 5]);
    await client.setUp("/both/trackID=2", "6-7", session);
    const playing = await client.ask("PLAY", "/both/", [
      ["Session", session],
      ["Range", "npt=0.000-"],
    ]);
    assert.equal(playing.status, 200);
    assert.equal(playing.headers.get("range"), "npt=0.000-");
    const starts = parseRtpInfo(playing.headers.get("rtp-info") ?? "");
    assert.deepEqual(
      starts.map(({ url }) => url),
      [`${client.base}/both/trackID=1`, `${client.base}/both/trackID=2`],
    );

    await client.framed(4);
    const sent = client.frames.find(({ channel }) => channel === 4)!;
    const packet = parseRtp(sent.payload);
    assert.equal(packet.ssrc, transport?.ssrc);
    assert.equal(packet.sequence, starts[0]?.sequence);
    assert.equal(packet.payloadType, 96);
    const ahead = (packet.timestamp - starts[0]!.timestamp!) >>> 0;
    assert.ok(ahead < 90_000, `the first picture is ${ahead} ticks after the beginning`);
    const report = client.frames.find(({ channel }) => channel === 5)!;
    const [sender] = parseRtcp(report.payload);
    assert.ok(sender?.kind === "sender-report");
    assert.equal(sender.ssrc, packet.ssrc);
    assert.equal(sender.rtpTimestamp, packet.timestamp);
    assert.ok(Math.abs(sender.ntp - Date.now() / 1000) < 10);

    assert.equal(await client.status("PAUSE", "/both", [["Session", session]]), 200);
    assert.equal(bench.fed.stream.readers.size, 0);
    assert.equal(await client.status("PLAY", "/both", [["Session", session]]), 200);
    assert.equal(await client.status("TEARDOWN", "/both", [["Session", session]]), 200);
    assert.equal(bench.fed.stream.readers.size + bench.sound.stream.readers.size, 0);
    assert.equal(await client.status("TEARDOWN", "/both", [["Session", session]]), 454);
    assert.equal(bench.server.viewers().length, 0);
  });

  it("sends the same RTP to viewers on other channels, each from a key frame on", async () => {
    await using bench = await openBench({ answers: false });
    const [one, two] = [await bench.client(), await bench.client()];
    const sessions = [await one.setUp("/video", "0-1"), await two.setUp("/video", "8-9")];
    await one.ask("PLAY", "/video", [["Session", sessions[0]!]]);
    bench.fed.send(false);
    assert.equal(one.frames.length, 0);
    bench.fed.send(true);
    bench.fed.send(false);
    await two.ask("PLAY", "/video", [["Session", sessions[1]!]]);
    bench.fed.send(false);
    bench.fed.send(true);
    await two.framed(4);
    await one.framed(13);
    const rtp = (client: typeof one, channel: number) =>
      client.frames.filter((frame) => frame.channel === channel).map(({ payload }) => payload);
    assert.ok(
      one.frames.every(({ channel }) => channel < 2) && two.frames.every(({ channel }) => channel > 7),
    );
    assert.deepEqual(rtp(two, 8), rtp(one, 0).slice(-rtp(two, 8).length));
    const sequences = rtp(one, 0).map((payload) => parseRtp(payload).sequence);
    for (const [n, sequence] of sequences.entries())
      if (n > 0) assert.equal(sequence, (sequences[n - 1]! + 1) & 0xffff);
  });

  it("plays, pauses and tears down single tracks", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const session = await client.setUp("/both/trackID=1");
    await client.setUp("/both/trackID=2", "2-3", session);
    const header = [["Session", session]] as const;
    const reply = await client.ask("PLAY", "/both/trackID=2", header);
    assert.equal(parseRtpInfo(reply.headers.get("rtp-info") ?? "").length, 1);
    assert.deepEqual([bench.fed.stream.readers.size, bench.sound.stream.readers.size], [0, 1]);
    await client.ask("PLAY", "/both", header);
    assert.deepEqual([bench.fed.stream.readers.size, bench.sound.stream.readers.size], [1, 1]);
    await client.ask("PAUSE", "/both/trackID=2", header);
    assert.deepEqual([bench.fed.stream.readers.size, bench.sound.stream.readers.size], [1, 0]);
    assert.equal(await client.status("TEARDOWN", "/both/trackID=2", header), 200);
    assert.equal(await client.status("PLAY", "/both/trackID=2", header), 455);
    assert.equal(await client.status("TEARDOWN", "/both", header), 200);
    assert.equal(await client.status("PLAY", "/both", header), 454);
  });

  it("says BYE and closes when the stream ends or the server stops", async () => {
    for (const stop of [false, true]) {
      await using bench = await openBench();
      const client = await bench.client();
      await client.ask("PLAY", "/video", [["Session", await client.setUp("/video")]]);
      await client.framed(2);
      if (stop) await bench.server[Symbol.asyncDispose]();
      else bench.fed.stream.end();
      await client.closed;
      const last = client.frames.at(-1)!;
      assert.equal(last.channel, 1);
      assert.ok(parseRtcp(last.payload).some(({ kind }) => kind === "bye"));
    }
  });

  it("reads receiver reports and ignores what else comes interleaved", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    client.socket.write("$\x09\x00\x02ab");
    const session = await client.setUp("/video");
    await client.ask("PLAY", "/video", [["Session", session]]);
    await client.framed(2);
    const { ssrc } = parseRtp(client.frames.find(({ channel }) => channel === 0)!.payload);
    const about = {
      ssrc,
      fractionLost: 0.1,
      lost: 12,
      highestSequence: 1,
      jitter: 0,
      lastReport: 0,
      delay: 0,
    };
    const report = encodeReceiverReport(1, [about], "a");
    for (const bytes of [Buffer.from("abc"), report]) {
      client.socket.write(Buffer.from([0x24, 1, 0, bytes.length]));
      client.socket.write(bytes);
    }
    assert.equal(await client.status("GET_PARAMETER", "/video", [["Session", session]]), 200);
    assert.deepEqual(
      bench.server.viewers().map(({ path, playing, lost, transports }) => [path, playing, lost, transports]),
      [["/video", true, 12, ["tcp"]]],
    );
  });
});

describe("errors", () => {
  const cases: readonly [
    method: string,
    path: string,
    status: number,
    headers?: readonly (readonly [string, string])[],
    body?: string,
  ][] = [
    ["DESCRIBE", "/nowhere", 404],
    ["DESCRIBE", "/none", 404],
    ["DESCRIBE", "/off", 403],
    ["DESCRIBE", "/video", 406, [["Accept", "text/plain"]]],
    ["DESCRIBE", "/%ff", 400],
    ["DESCRIBE", "http://a/video", 400],
    ["DESCRIBE", "/video", 551, [["Require", "onvif-replay"]]],
    ["ANNOUNCE", "/video", 405],
    ["RECORD", "/video", 405],
    ["REDIRECT", "/video", 405],
    ["BREW", "/video", 501],
    ["options", "/video", 501],
    ["SETUP", "/video/trackID=2", 404, tcp],
    ["SETUP", "/both", 459, tcp],
    ["SETUP", "/nowhere/trackID=1", 404, tcp],
    ["SETUP", "/video", 400],
    ["SETUP", "/video", 400, [["Transport", "RTP/AVP;client_port=99999"]]],
    ["SETUP", "/video", 461, [["Transport", "RTP/SAVP;unicast;client_port=5000-5001"]]],
    ["SETUP", "/video", 461, [["Transport", "RTP/AVP;unicast"]]],
    ["SETUP", "/video", 461, [["Transport", "RTP/AVP;unicast;client_port=0-1"]]],
    ["SETUP", "/video", 461, [["Transport", "RTP/AVP;multicast"]]],
    ["SETUP", "/video", 461, [["Transport", 'RTP/AVP/TCP;interleaved=0-1;mode="RECORD"']]],
    ["SETUP", "/video", 454, [...tcp, ["Session", "0123"]]],
    ["PLAY", "/video", 454],
    ["PLAY", "/video", 454, [["Session", "0".repeat(32)]]],
    ["PLAY", "/video", 454, [["Session", "a b"]]],
    ["PAUSE", "/video", 454],
    ["TEARDOWN", "/video", 454],
    ["OPTIONS", "*", 454, [["Session", "guess"]]],
    ["GET_PARAMETER", "/video", 451, [], "volume\r\n"],
    ["SET_PARAMETER", "/video", 451, [], "volume: 1\r\n"],
    ["SET_PARAMETER", "/video", 200],
    ["GET_PARAMETER", "*", 200],
  ];
  for (const [method, path, status, headers = [], body] of cases) {
    it(`answers ${status} to ${method} ${path} ${headers.map(([name, value]) => `${name}: ${value}`).join(" ")}`, async () => {
      await using bench = await openBench();
      const client = await bench.client();
      const reply = await client.ask(method, path, headers, body);
      assert.equal(reply.status, status);
      assert.equal(reply.headers.get("cseq"), "1");
      if (status === 405) assert.match(reply.headers.get("allow") ?? "", /DESCRIBE/);
      if (status === 551) assert.equal(reply.headers.get("unsupported"), "onvif-replay");
      if (status !== 200) assert.match(text(reply.body), /\S+ \S+.*\r\n$/);
      assert.equal(await client.status("OPTIONS", "*"), 200);
      assert.equal(bench.server.viewers().length, 0);
    });
  }

  it("keep to the states of a session", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    const session = await client.setUp("/video");
    const header = [["Session", session]] as const;
    assert.equal(await client.status("PAUSE", "/video", header), 200);
    assert.equal(
      await client.status("SETUP", "/video", [...header, ["Transport", "RTP/AVP/TCP;interleaved=2-3"]]),
      200,
    );
    assert.equal(await client.status("SETUP", "/both/trackID=1", [...header, ...tcp]), 459);
    assert.equal(await client.status("PLAY", "/video/trackID=2", header), 455);
    for (const range of ["npt=100-", "clock=19961108T142300Z-", "smpte=0:10:20-", "bytes=0-", "npt=-5"]) {
      assert.equal(await client.status("PLAY", "/video", [...header, ["Range", range]]), 457, range);
    }
    for (const range of ["npt=now-", "npt=0-", "npt=0.000-10.000"])
      assert.equal(await client.status("PLAY", "/video", [...header, ["Range", range]]), 200, range);
    assert.equal(await client.status("SETUP", "/video", [...header, ...tcp]), 455);
    const again = await client.ask("PLAY", "/video", header);
    assert.deepEqual([again.status, again.headers.get("rtp-info")], [200, undefined]);
    assert.equal(bench.fed.stream.readers.size, 1);
    await client.framed(2);
    assert.ok(client.frames.every(({ channel }) => channel === 2 || channel === 3));
  });

  it("answer 503 when no picture comes", async () => {
    await using bench = await openBench({ answers: false, limits: { describeSeconds: 0.05 } });
    const reply = await (await bench.client()).ask("DESCRIBE", "/video");
    assert.deepEqual([reply.status, reply.headers.get("retry-after")], [503, "5"]);
    assert.equal(bench.fed.stream.readers.size, 0);
  });

  it("answer 505 to other versions, and 400 without CSeq", async () => {
    await using bench = await openBench();
    const client = await bench.client();
    client.socket.write(
      "OPTIONS * RTSP/2.0\r\nCSeq: 1\r\n\r\nOPTIONS * RTSP/1.0\r\n\r\nOPTIONS * RTSP/1.0\r\nCSeq: x\r\n\r\n",
    );
    assert.deepEqual(
      [(await client.reply()).status, (await client.reply()).status, (await client.reply()).status],
      [505, 400, 400],
    );
    client.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert.equal((await client.reply()).status, 400);
    await client.closed;
  });

  it("refuse logins in the words of the login", async () => {
    await using bench = await openBench({
      authorize: () => ({ ok: false, status: 429, challenges: [], retryAfter: 60 }),
    });
    const reply = await (await bench.client()).ask("DESCRIBE", "/video");
    assert.deepEqual([reply.status, reply.headers.get("retry-after")], [429, "60"]);
  });

  it("answer 500 and go on when the camera itself fails", async () => {
    await using bench = await openBench({ media: () => assert.fail("no luck") });
    const client = await bench.client();
    assert.equal(await client.status("DESCRIBE", "/video"), 500);
    assert.equal(await client.status("OPTIONS", "*"), 200);
    assert.match(bench.log[0] ?? "", /an RTSP request failed: no luck/);
  });
});

it("openRtsp says what is wrong with the port", async () => {
  await using bench = await openBench();
  const { port } = bench.server.address;
  const again = openBench({ listen: { host: "127.0.0.1", port } });
  await assert.rejects(again, (error) => error instanceof CameraError && error.code === "port-busy");
  const nowhere = openBench({ listen: { host: "192.0.2.77", port: 0 } });
  await assert.rejects(nowhere, (error) => error instanceof CameraError && error.code === "address-missing");
});

it("openRtsp stops with its signal", async () => {
  const stop = new AbortController();
  await using bench = await openBench({ signal: stop.signal });
  const client = await bench.client();
  await client.ask("PLAY", "/video", [["Session", await client.setUp("/video")]]);
  stop.abort();
  await client.closed;
  assert.equal(bench.fed.stream.readers.size, 0);
  await assert.rejects(openBench({ signal: stop.signal }), { name: "AbortError" });
});

it("describe gives the description that DESCRIBE gives", async () => {
  await using bench = await openBench();
  const video = { stream: bench.fed.stream, codec: "h264", frameRate: 25, width: 640, height: 360 } as const;
  const sdp = await bench.server.describe({ video }, "127.0.0.1");
  const asked = await (await bench.client()).ask("DESCRIBE", "/video");
  const withoutTime = (words: string | undefined) => words?.replace(/^o=.*$/m, "");
  assert.equal(withoutTime(sdp), withoutTime(text(asked.body)));
});
