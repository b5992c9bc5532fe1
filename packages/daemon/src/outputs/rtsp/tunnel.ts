import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { RtspServer } from "./server.ts";

/** RTSP inside two HTTP requests: replies and media in the answer to a GET, requests as base64 in the body of a POST. */
export interface Tunnel {
  /**
   * Whether a request is a POST of a tunnel. Its Content-Length says nothing, the body goes on until the connection ends:
   * the HTTP server has to leave it alone, so that it comes as the bytes of the request's socket.
   */
  takesBody(req: IncomingMessage): boolean;
  /** Takes a request that belongs to a tunnel, whatever its path; false for any other. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
}

const limits = {
  cookie: 128,
  /** Tunnels at one time. */
  tunnels: 256,
  /** From the GET to its POST. */
  pairSeconds: 10,
} as const;

interface Half {
  readonly out: Socket;
  readonly connection: ReturnType<RtspServer["attach"]>;
  readonly waiting: NodeJS.Timeout;
  /** The connection of the newest POST. */
  input: Socket | undefined;
}

const head =
  "HTTP/1.0 200 OK\r\nContent-Type: application/x-rtsp-tunnelled\r\nCache-Control: no-store\r\nPragma: no-cache\r\nConnection: close\r\n\r\n";

/** Makes the tunnel of an HTTP server; a login is asked for inside, by RTSP. */
export function openTunnel(attach: RtspServer["attach"]): Tunnel {
  const halves = new Map<string, Half>();

  const openHalf = (key: string, req: IncomingMessage, res: ServerResponse): void => {
    if (halves.has(key)) return refuse(res, 400, "this x-sessioncookie is in use");
    if (halves.size >= limits.tunnels) return refuse(res, 503, "there are too many tunnels");
    const out = req.socket;
    out.setTimeout(0);
    out.write(head);
    const half: Half = {
      out,
      connection: attach({
        out,
        datagrams: false,
        pause: () => void half.input?.pause(),
        resume: () => void half.input?.resume(),
      }),
      waiting: setTimeout(() => out.destroy(), limits.pairSeconds * 1000).unref(),
      input: undefined,
    };
    halves.set(key, half);
    // What is said comes by the other half: who says no more here has left.
    out.once("end", () => out.destroy());
    out.once("close", () => {
      clearTimeout(half.waiting);
      halves.delete(key);
      half.input?.destroy();
    });
  };

  const openInput = (key: string, req: IncomingMessage, res: ServerResponse): void => {
    const half = halves.get(key);
    if (half === undefined) return refuse(res, 400, "there is no GET with this x-sessioncookie");
    clearTimeout(half.waiting);
    // A client may send its POST anew on another connection.
    half.input?.destroy();
    const { socket } = req;
    half.input = socket;
    socket.setTimeout(0);
    const decode = openDecoder();
    socket.on("data", (chunk) => {
      const bytes = decode(chunk);
      if (bytes === undefined) half.out.destroy();
      else if (bytes.length > 0) half.connection.feed(bytes);
    });
    socket.on("end", () => socket.end());
  };

  return {
    takesBody: ({ method, headers }) => method === "POST" && typeof headers["x-sessioncookie"] === "string",
    handle: (req, res) => {
      const cookie = req.headers["x-sessioncookie"];
      if (typeof cookie !== "string" || (req.method !== "GET" && req.method !== "POST")) return false;
      if (cookie === "" || cookie.length > limits.cookie) {
        refuse(res, 400, `x-sessioncookie has to have 1 to ${limits.cookie} characters`);
        return true;
      }
      const key = `${req.socket.remoteAddress} ${cookie}`;
      if (req.method === "GET") openHalf(key, req, res);
      else openInput(key, req, res);
      return true;
    },
  };
}

/** Decodes base64 in pieces; each message may end in padding of its own. Gives undefined for what is no base64. */
function openDecoder(): (chunk: Buffer) => Buffer | undefined {
  let rest = "";
  return (chunk) => {
    const text = rest + chunk.toString("latin1").replaceAll(/\s+/g, "");
    const whole = text.length - (text.length % 4);
    rest = text.slice(whole);
    const groups = text.slice(0, whole).match(/[^=]+={0,2}/g) ?? [];
    if (!groups.every((group) => group.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(group)))
      return undefined;
    return Buffer.concat(groups.map((group) => Buffer.from(group, "base64")));
  };
}

function refuse(res: ServerResponse, status: number, words: string): void {
  res
    .writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" })
    .end(`${words}\r\n`);
}
