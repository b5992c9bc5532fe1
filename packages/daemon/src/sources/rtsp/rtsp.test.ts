import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { formatAuthorization, parseChallenges } from "@pinhole/kit/formats/digest";
import { joinAnnexB, naluType, naluTypes, splitAnnexB } from "@pinhole/kit/formats/h264";
import { parseRtcp } from "@pinhole/kit/formats/rtcp";
import { needs } from "../../../../../test/peers.ts";
import { type Folder, openFolder } from "../fixtures/clips.ts";
import { taker } from "../fixtures/taker.ts";
import { watch } from "../fixtures/watch.ts";
import type { Pictures } from "../source.ts";
import { clip, denied, isSet, isSlice, login, only, own, slices } from "./fixtures/reader.ts";
import { type Manner, openServer, video } from "./fixtures/server.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
const garbage = new Uint8Array(3000).map((_, n) => (n * 89 + 7) % 251);

describe("another camera over RTSP, by our own reader", { skip: needs("ffmpeg"), concurrency: 4 }, () => {
  let folder: Folder;
  let pictures: readonly Uint8Array<ArrayBuffer>[] = [];
  let original: readonly string[] = [];
  let sets: readonly Uint8Array[] = [];

  before(() => {
    folder = openFolder();
    pictures = clip(folder);
    original = pictures.flatMap(slices);
    assert.equal(original.length, 25);
    sets = splitAnnexB(pictures[0] as Uint8Array).filter(isSet);
  });
  after(() => folder[Symbol.dispose]());

  /** Every picture comes whole and in order, from a key frame on. */
  async function plays(manner: Manner, url = (text: string): string => text): Promise<readonly string[]> {
    await using server = await openServer(pictures, manner);
    const { units, change, come, videos } = taker();
    await using source = watch(own, url(server.url), change);
    await Promise.race([come(30), source.failure(20_000).then((error) => assert.fail(String(error)))]);
    await source.stop();
    const got = units.flatMap(({ data }) => slices(data));
    const first = original.indexOf(got[0] ?? "");
    assert.equal(first % 10, 0, "it begins with a key frame");
    for (const [n, hash] of got.entries())
      assert.equal(original.indexOf(hash), (first + n) % original.length, `picture ${n}`);
    for (const { key, data } of units) {
      const types = splitAnnexB(data).map(naluType);
      assert.equal(key, types.includes(naluTypes.idrSlice));
      if (key) assert.ok(types.includes(naluTypes.sps) && types.includes(naluTypes.pps));
    }
    const last = videos.at(-1);
    assert.deepEqual([last?.codec, last?.width, last?.height, last?.obstacle], ["h264", 160, 120, undefined]);
    const steps = units.slice(1).map(({ at }, n) => at - (units[n]?.at ?? 0));
    assert.ok(
      steps.slice(5).every((step) => step > 0 && step < 0.2),
      `${steps}`,
    );
    return server.asked;
  }

  const without = (name: string): Manner => ({
    words: (bytes) => bytesOf(textOf(bytes).replace(new RegExp(`^${name}:.*\r\n`, "im"), "")),
  });

  const manners: readonly (readonly [words: string, manner: Manner, url?: (text: string) => string])[] = [
    ["of good manners", {}],
    [
      "that ends lines with LF",
      {
        words: (bytes) => {
          const [head, ...body] = textOf(bytes).split("\r\n\r\n");
          return bytesOf([head?.replaceAll("\r\n", "\n"), ...body].join("\n\n"));
        },
      },
    ],
    ["that numbers no answer", without("cseq")],
    ["that names no base of its description", without("content-base")],
    [
      "with whole addresses of its tracks",
      { description: (base) => [...video.slice(0, 3), `a=control:${base}/trackID=0`] },
    ],
    [
      "with a track's address that begins with a slash",
      { description: () => [...video.slice(0, 3), "a=control:/trackID=0"] },
    ],
    ["without an address of its track", { description: () => video.slice(0, 3) }],
    [
      "with parameter sets in its description",
      {
        description: () => [
          ...video.slice(0, 2),
          `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sets.map((set) => Buffer.from(set).toString("base64")).join(",")}`,
          "a=control:trackID=0",
        ],
        units: (picture) => [joinAnnexB(splitAnnexB(picture).filter(isSlice))],
      },
    ],
    [
      "with sound that nobody wants",
      {
        description: () => ["m=audio 0 RTP/AVP 8", "a=control:trackID=1", ...video],
      },
    ],
    ["that sends on other channels than were asked for", { channel: 4 }],
    ["that sends before it says so", { early: true }],
    [
      "that does not know what a range is",
      {
        answer: ({ method, headers }) =>
          method === "PLAY" && headers.has("range") ? { status: 457 } : undefined,
      },
    ],
    [
      "with an odd session",
      {
        answer: ({ method }) =>
          method === "SETUP"
            ? {
                status: 200,
                headers: [
                  ["Transport", "RTP/AVP/TCP;interleaved=0-1"],
                  ["Session", "{a b} ; timeout = 30"],
                ],
              }
            : undefined,
      },
    ],
    [
      "that does not repeat the transport",
      {
        answer: ({ method }) =>
          method === "SETUP" ? { status: 200, headers: [["Session", "1"]] } : undefined,
      },
    ],
    ["that knows no OPTIONS", { answer: only("OPTIONS", () => ({ status: 501 })) }],
    [
      "that wants Basic",
      {
        answer: ({ headers }) =>
          headers.get("authorization") === `Basic ${btoa("us er:p:w")}`
            ? undefined
            : denied('Basic realm="x"'),
      },
      login("us%20er:p%3Aw"),
    ],
    ["that wants Digest, each time with another nonce", { answer: digest() }, login("anna:secret")],
    [
      "that asks in between",
      {
        packets: (batch, n) => [
          ...batch,
          ...(n % 5 === 0
            ? [
                bytesOf("OPTIONS * RTSP/1.0\r\nCSeq: 7\r\n\r\n"),
                bytesOf("RTSP/1.0 200 OK\r\nCSeq: 99\r\n\r\n"),
              ]
            : []),
        ],
      },
    ],
    ["that sends garbage in between", { packets: (batch, n) => (n % 4 === 1 ? [...batch, garbage] : batch) }],
    [
      "whose bytes come one by one",
      {
        packets: (batch) =>
          [Buffer.concat(batch.map((part) => part))].flatMap((all) => [
            all.subarray(0, 3),
            all.subarray(3, 5),
            all.subarray(5),
          ]),
      },
    ],
    [
      "that sends packets of other types and other channels as well",
      {
        packets: (batch) => [
          Uint8Array.of(0x24, 0, 0, 13, 0x80, 97, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9),
          Uint8Array.of(0x24, 77, 0, 1, 0),
          ...batch,
        ],
      },
    ],
    [
      "that never marks the end of a picture",
      {
        packets: (batch) => batch.map((part) => part.with(5, (part[5] as number) & 0x7f)),
      },
    ],
    [
      "that sends parameter sets apart",
      {
        units: (picture) => {
          const nalus = splitAnnexB(picture);
          const [heads, rest] = [nalus.filter(isSet), nalus.filter((nalu) => !isSet(nalu))];
          return [...heads.map((nalu) => joinAnnexB([nalu])), joinAnnexB(rest)];
        },
      },
    ],
    [
      "that pads its packets and extends their headers",
      {
        packets: (batch) =>
          batch.map((part) => {
            const extended = Buffer.concat([
              part.subarray(0, 16),
              Uint8Array.of(0xbe, 0xde, 0, 1, 1, 2, 3, 4),
              part.subarray(16),
              Uint8Array.of(0, 0, 3),
            ]);
            extended[4] = 0x80 | 0x20 | 0x10;
            extended.writeUInt16BE(extended.length - 4, 2);
            return extended;
          }),
      },
    ],
  ];
  for (const [words, manner, url] of manners)
    it(`plays a server ${words}`, async () => void (await plays(manner, url)));

  function digest(): NonNullable<Manner["answer"]> {
    let nonce = 0;
    let current = "";
    const challenge = (): string => {
      current = `n${++nonce}`;
      return `Digest realm="cam", nonce="${current}", stale=true`;
    };
    const hash = (_: string, text: string): string => createHash("md5").update(text).digest("hex");
    return ({ method, uri, headers }) => {
      const sent = headers.get("authorization");
      const used = /nonce="([^"]+)"/.exec(sent ?? "")?.[1];
      if (used === undefined || used !== current) return denied(challenge());
      const [asked] = parseChallenges(`Digest realm="cam", nonce="${used}"`);
      assert.ok(asked);
      const right = formatAuthorization(
        asked,
        { method, uri, user: "anna", password: "secret", cnonce: "x", count: 1 },
        hash,
      );
      const response = (text: string): string | undefined => /response="(\w+)"/.exec(text)?.[1];
      assert.equal(response(sent ?? ""), response(right), method);
      return undefined;
    };
  }

  it("follows to another address, and takes the login along to the same host only", async () => {
    await using there = await openServer(pictures, {});
    const sent = { answer: only("DESCRIBE", () => ({ status: 302, headers: [["Location", there.url]] })) };
    await plays(sent, login("anna:secret"));
    assert.ok(
      there.requests.every(({ headers }) => !headers.has("authorization")),
      "it was not asked for",
    );
    const elsewhere = there.url.replace("127.0.0.1", "localhost");
    await using guarded = await openServer(pictures, { answer: () => denied('Basic realm="x"') });
    await using away = await openServer(pictures, {
      answer: only("DESCRIBE", () => ({
        status: 302,
        headers: [["Location", guarded.url.replace("127.0.0.1", "localhost")]],
      })),
    });
    await using source = watch(own, login("anna:secret")(away.url));
    assert.equal((await source.failure())?.code, "source-refused");
    assert.ok(
      guarded.requests.every(({ headers }) => !headers.has("authorization")),
      elsewhere,
    );
  });

  it("decodes pictures from the moment on at which they are wanted, in the midst of others", async () => {
    await using server = await openServer(pictures, {});
    let wanted: Pictures = "none";
    const { change, come, units } = taker(() => wanted);
    await using source = watch(own, server.url, change);
    await come(14);
    assert.equal(source.shown.length, 0);
    wanted = "all";
    const next = units.length;
    const shown = await source.pictures(12);
    assert.deepEqual([shown[0]?.width, shown[0]?.height], [160, 120]);
    assert.ok(
      shown.every(({ at }) => units.some((unit) => unit.at === at)),
      "at the times of its packets",
    );
    const first = units.findIndex(({ at }) => at === shown[0]?.at);
    assert.ok(first >= next && first <= next + 1, `the first is picture ${first}, not ${next}`);
    wanted = "none";
    const { length } = units;
    await come(length + 3);
    const { length: count } = source.shown;
    await come(length + 12);
    assert.equal(source.shown.length, count);
    wanted = "few";
    await source.pictures(count + 2);
  });

  it("shows pictures where nobody takes packets", async () => {
    await using server = await openServer(pictures, {});
    await using source = watch(own, server.url);
    await source.pictures(10);
  });

  it("keeps the session alive, tells what came, and ends it", async () => {
    const regular: { readonly seconds: number; readonly call: () => void }[] = [];
    const every = (seconds: number, call: () => void): Disposable => {
      regular.push({ seconds, call });
      return { [Symbol.dispose]: () => {} };
    };
    await using server = await openServer(pictures, {});
    const { change, come, units } = taker();
    const seen = async (what: string, holds: () => boolean): Promise<void> => {
      for (let n = 0; n < 500 && !holds(); n += 1) await new Promise((later) => setTimeout(later, 10));
      assert.ok(holds(), what);
    };
    await using source = watch(own, server.url, { ...change, ...{ every } });
    await come(1);
    await seen("the session is set up", () => regular.length === 3);
    assert.deepEqual(regular.map(({ seconds }) => seconds).sort(), [1, 30, 5]);
    for (const { call } of regular) call();
    await seen("it asked again", () => server.asked.some((each) => each.startsWith("GET_PARAMETER ")));
    await seen("a report", () => server.reports.length > 0);
    const [[channel, bytes] = [0, new Uint8Array()]] = server.reports;
    const [report] = parseRtcp(bytes);
    assert.deepEqual([channel, report?.kind], [1, "receiver-report"]);
    assert.ok(units.length > 0);
    await source.stop();
    await seen("it ended the session", () => server.asked.at(-1)?.startsWith("TEARDOWN ") === true);
  });
});
