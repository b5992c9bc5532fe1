import {
  type AviChunk,
  type AviMedia,
  type AviTotals,
  encodeAviChunk,
  encodeAviHead,
  encodeAviIndex,
  headLength,
  mostBytes,
  parseAviHead,
  wholeChunks,
} from "@pinhole/kit/formats/avi";
import { draftSuffix, openDraft } from "./draft.ts";
import { type Files, fileError } from "./files.ts";
import { nothing, type Recorded } from "./recording.ts";
import { type Footage, take } from "./take.ts";

export interface AviOptions {
  readonly footage: Footage;
  readonly media: AviMedia;
  readonly path: string;
  readonly files: Files;
}

const type = "video/x-msvideo";

/** Records JPEG and PCM as AVI: every picture has its place in an even rhythm, and one that is missing repeats. */
export async function recordAvi({ footage, media, path, files }: AviOptions): Promise<Recorded> {
  const draft = openDraft(files, path);
  const chunks: AviChunk[] = [];
  let from: number | undefined;
  let pictures = 0;
  let samples = 0;
  let data = 0;
  let isFull = false;
  const add = (kind: AviChunk["kind"], bytes: Uint8Array, key: boolean): void => {
    const chunk = encodeAviChunk(kind, bytes);
    isFull ||= data + chunk.length > mostBytes;
    if (isFull) return;
    draft.append(chunk);
    chunks.push({ kind, size: bytes.length, key });
    data += chunk.length;
  };
  const fill = (until: number): void => {
    while (from !== undefined && pictures < until && !isFull) {
      add("picture", empty, false);
      pictures += 1;
    }
  };
  const { sound } = media;
  const end = await take(footage, {
    picture: (packet, pts, shown) => {
      if (!shown) return;
      if (from === undefined) {
        from = pts;
        draft.append(encodeAviHead(media, totalsOf(chunks, media)));
      }
      const place = Math.round((pts - from) * media.frameRate);
      if (place < pictures) return;
      fill(place);
      add("picture", packet.data, packet.key);
      pictures += 1;
    },
    sound: (packet, pts) => {
      if (from === undefined || !sound) return;
      const place = Math.round((pts - from) * sound.sampleRate);
      const count = packet.data.length / (2 * sound.channels);
      // Sound is laid at its time: silence where some is missing, nothing twice.
      const silence = Math.min(place - samples, sound.sampleRate);
      if (place + count <= samples) return;
      if (silence > sound.sampleRate * 0.02) {
        add("sound", new Uint8Array(silence * 2 * sound.channels), true);
        samples += silence;
      }
      add("sound", swapped(packet.data), true);
      samples += count;
    },
  });
  if (from === undefined) {
    await draft.abandon();
    return nothing;
  }
  fill(Math.round((end - from) * media.frameRate));
  draft.append(encodeAviIndex(chunks));
  if (!draft.failure) draft.patch(0, encodeAviHead(media, totalsOf(chunks, media)));
  await draft.settle();
  const trouble =
    draft.failure?.message ?? (isFull ? "the clip is too long for AVI and is cut off" : undefined);
  try {
    if (draft.failure) {
      await draft.release();
      return { ...(await mendAvi(files, { path, at: from })), trouble };
    }
    await draft.complete();
    return { files: [{ path, type, bytes: draft.length, at: from }], seconds: end - from, trouble };
  } catch (thrown) {
    return { ...nothing, trouble: trouble ?? fileError(thrown, path).message };
  }
}

/** Gives the draft of an AVI that was cut off its index as far as there is room, and its name. */
export async function mendAvi(
  files: Files,
  { path, at }: { readonly path: string; readonly at: number },
): Promise<Recorded> {
  const file = await files.open(`${path}${draftSuffix}`);
  const media = mediaOf(await file.read(0, 512));
  if (media === undefined) {
    await file.close();
    await files.remove(`${path}${draftSuffix}`);
    return nothing;
  }
  const start = headLength(media);
  const chunks = await wholeChunks(start, file.read);
  const totals = totalsOf(chunks, media);
  try {
    if (totals.pictures > 0) {
      await file.truncate(start + totals.data);
      await file.write(encodeAviHead(media, { ...totals, index: 0 }), 0);
      const index = encodeAviIndex(chunks);
      const indexed = await file.write(index, start + totals.data).then(
        () => true,
        () => false,
      );
      if (indexed) await file.write(encodeAviHead(media, totals), 0);
      else await file.truncate(start + totals.data);
      await file.sync();
    }
  } finally {
    await file.close();
  }
  if (totals.pictures === 0) {
    await files.remove(`${path}${draftSuffix}`);
    return nothing;
  }
  await files.rename(`${path}${draftSuffix}`, path);
  const bytes = start + totals.data + totals.index;
  return { files: [{ path, type, bytes, at }], seconds: totals.pictures / media.frameRate };
}

function mediaOf(head: Uint8Array): AviMedia | undefined {
  try {
    return parseAviHead(head);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const empty = new Uint8Array(0);

function totalsOf(chunks: readonly AviChunk[], { sound }: AviMedia): AviTotals {
  const sizes = chunks.map(({ size }) => size);
  const heard = chunks.reduce((sum, { kind, size }) => sum + (kind === "sound" ? size : 0), 0);
  return {
    pictures: chunks.filter(({ kind }) => kind === "picture").length,
    samples: heard / (2 * (sound?.channels ?? 1)),
    data: sizes.reduce((sum, size) => sum + 8 + size + (size % 2), 0),
    index: 8 + 16 * chunks.length,
    largest: sizes.reduce((most, size) => Math.max(most, size), 0),
  };
}

/** Samples of 16 bits in the other order of bytes. */
function swapped(data: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.from(data).swap16());
}
