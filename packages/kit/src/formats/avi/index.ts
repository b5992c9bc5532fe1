/** What an AVI holds: pictures of one rate, and sound as plain PCM (signed, 16 bits, little endian). */
export interface AviMedia {
  readonly codec: "MJPG" | "H264";
  readonly width: number;
  readonly height: number;
  /** Pictures in a second. */
  readonly frameRate: number;
  readonly sound?: { readonly sampleRate: number; readonly channels: number } | undefined;
}

/** One chunk of an AVI as its index lists it. */
export interface AviChunk {
  readonly kind: "picture" | "sound";
  readonly size: number;
  readonly key: boolean;
}

/** Files beyond this need the OpenDML extension. */
export const mostBytes = 1_000_000_000;

/** Bytes of everything before the first chunk. */
export function headLength(media: AviMedia): number {
  return encodeAviHead(media, { pictures: 0, samples: 0, data: 0, index: 0, largest: 0 }).length;
}

export interface AviTotals {
  readonly pictures: number;
  /** Of sound, each for all channels. */
  readonly samples: number;
  /** Bytes of all chunks, their heads included, and of the index. */
  readonly data: number;
  readonly index: number;
  readonly largest: number;
}

/** The head of an AVI; written anew over itself when the totals are known. */
export function encodeAviHead(media: AviMedia, totals: AviTotals): Uint8Array<ArrayBuffer> {
  const { width, height, frameRate, codec, sound } = media;
  const [rate, scale] = [Math.round(frameRate * 1000), 1000];
  const streams = sound ? 2 : 1;
  const perSecond = (sound?.sampleRate ?? 0) * (sound?.channels ?? 0) * 2;
  const main = chunk("avih", [
    ...[Math.round(1_000_000 / frameRate), totals.largest * Math.ceil(frameRate) + perSecond, 0, hasIndex],
    ...[totals.pictures, 0, streams, totals.largest, width, height, 0, 0, 0, 0],
  ]);
  const pictures = list("strl", [
    stream("vids", codec, { scale, rate, length: totals.pictures, largest: totals.largest, sample: 0 }, [
      width,
      height,
    ]),
    chunk("strf", [40, width, height, 1 + 24 * 65_536, fourCc(codec), width * height * 3, 0, 0, 0, 0]),
  ]);
  const heard = sound
    ? [
        list("strl", [
          stream(
            "auds",
            "\0\0\0\0",
            {
              ...{ scale: 1, rate: sound.sampleRate, length: totals.samples },
              ...{ largest: perSecond, sample: sound.channels * 2 },
            },
            [0, 0],
          ),
          chunk("strf", [
            1 + sound.channels * 65_536,
            sound.sampleRate,
            perSecond,
            sound.channels * 2 + 16 * 65_536,
          ]),
        ]),
      ]
    : [];
  const header = list("hdrl", [main, pictures, ...heard]);
  const bytes = new Uint8Array(12 + header.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, fourCc("RIFF"), true);
  view.setUint32(4, bytes.length - 8 + totals.data + totals.index, true);
  view.setUint32(8, fourCc("AVI "), true);
  bytes.set(header, 12);
  view.setUint32(bytes.length - 12, fourCc("LIST"), true);
  view.setUint32(bytes.length - 8, 4 + totals.data, true);
  view.setUint32(bytes.length - 4, fourCc("movi"), true);
  return bytes;
}

/** What the head of an AVI of ours says. Throws with what does not fit. */
export function parseAviHead(bytes: Uint8Array): AviMedia {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isHead =
    bytes.length >= 212 &&
    view.getUint32(0, true) === fourCc("RIFF") &&
    view.getUint32(24, true) === fourCc("avih");
  if (!isHead) throw new RangeError(`avi: ${bytes.length} bytes that do not begin an AVI`);
  const codec = (["MJPG", "H264"] as const).find((name) => view.getUint32(112, true) === fourCc(name));
  const [scale, rate] = [view.getUint32(128, true), view.getUint32(132, true)];
  if (codec === undefined || scale === 0 || rate === 0)
    throw new RangeError("avi at byte 112: no known codec and rate");
  const facts = {
    codec,
    width: view.getUint32(64, true),
    height: view.getUint32(68, true),
    frameRate: rate / scale,
  };
  if (view.getUint32(56, true) < 2 || bytes.length < 308) return facts;
  return { ...facts, sound: { channels: view.getUint16(298, true), sampleRate: view.getUint32(300, true) } };
}

/** A chunk with its head, at an even length. A picture without bytes repeats the one before. */
export function encodeAviChunk(kind: AviChunk["kind"], data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + data.length + (data.length % 2));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, fourCc(names[kind]), true);
  view.setUint32(4, data.length, true);
  bytes.set(data, 8);
  return bytes;
}

/** The index, to stand behind the last chunk. */
export function encodeAviIndex(chunks: readonly AviChunk[]): Uint8Array<ArrayBuffer> {
  // Places count from the word "movi".
  let at = 4;
  const rows = chunks.flatMap(({ kind, size, key }) => {
    const row = [fourCc(names[kind]), key ? 0x10 : 0, at, size];
    at += 8 + size + (size % 2);
    return row;
  });
  return chunk("idx1", rows);
}

/** The chunks of the data of an AVI that was cut off, up to the last whole one. `read` is as for films. */
export async function wholeChunks(
  from: number,
  read: (at: number, length: number) => Promise<Uint8Array>,
): Promise<readonly AviChunk[]> {
  const chunks: AviChunk[] = [];
  for (let at = from; ; ) {
    const head = await read(at, 8);
    if (head.length < 8) return chunks;
    const view = new DataView(head.buffer, head.byteOffset);
    const [name, size] = [view.getUint32(0, true), view.getUint32(4, true)];
    const kind =
      name === fourCc(names.picture) ? "picture" : name === fourCc(names.sound) ? "sound" : undefined;
    if (kind === undefined || size > mostBytes) return chunks;
    if (size > 0 && (await read(at + 8 + size - 1, 1)).length === 0) return chunks;
    chunks.push({ kind, size, key: true });
    at += 8 + size + (size % 2);
  }
}

const names = { picture: "00dc", sound: "01wb" } as const;
const hasIndex = 0x10;

interface StreamFacts {
  readonly scale: number;
  readonly rate: number;
  readonly length: number;
  readonly largest: number;
  readonly sample: number;
}

function stream(
  type: string,
  codec: string,
  { scale, rate, length, largest, sample }: StreamFacts,
  [width, height]: readonly [number, number],
): Uint8Array {
  return chunk("strh", [
    ...[fourCc(type), fourCc(codec), 0, 0, 0, scale, rate, 0, length, largest, 0xffffffff, sample],
    ...[0, width + height * 65_536],
  ]);
}

function fourCc(letters: string): number {
  return [...letters].reduce((sum, letter, n) => sum + letter.charCodeAt(0) * 256 ** n, 0);
}

function chunk(name: string, words: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + words.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [n, word] of [fourCc(name), words.length * 4, ...words].entries())
    view.setUint32(n * 4, word, true);
  return bytes;
}

function list(name: string, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = parts.reduce((sum, part) => sum + part.length, 4);
  const bytes = new Uint8Array(8 + size);
  const view = new DataView(bytes.buffer);
  for (const [n, word] of [fourCc("LIST"), size, fourCc(name)].entries()) view.setUint32(n * 4, word, true);
  let at = 12;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
