import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  formatRange,
  formatRtpInfo,
  formatSession,
  formatTransport,
  parseRange,
  parseRtpInfo,
  parseSession,
  parseTransports,
} from "./index.ts";

describe("Transport", () => {
  it("is read with all of its parameters", () => {
    const [transport] = parseTransports(
      'rtp/avp;Multicast;destination=224.2.0.1;source=10.0.0.1;append;port=3456-3457;ttl=127;layers=2;client_port=5000-5001;server_port=6000-6001;interleaved=2-3;ssrc=00aBcDeF;mode="play, Record";unknown=1',
    );
    assert.deepEqual(transport, {
      profile: "RTP/AVP",
      lower: "UDP",
      delivery: "multicast",
      destination: "224.2.0.1",
      source: "10.0.0.1",
      append: true,
      port: [3456, 3457],
      ttl: 127,
      layers: 2,
      clientPort: [5000, 5001],
      serverPort: [6000, 6001],
      interleaved: [2, 3],
      ssrc: 0xabcdef,
      mode: ["PLAY", "RECORD"],
    });
    assert.deepEqual(parseTransports(formatTransport(transport!)), [transport]);
  });

  it("has alternatives in the client's order", () => {
    const all = parseTransports(
      'RTP/AVP;unicast;client_port=7000;mode="PLAY,RECORD", RTP/AVP/TCP;unicast;interleaved=0-1,RTP/SAVP/UDP',
    );
    assert.deepEqual(
      all.map(({ profile, lower, delivery }) => [profile, lower, delivery]),
      [
        ["RTP/AVP", "UDP", "unicast"],
        ["RTP/AVP", "TCP", "unicast"],
        ["RTP/SAVP", "UDP", undefined],
      ],
    );
    assert.deepEqual(all[0]?.clientPort, [7000, 7001]);
  });

  it("is read where an alternative before or behind is none that is known", () => {
    for (const odd of ["RTP/AVP/DCCP;unicast", "TCP", "RTP/AVP;client_port=70000-70001"]) {
      const known = "RTP/AVP/TCP;unicast;interleaved=0-1";
      assert.deepEqual(parseTransports(`${odd},${known}`), parseTransports(known));
      assert.deepEqual(parseTransports(`${known}, ${odd}`), parseTransports(known));
    }
  });

  for (const [bad, words] of [
    ["", /empty/],
    [" , ", /empty/],
    ["TCP;unicast", /protocol/],
    ["RTP/AVP;client_port=70000-70001", /client_port .* up to 65535/],
    ["RTP/AVP;client_port=65535", /client_port/],
    ["RTP/AVP;client_port=-1", /client_port/],
    ["RTP/AVP/TCP;interleaved=255", /interleaved .* up to 255/],
    ["RTP/AVP/TCP;interleaved=a-b", /interleaved/],
    ["RTP/AVP;ttl=256", /ttl/],
    ["RTP/AVP;ssrc=123456789", /ssrc/],
  ] as const) {
    it(`is refused as ${JSON.stringify(bad)}`, () =>
      assert.throws(() => parseTransports(bad), { name: "RangeError", message: words }));
  }
});

describe("Range", () => {
  for (const [text, range] of [
    ["npt=0.000-", { unit: "npt", start: 0, end: undefined }],
    ["npt=now-", { unit: "npt", start: "now", end: undefined }],
    ["NPT = 1:02:03.5 - 4000 ;time=19970123T153600Z", { unit: "npt", start: 3723.5, end: 4000 }],
    ["npt=-20", { unit: "npt", start: undefined, end: 20 }],
    ["clock=19961108T142300Z-", { unit: "clock", text: "19961108T142300Z-" }],
    ["smpte-25=10:07:00-", { unit: "smpte", text: "10:07:00-" }],
  ] as const) {
    it(`is read from ${text}`, () => {
      assert.deepEqual(parseRange(text), range);
      assert.deepEqual(parseRange(formatRange(range)), range);
    });
  }
  for (const bad of [
    "",
    "npt",
    "npt=",
    "npt=-",
    "npt=a-b",
    "npt=1:2",
    "npt=1:99:00-",
    "bytes=0-",
    "npt=--1",
    "npt=1.2.3-",
  ]) {
    it(`is refused as ${JSON.stringify(bad)}`, () => assert.throws(() => parseRange(bad), RangeError));
  }
});

describe("Session and RTP-Info", () => {
  it("read what they write", () => {
    for (const session of [{ id: "aZ09-_.+$" }, { id: "1", timeout: 60 }])
      assert.deepEqual(parseSession(formatSession(session)), session);
    const tracks = [
      { url: "rtsp://h/a?b=1,2;c/trackID=1", sequence: 65535, timestamp: 4294967295 },
      { url: "rtsp://h/a/trackID=2", sequence: undefined, timestamp: 0 },
    ];
    assert.deepEqual(parseRtpInfo(formatRtpInfo(tracks)), tracks);
  });

  it("refuse what is out of range", () => {
    for (const bad of ["", "a b", "a;timeout=x", "é", "x".repeat(257)])
      assert.throws(() => parseSession(bad), RangeError, bad);
    for (const bad of ["seq=1", "url=a;seq=65536", "url=a;rtptime=4294967296", "url=a;seq=-1"]) {
      assert.throws(() => parseRtpInfo(bad), RangeError, bad);
    }
  });
});

it("headers take or refuse mutated text with a RangeError and nothing else", () => {
  const texts = [
    'RTP/AVP/TCP;unicast;interleaved=0-1;mode="PLAY",RTP/AVP;client_port=1-2',
    "npt=1:02:03.5-now",
    "a;timeout=60",
    'url="x";seq=1;rtptime=2',
  ];
  const parsers = [parseTransports, parseRange, parseSession, parseRtpInfo];
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let round = 0; round < 4000; round++) {
    const chars = [...texts[round % 4]!];
    for (let n = random(4) + 1; n > 0; n--)
      chars.splice(random(chars.length), random(2), String.fromCharCode(32 + random(96)));
    try {
      parsers[round % 4]!(chars.join(""));
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
});
