import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { joinAnnexB, splitAnnexB } from "@pinhole/kit/formats/h264";
import { needs } from "../../../../../test/peers.ts";
import { type Folder, openFolder } from "../fixtures/clips.ts";
import { taker } from "../fixtures/taker.ts";
import { watch } from "../fixtures/watch.ts";
import type { Pictures } from "../source.ts";
import { Unspoken } from "../unspoken.ts";
import { clip, denied, isSet, login, only, own } from "./fixtures/reader.ts";
import { type Manner, openServer, video } from "./fixtures/server.ts";

describe("what our own reader does not play", { skip: needs("ffmpeg"), concurrency: 4 }, () => {
  let folder: Folder;
  let pictures: readonly Uint8Array<ArrayBuffer>[] = [];
  let sets = "";

  before(() => {
    folder = openFolder();
    pictures = clip(folder);
    const found = splitAnnexB(pictures[0] as Uint8Array).filter(isSet);
    sets = found.map((set) => Buffer.from(set).toString("base64")).join(",");
  });
  after(() => folder[Symbol.dispose]());

  const fallsBack: readonly (readonly [words: string, manner: Manner])[] = [
    ["motion JPEG", { description: () => ["m=video 0 RTP/AVP 26", "a=control:1"] }],
    [
      "sound of a codec of its own",
      { description: () => ["m=audio 0 RTP/AVP 97", "a=rtpmap:97 opus/48000/2", "a=control:2", ...video] },
    ],
    ["no video", { description: () => ["m=audio 0 RTP/AVP 8", "a=control:1"] }],
    ["a description that is none", { answer: only("DESCRIBE", () => ({ status: 200, body: "<html>" })) }],
    ["an answer that nobody knows", { answer: only("SETUP", () => ({ status: 451 })) }],
    ["UDP alone", { answer: only("SETUP", () => ({ status: 461 })) }],
    [
      "pictures whose slices each pretend to be the last",
      {
        units: (picture) => {
          const nalus = splitAnnexB(picture).filter((nalu) => !isSet(nalu));
          return [...nalus, ...nalus].map((nalu) => joinAnnexB([nalu]));
        },
        description: () => [...video.slice(0, 2), `a=fmtp:96 sprop-parameter-sets=${sets}`],
      },
    ],
    ["nothing but garbage", { packets: () => [new Uint8Array(100_000).fill(0x55)] }],
  ];
  for (const [words, manner] of fallsBack)
    it(`leaves ${words} to FFmpeg`, async () => {
      await using server = await openServer(pictures, manner);
      await using source = watch(own, server.url, taker().change);
      const left = (error: unknown): boolean => error instanceof Unspoken || error instanceof RangeError;
      await assert.rejects(source.failure(20_000), left);
    });

  for (const [words, manner, code] of [
    ["refuses the login", { answer: () => denied('Basic realm="x"') }, "source-refused"],
    ["knows no such stream", { answer: only("DESCRIBE", () => ({ status: 404 })) }, "source-missing"],
    ["has no room", { answer: only("SETUP", () => ({ status: 453 })) }, "source-busy"],
    ["ends the stream", { most: 5 }, "source-ended"],
  ] as const)
    it(`says so when a server ${words}`, async () => {
      await using server = await openServer(pictures, manner);
      await using source = watch(own, login("anna:secret")(server.url), taker().change);
      const error = await source.failure(20_000);
      assert.equal(error?.code, code);
      assert.ok(!`${error?.message} ${error?.at}`.includes("secret"));
      assert.ok(server.requests.length <= 8, `${server.requests.length} requests`);
    });

  it("never crashes or hangs, whatever comes", async () => {
    let seed = 2326;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    const damaged = (bytes: Uint8Array): Uint8Array => {
      const all = [...bytes];
      const kind = next(4);
      const at = next(all.length + 1);
      if (kind === 0) all[at] = next(256);
      else if (kind === 1) all.splice(at, 1 + next(30));
      else if (kind === 2) all.splice(at, 0, ...all.slice(at, at + 1 + next(60)));
      else if (next(8) === 0) all.length = at;
      return Uint8Array.from(all);
    };
    const outcomes = { played: 0, failed: 0 };
    const round = async (): Promise<void> => {
      await using server = await openServer(pictures, {
        words: (bytes) => (next(40) === 0 ? damaged(bytes) : bytes),
        packets: (batch) => batch.map((part) => (next(3) === 0 ? damaged(part) : part)),
        most: 12,
      });
      const { change } = taker(() => (["none", "all", "few", "keys"] as const)[next(4)] as Pictures);
      await using source = watch(own, server.url, change);
      try {
        await source.failure(20_000);
        outcomes.played += 1;
      } catch (error) {
        const isOwn = error instanceof Unspoken || error instanceof RangeError;
        assert.ok(isOwn, `${error}`);
        outcomes.failed += 1;
      }
    };
    for (let group = 0; group < 2; group += 1) await Promise.all(Array.from({ length: 40 }, round));
    assert.ok(outcomes.played > 30, JSON.stringify(outcomes));
  });
});
