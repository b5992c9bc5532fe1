import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  codecOf,
  formatOf,
  formatSdp,
  parseSdp,
  type SdpCodec,
  type SdpMedia,
  type SdpSession,
} from "./index.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const sets = { sps: [hex("6742c01fda0140")], pps: [hex("68ce3c80")] };

const video: SdpMedia = {
  kind: "video",
  port: 2242,
  protocol: "RTP/AVP",
  formats: [formatOf({ codec: "h264", sets }, 96)],
  connection: { address: "224.2.0.1", hops: 16 },
  bandwidthKbps: 768,
  control: "trackID=1",
  frameRate: 25,
  frameSize: { width: 1280, height: 720 },
  direction: "sendonly",
};
const audio: SdpMedia = {
  kind: "audio",
  port: 0,
  protocol: "RTP/AVP",
  formats: [formatOf({ codec: "pcm_mulaw", sampleRate: 8000, channels: 1 }, 0)],
  control: "trackID=2",
};
const session: SdpSession = {
  origin: { user: "-", id: "18446744073709551615", version: "1", address: "192.168.0.9" },
  name: "Front door, 24/7",
  connection: { address: "0.0.0.0" },
  control: "*",
  range: "npt=now-",
  attributes: [{ name: "tool", value: "pinhole 0.1: it" }, { name: "loud" }],
  media: [video, audio],
};

const text = [
  "v=0",
  "o=- 18446744073709551615 1 IN IP4 192.168.0.9",
  "s=Front door, 24/7",
  "c=IN IP4 0.0.0.0",
  "t=0 0",
  "a=control:*",
  "a=range:npt=now-",
  "a=tool:pinhole 0.1: it",
  "a=loud",
  "m=video 2242 RTP/AVP 96",
  "c=IN IP4 224.2.0.1/16",
  "b=AS:768",
  "a=rtpmap:96 H264/90000",
  "a=fmtp:96 packetization-mode=1; profile-level-id=42C01F; sprop-parameter-sets=Z0LAH9oBQA==,aM48gA==",
  "a=framerate:25",
  "a=framesize:96 1280-720",
  "a=sendonly",
  "a=control:trackID=1",
  "m=audio 0 RTP/AVP 0",
  "a=rtpmap:0 PCMU/8000",
  "a=control:trackID=2",
  "",
].join("\r\n");

describe("sdp", () => {
  it("is written line by line", () => {
    assert.equal(formatSdp(session), text);
  });

  it("is read with any line ends", () => {
    const [h264, pcmu] = session.media;
    const { channels: _, ...plain } = pcmu!.formats[0]!;
    const expected = { ...session, media: [h264, { ...audio, formats: [plain] }] };
    for (const ends of ["\r\n", "\n", "\r"])
      assert.deepEqual(parseSdp(text.replaceAll("\r\n", ends)), expected);
    assert.deepEqual(formatSdp(parseSdp(text)), text);
  });

  it("is read in spite of what others write", () => {
    const odd = [
      "\ufeffv=0",
      "x=unknown",
      "junk",
      "m=audio 5004/2 RTP/AVP 8 101 x",
      "c=IN IP6 ff02::1",
      "b=TIAS:64000",
      "a=rtpmap:101 telephone-event/8000",
      "a=fmtp:101 0-15",
      "a=fmtp:8",
      "a=framerate:fast",
      "a=recvonly",
      "a= ptime : 20",
      "m=video 0 RTP/AVP",
    ].join("\n");
    assert.deepEqual(parseSdp(odd), {
      origin: { user: "-", id: "0", version: "0", address: "0.0.0.0" },
      name: "",
      media: [
        {
          kind: "audio",
          port: 5004,
          protocol: "RTP/AVP",
          formats: [
            { payloadType: 8, encoding: "PCMA", clockRate: 8000 },
            { payloadType: 101, encoding: "telephone-event", clockRate: 8000, parameters: { "0-15": "" } },
          ],
          connection: { address: "ff02::1" },
          direction: "recvonly",
          attributes: [{ name: "ptime", value: "20" }],
        },
        { kind: "video", port: 0, protocol: "RTP/AVP", formats: [] },
      ],
    });
  });

  it("lets no value make a line or a word", () => {
    const bad = "x\r\na=y";
    const media = (changes: object): SdpSession => ({ ...session, media: [{ ...video, ...changes }] });
    const cases: readonly (readonly [string, SdpSession])[] = [
      ["name", { ...session, name: bad }],
      ["name", { ...session, name: "x\ny" }],
      ["name", { ...session, name: "x\0y" }],
      ["origin.user", { ...session, origin: { ...session.origin, user: "a b" } }],
      ["origin.id", { ...session, origin: { ...session.origin, id: "-1" } }],
      ["origin.address", { ...session, origin: { ...session.origin, address: bad } }],
      ["connection.address", { ...session, connection: { address: "1.2.3.4/5" } }],
      ["hops", { ...session, connection: { address: "ff02::1", hops: 3 } }],
      ["hops", { ...session, connection: { address: "224.0.0.1", hops: 256 } }],
      ["control", { ...session, control: "a b" }],
      ["range", { ...session, range: bad }],
      ["attribute name", { ...session, attributes: [{ name: "a:b" }] }],
      ["tool", { ...session, attributes: [{ name: "tool", value: bad }] }],
      ["kind", media({ kind: "" })],
      ["port", media({ port: 65_536 })],
      ["protocol", media({ protocol: "RTP AVP" })],
      ["formats", media({ formats: [] })],
      ["payloadType", media({ formats: [{ payloadType: 128 }] })],
      ["encoding", media({ formats: [{ payloadType: 96, encoding: bad }] })],
      ["clockRate", media({ formats: [{ payloadType: 96, encoding: "X", clockRate: 0.5 }] })],
      ["config", media({ formats: [{ payloadType: 96, parameters: { config: "1;mode=2" } }] })],
      ["config", media({ formats: [{ payloadType: 96, parameters: { config: bad } }] })],
      ["parameter name", media({ formats: [{ payloadType: 96, parameters: { "a=b": "1" } }] })],
      ["bandwidthKbps", media({ bandwidthKbps: -1 })],
      ["frameRate", media({ frameRate: Number.NaN })],
      ["width", media({ frameSize: { width: 1.5, height: 2 } })],
      ["direction", media({ direction: bad })],
    ];
    for (const [name, broken] of cases)
      assert.throws(
        () => formatSdp(broken),
        (error) => error instanceof RangeError && error.message.startsWith(`sdp ${name} is `),
        name,
      );
    assert.match(formatSdp({ ...session, name: "" }), /^s=-$/m);
  });

  it("is refused with the line", () => {
    assert.throws(() => parseSdp(""), /line 1: does not begin with v=0/);
    assert.throws(
      () => parseSdp("v=0\nm=video x RTP/AVP 96"),
      /line 2: "m=video x RTP\/AVP 96" cannot be read/,
    );
    assert.throws(() => parseSdp("v=0\nm=video 65536 RTP/AVP 96"), /line 2/);
    assert.throws(() => parseSdp("v=0\n\nc=IN IP4"), /line 3: "c=IN IP4" cannot be read/);
    assert.throws(() => parseSdp("v=0\nc=IN IP4 224.0.0.1/256"), /line 2/);
    assert.throws(() => parseSdp(`v=0${"\n".repeat(1000)}`), /1001 lines, at most 1000/);
    assert.throws(() => parseSdp(`v=0${"\nm=a 0 b 0".repeat(33)}`), /33 media, at most 32/);
    assert.throws(() => parseSdp(`v=0\nm=a 0 b${" 0".repeat(65)}`), /65 formats/);
    assert.throws(() => parseSdp("v".repeat(65_537)), /65537 letters, at most 65536/);
  });

  it("keeps its time on hostile lines", () => {
    for (const value of [" ".repeat(60_000), "=".repeat(60_000), "a ".repeat(30_000), ";".repeat(60_000)])
      for (const letter of [
        "a=fmtp:96 ",
        "a=rtpmap:96 ",
        "o=",
        "s=",
        "c=IN IP4 ",
        "m=video 0 RTP/AVP 96 ",
        "b=AS:1",
      ]) {
        const start = process.hrtime.bigint();
        try {
          parseSdp(`v=0\nm=video 0 RTP/AVP 96\n${letter}${value}x`);
        } catch (error) {
          assert.ok(error instanceof RangeError);
        }
        assert.ok(process.hrtime.bigint() - start < 500_000_000n, letter);
      }
  });

  it("meets damaged text with an answer or a RangeError", () => {
    let seed = 9;
    const random = (limit: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * limit);
    };
    const letters = "\r\n =:;/,0129azIPAV-\0\u2028";
    for (let round = 0; round < 4000; round += 1) {
      let damaged = text.slice(0, random(3) === 0 ? random(text.length) : undefined);
      for (let n = random(6); n >= 0; n -= 1) {
        const at = random(damaged.length + 1);
        damaged = damaged.slice(0, at) + letters[random(letters.length)] + damaged.slice(at + random(3));
      }
      try {
        for (const { formats } of parseSdp(damaged).media) for (const format of formats) codecOf(format);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }
  });
});

describe("codecs in the sdp", () => {
  const codecs: readonly (readonly [SdpCodec, string])[] = [
    [{ codec: "h264", sets }, "H264/90000"],
    [{ codec: "h264" }, "H264/90000"],
    [{ codec: "mpeg4", config: hex("000001b003000001b509") }, "MP4V-ES/90000"],
    [{ codec: "mpeg4" }, "MP4V-ES/90000"],
    [{ codec: "mjpeg" }, "JPEG/90000"],
    [{ codec: "aac", sampleRate: 16_000, channels: 1 }, "mpeg4-generic/16000"],
    [{ codec: "aac", sampleRate: 44_100, channels: 2 }, "mpeg4-generic/44100/2"],
    [{ codec: "pcm_alaw", sampleRate: 8000, channels: 1 }, "PCMA/8000"],
    [{ codec: "pcm_mulaw", sampleRate: 8000, channels: 1 }, "PCMU/8000"],
    [{ codec: "pcm_s16be", sampleRate: 16_000, channels: 2 }, "L16/16000/2"],
    [{ codec: "adpcm_g726", bitsPerSample: 2 }, "G726-16/8000"],
    [{ codec: "adpcm_g726", bitsPerSample: 4 }, "G726-32/8000"],
  ];

  it("come back from the text", () => {
    for (const [codec, map] of codecs) {
      const written = formatSdp({ ...session, media: [{ ...audio, formats: [formatOf(codec, 97)] }] });
      assert.ok(written.includes(`a=rtpmap:97 ${map}\r\n`), map);
      assert.deepEqual(codecOf(parseSdp(written).media[0]!.formats[0]!), codec);
    }
  });

  it("say what a decoder needs", () => {
    assert.deepEqual(formatOf({ codec: "aac", sampleRate: 16_000, channels: 1 }, 97).parameters, {
      streamtype: "5",
      "profile-level-id": "1",
      mode: "AAC-hbr",
      config: "1408",
      sizeLength: "13",
      indexLength: "3",
      indexDeltaLength: "3",
    });
    const mpeg4 = formatOf({ codec: "mpeg4", config: hex("000001b003000001b509") }, 97);
    assert.deepEqual(mpeg4.parameters, { "profile-level-id": "3", config: "000001B003000001B509" });
  });

  it("are unknown or refused where nothing can read them", () => {
    assert.equal(codecOf({ payloadType: 96, encoding: "VP8" }), undefined);
    assert.equal(codecOf({ payloadType: 96 }), undefined);
    assert.equal(
      codecOf({
        payloadType: 96,
        encoding: "MPEG4-GENERIC",
        parameters: { mode: "AAC-lbr", config: "1408" },
      }),
      undefined,
    );
    assert.throws(
      () => codecOf({ payloadType: 96, encoding: "MP4V-ES", parameters: { config: "0x1" } }),
      /no hexadecimal/,
    );
    assert.throws(
      () => codecOf({ payloadType: 96, encoding: "H264", parameters: { "sprop-parameter-sets": "*" } }),
      /parameter set 1 is no base64/,
    );
  });
});
