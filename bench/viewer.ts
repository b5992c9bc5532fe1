import { connect } from "node:net";
import type { Target } from "./http.ts";
import { openPartReader } from "./part-reader.ts";

/** One that watches an MJPEG stream. */
export interface Viewer extends Disposable {
  /** Resolves with the first picture, rejects if there is none within 10 s. */
  readonly watching: Promise<void>;
  /** Why it has ended, before it was disposed. */
  ended(): string | undefined;
}

const firstPictureMs = 10_000;

/**
 * `buffer` may be shared by all viewers of a process, since each chunk is read before the next one comes.
 * It asks by HTTP/1.0, so that no server has to wrap its parts into chunks.
 */
export function openViewer(
  { port, path, authorization }: Target,
  buffer: Buffer,
  onPicture: (length: number, head: string) => void,
): Viewer {
  let ended: string | undefined;
  const { promise: watching, resolve, reject } = Promise.withResolvers<void>();
  watching.catch(() => {});
  const timer = setTimeout(() => finish(`no picture within ${firstPictureMs} ms`), firstPictureMs);
  const read = openPartReader((length, head) => {
    clearTimeout(timer);
    resolve();
    onPicture(length, head);
  });
  const socket = connect({
    host: "127.0.0.1",
    port,
    onread: {
      buffer,
      callback: (bytes) => {
        try {
          read(buffer.subarray(0, bytes));
        } catch (error) {
          finish(error instanceof Error ? error.message : String(error));
        }
        return true;
      },
    },
  });
  const finish = (words: string) => {
    ended ??= words;
    clearTimeout(timer);
    reject(new Error(`a viewer of port ${port} has ended: ${words}`));
    socket.destroy();
  };
  socket.on("error", (error) => finish(error.message));
  socket.on("close", () => finish("the server closed the connection"));
  const login = authorization === undefined ? "" : `Authorization: ${authorization}\r\n`;
  socket.write(`GET ${path} HTTP/1.0\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\n${login}\r\n`);
  return {
    watching,
    ended: () => ended,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      ended ??= "disposed";
      socket.destroy();
    },
  };
}
