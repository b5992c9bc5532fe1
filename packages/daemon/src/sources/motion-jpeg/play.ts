import { openChunkDecoder } from "@pinhole/kit/formats/chunked";
import { boundaryOf, isJpegPart, PushDecoder, type PushPart } from "@pinhole/kit/formats/mjpeg-push";
import { CameraError } from "@pinhole/kit/model";
import { roomAround } from "../../bus/packet.ts";
import { networkWords } from "../network-words.ts";
import { unixNow } from "../pace.ts";
import type { SourceContext } from "../source.ts";
import { Unspoken } from "../unspoken.ts";
import { openReply } from "./reply.ts";
import { openVideo } from "./video.ts";

/** Milliseconds for an answer, and for which a stream may be silent. */
const usualPatienceMs = 8000;

/** Parts in a row that may hold no picture. */
const mostForeign = 32;

/**
 * Hands on the pictures that are pushed at an HTTP address until the signal aborts. Throws a CameraError when that fails or
 * ends, and Unspoken for what FFmpeg may understand.
 */
export async function playMotionJpeg(
  url: string,
  at: string,
  context: SourceContext & { readonly patienceMs?: number },
): Promise<never> {
  const { signal, patienceMs = usualPatienceMs } = context;
  await using reply = await openReply({ url, at, signal, patienceMs });
  const { incoming, contentType } = reply;
  const over = Promise.withResolvers<never>();
  const fail = over.reject;
  using video = openVideo({ at, context, failed: fail });
  const decoder = new PushDecoder({ boundary: boundaryOf(contentType), room: roomAround });
  context.hasSound(false);
  let pictures = 0;
  let foreign = 0;
  const take = ({ headers, body }: PushPart, captured: number): void => {
    if (isJpegPart(headers) && video.take(body, captured)) {
      pictures++;
      foreign = 0;
      return;
    }
    foreign++;
    if (foreign < mostForeign) return;
    const what = headers["content-type"] ?? "of no type";
    throw pictures === 0
      ? new Unspoken(`its parts are ${what}`)
      : new CameraError("source-damaged", `no picture in ${foreign} parts in a row (${what})`, { at });
  };
  const end = (): void => {
    fail(
      pictures === 1
        ? new Unspoken("it gives one picture at a time")
        : new CameraError("source-ended", "the other side ended the stream", { at }),
    );
  };
  const stop = (): void => fail(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const chunks = /\bchunked\b/i.test(incoming.headers["transfer-encoding"] ?? "")
    ? openChunkDecoder()
    : undefined;
  const push = (bytes: Uint8Array): void => {
    // Pictures that come in one piece have times of their own all the same.
    for (const part of decoder.push(bytes)) take(part, unixNow());
  };
  let isOver = false;
  reply.read((bytes) => {
    if (isOver) return;
    try {
      if (chunks === undefined) push(bytes);
      else chunks.each(bytes, push);
      if (decoder.ended || chunks?.done) end();
    } catch (error) {
      fail(error instanceof RangeError ? damaged(error, at) : error);
    }
  });
  incoming.on("error", () => {});
  const { socket } = incoming;
  socket.on("end", end);
  socket.on("error", (error) => {
    fail(new CameraError("source-ended", `read: ${networkWords(error)}`, { at, cause: error }));
  });
  socket.on("close", end);
  socket.setTimeout(patienceMs, () => {
    fail(new CameraError("source-unreachable", `gave nothing for ${patienceMs / 1000} s`, { at }));
  });
  try {
    return await over.promise;
  } finally {
    isOver = true;
    signal.removeEventListener("abort", stop);
  }
}

function damaged(error: RangeError, at: string): CameraError {
  return new CameraError("source-damaged", error.message, { at, cause: error });
}
