import { isIP } from "node:net";
import { hostname } from "node:os";
import type { mailServer, RecordOf } from "@pinhole/kit/model";
import type { Context } from "../action.ts";
import { orAbort } from "../wire/address.ts";
import { connect, secure } from "../wire/connect.ts";
import { mailFailure } from "./failure.ts";
import type { Letter } from "./message.ts";

export interface Outgoing {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly messageId: string;
  readonly date: string;
  readonly letter: Letter;
}

/** A session with a mail server, logged in. */
export interface Smtp extends AsyncDisposable {
  /** The largest mail that the server takes, in bytes; 0 when it names none. */
  readonly limit: number;
  /** Resolves when the server has taken the mail for at least one recipient; names those that it refused. */
  send(mail: Outgoing): Promise<{ readonly refused: readonly string[] }>;
}

// The port on which TLS begins before anything is said (RFC 8314).
const tlsPort = 465;

/** Milliseconds of silence after which a server is given up. */
const silenceMs = 45_000;

export async function openSmtp(server: RecordOf<typeof mailServer>, context: Context): Promise<Smtp> {
  const { host, port, user, password, auth, encrypt, verify } = server;
  const at = `${host} port ${port}`;
  const [{ SMTPConnection }, { MailComposer }] = await Promise.all([
    import("nodemailer/lib/smtp-connection").then((module) => ({ SMTPConnection: module.default })),
    import("nodemailer/lib/mail-composer").then((module) => ({ MailComposer: module.default })),
  ]);
  const plain = await connect(host, port, context);
  const isSecured = encrypt && port === tlsPort;
  // "AUTH" is the default of these cameras, also for servers that know nobody: without a name there is no login.
  const logsIn = auth === "login" && user !== "";
  const socket = isSecured ? await secure(plain, { host, verify }, context) : plain;
  const session = new SMTPConnection({
    ...{ host, port, connection: socket, secure: isSecured, secured: isSecured, name: heloName() },
    // A password goes out under TLS or not at all, unless encryption is switched off.
    ...(encrypt ? { requireTLS: !isSecured && logsIn } : { ignoreTLS: true }),
    tls: {
      rejectUnauthorized: verify,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(context.authorities ? { ca: [...context.authorities] } : {}),
    },
    ...{ greetingTimeout: silenceMs, socketTimeout: silenceMs },
    allowInternalNetworkInterfaces: true,
  });
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  session.on("error", failed.reject);
  const step = async <T>(begin: (done: (error: unknown, value?: T) => void) => void): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    begin((error, value) => (error ? reject(error) : resolve(value as T)));
    promise.catch(() => {});
    try {
      return await orAbort(Promise.race([promise, failed.promise]), context.signal);
    } catch (error) {
      session.close();
      context.signal.throwIfAborted();
      throw mailFailure(error, at);
    }
  };
  await step((done) => session.connect((error) => done(error)));
  if (session.secure && !isSecured) context.stage("tls", "STARTTLS");
  if (logsIn) {
    context.stage("login", `as ${user}`);
    await step((done) =>
      session.login({ user, credentials: { user, pass: password } }, (error) => done(error)),
    );
  }
  return {
    // What EHLO named (RFC 1870); the library keeps it under this name only.
    limit: Number((session as unknown as { readonly _maxAllowedSize?: number })._maxAllowedSize ?? 0),
    send: async (mail) => {
      const composed = new MailComposer({
        ...{ from: mail.from, to: [...mail.to], messageId: mail.messageId, date: mail.date },
        ...{ subject: mail.letter.subject, text: mail.letter.text, html: mail.letter.html },
        attachments: mail.letter.attached.map(({ name, path, type }) => ({
          ...{ filename: name, path, contentType: type },
          // A picture stands in the text, and clients that show none list it as an attachment.
          ...(type === "image/jpeg" ? { cid: name, contentDisposition: "inline" as const } : {}),
        })),
      }).compile();
      const envelope = { from: mail.from.address, to: [...mail.to] };
      const info = await step<{ rejected?: readonly unknown[] }>((done) =>
        session.send(envelope, composed.createReadStream(), done as never),
      );
      return { refused: (info.rejected ?? []).map(String) };
    },
    [Symbol.asyncDispose]: async () => {
      session.quit();
      setTimeout(() => session.close(), 1000).unref();
    },
  };
}

/** RFC 5321, 4.1.1.1: a domain, or an address in brackets. */
function heloName(): string {
  const name = hostname();
  return /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/.test(name) ? name : "[127.0.0.1]";
}
