import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  aacConfig,
  aacSound,
  avcConfig,
  avcPicture,
  decodeMedia,
  encodeFlvHeader,
  encodeTag,
  type FlvContent,
  FlvDecoder,
  type FlvTag,
} from "@pinhole/kit/formats/flv";
import { encodeAvcConfig } from "@pinhole/kit/formats/h264";
import { steer } from "./live-edge.ts";
import { openFilm } from "./recording.ts";
import { type Fragment, type Opening, openRemuxer, type Piece } from "./remux.ts";
import { playH264, type Surroundings } from "./stream.ts";

// As x264 writes them for 1280x720 at 25 pictures a second.
const sps = Buffer.from("6742c01fda014016ec05a810100a000003000200000300651e306540", "hex");
const pps = Buffer.from("68ce06f2", "hex");
const setup = (level = 0x1f): FlvContent =>
  avcConfig(encodeAvcConfig({ sps: [Uint8Array.from(sps).with(3, level)], pps: [pps] }));
const picture = (n: number, key = false): FlvContent =>
  avcPicture([Uint8Array.of(key ? 0x65 : 0x41, n)], key);
const sound = aacConfig(Uint8Array.of(0x14, 0x08));
const packet = aacSound(Uint8Array.of(0x21, 0x22, 0x23));

const stream = (...tags: readonly (readonly [FlvContent, ms: number])[]): Uint8Array<ArrayBuffer> => {
  const parts = [encodeFlvHeader({ audio: true }), ...tags.map(([content, ms]) => encodeTag(content, ms))];
  return Uint8Array.from(Buffer.concat(parts));
};
const tagsOf = (bytes: Uint8Array): FlvTag[] => new FlvDecoder().push(bytes);
const remuxed = (bytes: Uint8Array, withSound = true): Piece[] => {
  const remux = openRemuxer({ sound: withSound });
  return tagsOf(bytes).flatMap((tag) => [...remux(tag)]);
};
const fragments = (pieces: readonly Piece[]): Fragment[] =>
  pieces.filter((piece) => piece.kind === "fragment");
const film = stream(
  [setup(), 0],
  [sound, 0],
  [picture(0, true), 1000],
  [packet, 1014],
  [picture(1), 1040],
  [packet, 1077],
  [picture(2), 1090],
  [packet, 1142],
);

describe("remuxing", () => {
  it("opens with the codecs that the stream names, and makes each picture a fragment from 0 on", () => {
    const [opening, ...rest] = remuxed(film) as [Opening, ...Fragment[]];
    assert.equal(opening.type, 'video/mp4; codecs="avc1.42c01f, mp4a.40.2"');
    assert.deepEqual(
      opening.tracks.map((track) =>
        track.kind === "video" ? [track.width, track.height] : track.sampleRate,
      ),
      [[1280, 720], 16_000],
    );
    const told = rest.map(({ track, time, duration, key }) => [track, time, duration, key]);
    assert.deepEqual(told, [
      [0, 0, 3600, true],
      [1, 224, 1024, true],
      [0, 3600, 3600, false],
      [1, 1248, 1024, true],
      [0, 8100, 4500, false],
      [1, 2272, 1024, true],
    ]);
    const media = decodeMedia(tagsOf(film).at(-2)!).data;
    const last = rest[4]!;
    assert.deepEqual(last.bytes.subarray(last.at, last.at + last.size), media);
  });

  it("leaves the sound out where nobody hears it, and what comes before a key picture", () => {
    const pieces = remuxed(
      stream([setup(), 0], [sound, 0], [picture(9), 0], [packet, 0], [picture(0, true), 40]),
      false,
    );
    assert.equal((pieces[0] as Opening).type, 'video/mp4; codecs="avc1.42c01f"');
    assert.deepEqual(
      fragments(pieces).map(({ track, time }) => [track, time]),
      [[0, 0]],
    );
  });

  it("opens anew where the encoder changes, and only there", () => {
    const pieces = remuxed(
      stream(
        [setup(), 0],
        [picture(0, true), 0],
        [setup(), 40],
        [picture(1, true), 40],
        [setup(0x28), 80],
        [picture(2), 80],
        [picture(3, true), 120],
      ),
    );
    assert.deepEqual(
      pieces.map(({ kind }) => kind),
      ["opening", "fragment", "fragment", "opening", "fragment"],
    );
    assert.match((pieces[3] as Opening).type, /avc1\.42c028/);
  });

  it("never goes back in time, whatever the stream says", () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1;
      return seed % below;
    };
    const tags = Array.from(
      { length: 400 },
      (_, n) => [random(3) === 0 ? packet : picture(n, random(9) === 0), random(4000)] as const,
    );
    const times = [-1, -1];
    for (const { track, time } of fragments(remuxed(stream([setup(), 0], [sound, 0], ...tags)))) {
      assert.ok(time > times[track]!, `${time} after ${times[track]} in track ${track}`);
      times[track] = time;
    }
    assert.ok(times[0]! > 0 && times[1]! > 0);
  });

  it("refuses mutated streams with a RangeError or takes them, and does nothing else", () => {
    let refused = 0;
    for (let round = 0; round < 2000; round += 1) {
      const bytes = Uint8Array.from(film);
      for (let n = 0; n <= round % 3; n += 1)
        bytes[(round * 7919 + n * 104_729) % bytes.length] = (round * 31 + n * 17) & 0xff;
      try {
        remuxed(bytes);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
        refused += 1;
      }
    }
    assert.ok(refused > 100 && refused < 2000, `${refused} refused`);
  });
});

describe("a recording", () => {
  it("is one film whose index points at every sample", async () => {
    const taken = openFilm();
    const pieces = remuxed(film);
    for (const piece of pieces) assert.ok(taken.take(piece));
    const blob = taken.finish()!;
    const bytes = Buffer.from(await blob.arrayBuffer());
    assert.equal(blob.type, "video/mp4");
    assert.equal(bytes.toString("latin1", 4, 8), "ftyp");
    const at = bytes.lastIndexOf("stco");
    const offset = bytes.readUInt32BE(at + 12);
    const first = fragments(pieces).find(({ track }) => track === 1)!;
    assert.deepEqual(
      bytes.subarray(offset, offset + first.size),
      Buffer.from(first.bytes.subarray(first.at, first.at + first.size)),
    );
  });

  it("is none where nothing came, and ends where the encoder changes", () => {
    assert.equal(openFilm().finish(), undefined);
    const taken = openFilm();
    const [opening, ...rest] = remuxed(film);
    assert.equal(taken.take(opening!), true);
    for (const piece of rest) taken.take(piece);
    assert.equal(taken.take(opening!), false);
  });
});

describe("the live edge", () => {
  it("is kept near, by speed where that is enough and by a jump where it is not", () => {
    const at = (behind: number) => steer({ at: 10 - behind, start: 2, end: 10 }, false);
    assert.deepEqual(at(0.1), { rate: 1 });
    assert.equal(at(0.3).rate, 1.25);
    assert.deepEqual(at(5), { rate: 1, jumpTo: 9.9 });
    assert.deepEqual(at(-1), { rate: 1, jumpTo: 9.9 });
    assert.deepEqual(steer({ at: 0, start: 4, end: 4.02 }, true), { rate: 1, jumpTo: 4 });
  });
});

describe("playing", () => {
  const play = async (answers: readonly (() => Response)[], take: (piece: Piece) => void = () => {}) => {
    const said: string[] = [];
    const asked: string[] = [];
    const stop = new AbortController();
    let opened = 0;
    const closed: number[] = [];
    const around: Surroundings = {
      fetch: async (path) => {
        asked.push(path);
        const answer = answers[asked.length - 1];
        if (answer !== undefined) return answer();
        stop.abort();
        throw stop.signal.reason;
      },
      screen: () => {
        opened += 1;
        return { take, close: () => void closed.push(opened) };
      },
      report: (status) => said.push(status),
      nowMs: () => 0,
      sleep: async (_ms, signal) => {
        signal.throwIfAborted();
        // The watch over a stream sleeps as long as the stream runs.
        if (signal !== stop.signal)
          await new Promise((_, reject) => signal.addEventListener("abort", reject));
      },
    };
    const playable = await playH264({ channel: 1, sound: false }, around, stop.signal);
    assert.equal(closed.length, asked.length);
    return { said, asked, playable };
  };
  const status = (code: number) => () => new Response(null, { status: code });

  it("shows what comes, and tries again when it ends", async () => {
    const { said, asked, playable } = await play([() => new Response(film), () => new Response(film)]);
    assert.deepEqual(said, ["live", "live"]);
    assert.deepEqual(asked, Array(3).fill("/stream/flv/1"));
    assert.equal(playable, true);
  });

  it("says why there is nothing, and waits", async () => {
    const { said, playable } = await play([status(406), status(503), status(500)]);
    assert.deepEqual([said, playable], [["privacy", "busy", "failed"], true]);
  });

  it("stops for a login, and gives up where the camera or the browser cannot", async () => {
    assert.deepEqual((await play([status(401)])).said, ["login"]);
    assert.equal((await play([status(404)])).playable, false);
    const broken = await play([() => new Response(film)], () => {
      throw new Error("cannot decode");
    });
    assert.equal(broken.playable, false);
  });
});
