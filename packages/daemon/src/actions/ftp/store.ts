import type { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type { Client, FTPResponse } from "basic-ftp";
import { stallWatch } from "../uploads/limit.ts";
import type { Content } from "../uploads/remote.ts";
import { openData, secured } from "./data-connection.ts";

/** Seconds for which the reason is waited for after the data connection broke: servers close it first. */
const reasonSeconds = 3;

export interface StoreOptions {
  readonly passive: boolean;
  /** Seconds without progress after which the connection is closed. */
  readonly stall: number;
}

/**
 * Sends a file (STOR). The library's own upload knows no active mode, and reports a broken data connection before it has
 * read why the server broke it; so the transfer is done here, on the library's control connection.
 */
export async function store(client: Client, name: string, content: Content & StoreOptions): Promise<void> {
  const { ftp } = client;
  using connection = await openData(client, content.passive);
  using watch = stallWatch(content.stall, () =>
    ftp.closeWithError(new Error("timeout: the transfer makes no progress")),
  );
  let sending: Promise<void> | undefined;
  let late: NodeJS.Timeout | undefined;
  try {
    await ftp.handle(`STOR ${name}`, (reply: Error | FTPResponse, task) => {
      watch.progress();
      if (reply instanceof Error) task.reject(reply);
      else if (reply.code < 200) {
        sending ??= send(client, connection.socket, { content, progress: watch.progress });
        sending.catch((error: Error) => {
          late = setTimeout(() => task.reject(error), reasonSeconds * 1000);
        });
        // The control connection is idle while the file goes over the other one.
        ftp.socket.setTimeout(0);
      } else if (reply.code < 300 && sending !== undefined) {
        sending.then(() => task.resolve(reply), task.reject);
      } else task.reject(new Error(`${reply.code} is no answer to STOR`));
    });
  } finally {
    clearTimeout(late);
  }
}

async function send(
  client: Client,
  connected: Promise<Socket>,
  { content, progress }: { readonly content: Content; progress(): void },
): Promise<void> {
  const socket = await connected;
  const target = client.ftp.hasTLS ? await secured(client, socket) : socket;
  await pipeline(
    content.open(),
    async function* (source: AsyncIterable<Uint8Array>) {
      for await (const chunk of source) {
        progress();
        yield chunk;
      }
    },
    target,
  );
}
