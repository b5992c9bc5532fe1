import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Packet } from "../../bus/packet.ts";
import type { Stream } from "../../bus/stream.ts";
import { DirectStream, SharedBytes } from "../direct/index.ts";

/** Seconds after which a picture is too old to answer with. */
const fresh = 1;

/** Seconds for which pictures are made ahead after a request: a busy poller is answered from what is there. */
const warm = 0.4;

/** Seconds that a request waits for a picture, or for one newer than it has. */
const patience = { any: 8, newer: 30 };

/** Seconds from a change until no picture comes any more that was drawn before it. */
const onTheWay = 0.1;

/** Requests that may wait at once. */
const maxWaiting = 1000;

/** Still pictures over HTTP. */
export interface Snapshots {
  /** Answers with the newest picture of a stream of JPEGs, or with one captured after `newerThan` (Unix seconds). */
  serve(stream: Stream, newerThan: number | undefined, res: ServerResponse): void;
  /** Pictures look other from now on: those from before are not sent any more, and may show what is hidden by now. */
  changed(): void;
}

/** `now` is a time in seconds by which pictures are taken as fresh; it has nothing to do with their times of capture. */
export function openSnapshots(now: () => number): Snapshots {
  const desks = new Map<Stream, Desk>();
  const replies = new WeakMap<Packet, Buffer>();
  const pollers = new WeakMap<Socket, DirectStream>();
  const shared = new SharedBytes();
  let waiting = 0;
  let changedUntil = Number.NEGATIVE_INFINITY;
  const send = (packet: Packet, res: ServerResponse): void => {
    const poller = res.socket && pollers.get(res.socket);
    if (poller && goesOn(res)) {
      // Put together once for all who poll, and sent past Node's own framing, which takes as long as the system itself.
      const reply = replies.get(packet) ?? replyOf(packet);
      replies.set(packet, reply);
      poller.send(reply);
      // Node hears of the end of an answer by this, and goes on with the connection.
      res.emit("finish");
      return;
    }
    if (res.socket && !poller) pollers.set(res.socket, new DirectStream(res.socket, shared));
    res.writeHead(200, headOf(packet));
    res.end(packet.data);
  };
  return {
    changed: () => {
      changedUntil = now() + onTheWay;
    },
    serve: (stream, newerThan, res) => {
      const desk = desks.get(stream) ?? openDesk(stream, now, () => changedUntil);
      desks.set(stream, desk);
      const ready = desk.newest();
      if (ready && (newerThan === undefined || timeOf(ready) > newerThan)) return send(ready, res);
      if (waiting >= maxWaiting) return refuse(res, "too many requests wait for a picture; try again");
      waiting++;
      const cancel = desk.wait(newerThan, (packet) => {
        waiting--;
        if (packet === "ended")
          return refuse(res, "the pictures were switched off meanwhile; ask again to hear why");
        if (packet) return send(packet, res);
        if (res.destroyed) return;
        const what = newerThan === undefined ? "no picture" : "no newer picture";
        refuse(
          res,
          `${what} within ${newerThan === undefined ? patience.any : patience.newer} s; the source may be down`,
        );
      });
      res.once("close", cancel);
    },
  };
}

/** Who waits for pictures of one stream, and the newest of them while requests keep coming. */
interface Desk {
  /** The newest picture, if it is fresh. */
  newest(): Packet | undefined;
  /**
   * Calls back once: with a picture newer than `newerThan`, or with none after the patience has run out or the result
   * was called, or when the stream has ended.
   */
  wait(newerThan: number | undefined, done: (packet: Packet | "ended" | undefined) => void): () => void;
}

/** What comes up to the time that `changedUntil` tells is of the past. */
function openDesk(stream: Stream, now: () => number, changedUntil: () => number): Desk {
  const waiters = new Set<{ readonly newerThan: number; done(packet: Packet | "ended" | undefined): void }>();
  let reading: Disposable | undefined;
  let newest: Packet | undefined;
  /** When the newest picture came, and when somebody asked last. */
  let came = 0;
  let asked = 0;
  const leave = (): void => {
    reading?.[Symbol.dispose]();
    reading = undefined;
    newest = undefined;
  };
  const read = (): void => {
    reading ??= stream.read({
      output: "snapshot",
      write: (packet) => {
        if (now() <= changedUntil()) return true;
        newest = packet;
        came = now();
        for (const waiter of waiters) if (timeOf(packet) > waiter.newerThan) waiter.done(packet);
        if (waiters.size === 0 && came - asked > warm) leave();
        return true;
      },
      end: () => {
        leave();
        for (const waiter of waiters) waiter.done("ended");
      },
    });
  };
  return {
    newest: () => {
      asked = now();
      read();
      return asked - came <= fresh && came > changedUntil() ? newest : undefined;
    },
    wait: (newerThan, done) => {
      const seconds = newerThan === undefined ? patience.any : patience.newer;
      const finish = (packet: Packet | "ended" | undefined): void => {
        clearTimeout(timer);
        if (!waiters.delete(waiter)) return;
        done(packet);
        if (!packet && waiters.size === 0) leave();
      };
      const waiter = { newerThan: newerThan ?? 0, done: finish };
      const timer = setTimeout(finish, seconds * 1000, undefined);
      waiters.add(waiter);
      return () => finish(undefined);
    },
  };
}

/** Whole milliseconds, as X-Capture-Time tells them: what a client was told it can ask to be exceeded. */
function timeOf({ pts }: Packet): number {
  return Math.round(pts * 1000) / 1000;
}

/** Whether an answer is one of many on a connection that keeps up, so that nothing of Node's care for it is needed. */
function goesOn({ req, socket, shouldKeepAlive }: ServerResponse): boolean {
  return req.method === "GET" && req.httpVersion === "1.1" && shouldKeepAlive && socket!.writableLength === 0;
}

function replyOf(packet: Packet): Buffer {
  const fields = headOf(packet);
  let head = `HTTP/1.1 200 OK\r\nDate: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\n`;
  for (let n = 0; n < fields.length; n += 2) head += `${fields[n]}: ${fields[n + 1]}\r\n`;
  return Buffer.concat([Buffer.from(`${head}\r\n`, "latin1"), packet.data]);
}

function headOf(packet: Packet): string[] {
  return [
    "content-type",
    "image/jpeg",
    "content-length",
    String(packet.data.length),
    "cache-control",
    "no-store",
    "x-capture-time",
    new Date(timeOf(packet) * 1000).toISOString(),
  ];
}

function refuse(res: ServerResponse, words: string): void {
  res.writeHead(503, { "content-type": "text/plain; charset=utf-8", "retry-after": "2" });
  res.end(`${words}\r\n`);
}
