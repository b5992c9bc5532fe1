import type { ServerResponse } from "node:http";
import { Gate } from "../../bus/gate.ts";
import type { Stream } from "../../bus/stream.ts";
import { openRoom } from "../room.ts";
import { view } from "../viewer.ts";

const contentTypes = { h264: "video/h264", mpeg4: "video/mp4v-es" } as const;

/** Bytes that may wait for a viewer before it loses pictures up to the next key frame. */
const backlog = 2_000_000;

/** The bare video of a channel over HTTP, from a key frame on: what `ffplay http://…` reads. */
export function serveElementary(stream: Stream, codec: keyof typeof contentTypes, res: ServerResponse): void {
  const gate = new Gate();
  const room = openRoom(() => res.socket?.writableLength ?? 0, backlog);
  view(
    [stream],
    codec,
    {
      contentType: contentTypes[codec],
      // The gate watches the backlog itself, because it has to know of every picture that was lost.
      backlog: Number.POSITIVE_INFINITY,
      frame: (packet) => (gate.pass(packet, room()) ? packet.data : undefined),
    },
    res,
  );
}
