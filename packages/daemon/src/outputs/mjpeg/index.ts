import type { ServerResponse } from "node:http";
import {
  encodePartHead,
  encodePartTail,
  encodePushEnd,
  pushContentType,
} from "@pinhole/kit/formats/mjpeg-push";
import type { Packet } from "../../bus/packet.ts";
import type { Stream } from "../../bus/stream.ts";
import { SharedBytes } from "../direct/index.ts";
import { type Framing, view } from "../viewer.ts";

const boundary = "pinhole";

/** Motion JPEG over HTTP: pictures pushed as parts of one reply. */
export interface Mjpeg {
  serve(stream: Stream, res: ServerResponse): void;
}

export function openMjpeg(): Mjpeg {
  const parts = new WeakMap<Packet, Buffer>();
  let newest: { readonly packet: Packet; readonly made: Buffer } | undefined;
  const part = (packet: Packet): Buffer => {
    // Nearly always the viewer before has had the same picture.
    if (newest?.packet === packet) return newest.made;
    const made = parts.get(packet) ?? partOf(packet);
    parts.set(packet, made);
    newest = { packet, made };
    return made;
  };
  const multipart: Framing = {
    contentType: pushContentType(boundary),
    backlog: 0,
    frame: part,
    last: encodePushEnd(boundary),
    shared: new SharedBytes(),
  };
  return { serve: (stream, res) => view([stream], "mjpeg", multipart, res) };
}

const tail = encodePartTail();

/**
 * A part around a JPEG: in the room that its maker left, or else in a copy. It is a Buffer because a socket makes one of
 * any other array, anew for each viewer.
 */
function partOf({ data, pts }: Packet): Buffer {
  const time = new Date(pts * 1000).toISOString();
  const before = encodePartHead(boundary, data.length, { "x-capture-time": time });
  const start = data.byteOffset - before.length;
  const length = before.length + data.length + tail.length;
  if (start < 0 || start + length > data.buffer.byteLength) return Buffer.concat([before, data, tail]);
  const part = Buffer.from(data.buffer, start, length);
  part.set(before);
  part.set(tail, length - tail.length);
  return part;
}
