import type { ServerResponse } from "node:http";
import type { Joining, Webrtc } from "./index.ts";

export interface WhepOptions extends Joining {
  /** The path of the request, under which the viewer's own lies. */
  readonly path: string;
}

/** Answers an offer by WHEP: 201 with the answer and the address whose DELETE ends it. */
export async function serveWhep(webrtc: Webrtc, options: WhepOptions, res: ServerResponse): Promise<void> {
  const joined = await webrtc.join(options);
  const refuse = (status: number, words: string, headers = {}): void => {
    const type = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
    res.writeHead(status, { ...type, ...headers }).end(`${words}\r\n`);
  };
  if (joined.kind === "full") return refuse(503, "too many viewers by WebRTC", { "retry-after": "10" });
  if (joined.kind === "refused") return refuse(400, `no WebRTC: ${joined.problem}`);
  // Who has gone before the answer came would count as a viewer until it is found to be silent.
  if (res.destroyed) return void webrtc.leave(joined.id);
  res
    .writeHead(201, {
      "content-type": "application/sdp",
      "cache-control": "no-store",
      location: `${options.path}/${joined.id}`,
    })
    .end(joined.answer);
}
