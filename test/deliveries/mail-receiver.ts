import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface Taken {
  readonly to: readonly string[];
  readonly text: string;
}

/** A mail server whose manners a test decides. */
export async function openFake(options: SMTPServerOptions = {}) {
  const taken: Taken[] = [];
  const server = new SMTPServer({
    ...{
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      logger: false,
      size: 5_000_000,
      closeTimeout: 200,
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        taken.push({ to, text: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  const listening = server.listen(0, "127.0.0.1");
  await new Promise((resolve) => listening.once("listening", resolve));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { taken, port: (listening.address() as AddressInfo).port, [Symbol.asyncDispose]: close };
}

/** The parts of a mail, decoded: type, name, bytes. */
export function parts(
  text: string,
): { readonly type: string; readonly head: string; readonly bytes: Buffer }[] {
  // A part may hold nothing but parts, whose first line then follows its head.
  const apart = text.replaceAll(/\r?\n\r?\n--/g, "\n\n\n--");
  return [
    ...apart.matchAll(
      /\r?\n--[^\r\n]+\r?\n((?:[\w-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+)\r?\n([\s\S]*?)(?=\r?\n--)/g,
    ),
  ].map(([, head = "", body = ""]) => ({
    head,
    type: /content-type: ([\w/-]+)/i.exec(head)?.[1] ?? "",
    bytes: Buffer.from(body, /base64/i.test(head) ? "base64" : "utf8"),
  }));
}
