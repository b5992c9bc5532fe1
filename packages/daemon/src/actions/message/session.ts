import type { Socket } from "node:net";
import { CameraError } from "@pinhole/kit/model";
import type { Element } from "@xmpp/xml";
import type { Context } from "../action.ts";
import { connect, secure } from "../wire/connect.ts";
import { scram } from "./scram.ts";
import { XmlStream } from "./stream.ts";

export interface Account {
  readonly user: string;
  readonly domain: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  readonly verify: boolean;
}

export interface Session extends Disposable {
  /** Sends a message and resolves when the server has taken it. */
  send(message: { readonly to: string; readonly id: string; readonly body: string }): Promise<void>;
}

const namespaces = {
  tls: "urn:ietf:params:xml:ns:xmpp-tls",
  sasl: "urn:ietf:params:xml:ns:xmpp-sasl",
  bind: "urn:ietf:params:xml:ns:xmpp-bind",
  ping: "urn:xmpp:ping",
} as const;

/** Logs in at an XMPP server (RFC 6120): STARTTLS, then SCRAM, or a plain password under TLS. */
export async function openSession(account: Account, context: Context): Promise<Session> {
  const xml = await import("@xmpp/xml");
  const { host, port, domain, verify } = account;
  const at = `${host} port ${port}`;
  using opened = new DisposableStack();
  const plain = await connect(host, port, context);
  opened.defer(() => plain.destroy());
  const first = new XmlStream(plain, { at, context, xml });
  const offered = await first.open(domain);
  if (!offered.getChild("starttls", namespaces.tls)) {
    throw new CameraError("peer-unverified", `${at} offers no TLS`, { at });
  }
  first.write(`<starttls xmlns="${namespaces.tls}"/>`);
  const proceed = await first.next();
  if (proceed.name !== "proceed") throw new CameraError("target-refused", `${at} refused TLS`, { at });
  first.detach();
  const socket: Socket = await secure(plain, { host: domain, verify }, context);
  const stream = new XmlStream(socket, { at, context, xml });
  const features = await stream.open(domain);
  context.stage("login", `as ${account.user}@${domain}`);
  await logIn(stream, features, { account, at });
  await stream.open(domain);
  stream.write(
    `<iq type="set" id="bind"><bind xmlns="${namespaces.bind}"><resource>pinhole</resource></bind></iq>`,
  );
  await result(stream, { id: "bind", at, from: undefined });
  const closing = opened.move();
  return {
    send: async ({ to, id, body }) => {
      const safe = { to: xml.escapeXML(to), id: xml.escapeXML(id), body: xml.escapeXMLText(body) };
      stream.write(
        `<message to="${safe.to}" id="${safe.id}" type="chat"><body>${safe.body}</body></message>`,
      );
      // Stanzas are handled in order: the answer to this one says that the message has been (RFC 6120, 10.1; XEP-0199).
      stream.write(`<iq type="get" id="${safe.id}-p"><ping xmlns="${namespaces.ping}"/></iq>`);
      await result(stream, { id: `${id}-p`, at, from: id });
    },
    [Symbol.dispose]: () => {
      stream.write("</stream:stream>");
      closing.dispose();
    },
  };
}

async function logIn(
  stream: XmlStream,
  features: Element,
  { account, at }: { readonly account: Account; readonly at: string },
): Promise<void> {
  const offered = (features.getChild("mechanisms", namespaces.sasl)?.getChildren("mechanism") ?? []).map(
    (each) => each.text().trim(),
  );
  const encoded = (text: string): string => Buffer.from(text).toString("base64");
  const best = ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"].find((name) => offered.includes(name));
  if (!best) throw new CameraError("login-refused", `${at} knows no login that the camera knows`, { at });
  const begin = (text: string): void =>
    stream.write(`<auth xmlns="${namespaces.sasl}" mechanism="${best}">${encoded(text)}</auth>`);
  const refused = (words: string): CameraError =>
    new CameraError("login-refused", `${at} refused the login of ${account.user}: ${words}`, { at });
  if (best === "PLAIN") {
    begin(`\0${account.user}\0${account.password}`);
    const answer = await stream.next();
    if (answer.name !== "success") throw refused(conditionOf(answer));
    return;
  }
  const login = scram(best === "SCRAM-SHA-256" ? "sha256" : "sha1", account);
  begin(login.first);
  const challenge = await stream.next();
  if (challenge.name !== "challenge") throw refused(conditionOf(challenge));
  const decoded = Buffer.from(challenge.text(), "base64").toString();
  const response = await login.answer(decoded).catch((error: Error) => {
    throw new CameraError("target-confused", `${at}: ${error.message}`, { at });
  });
  stream.write(`<response xmlns="${namespaces.sasl}">${encoded(response)}</response>`);
  const last = await stream.next();
  if (last.name !== "success") throw refused(conditionOf(last));
  if (!login.proves(Buffer.from(last.text(), "base64").toString())) {
    throw new CameraError("peer-unverified", `${at} does not know the password it was asked for`, { at });
  }
}

/** Waits for the answer to a request; an error to the message `from` is its refusal. What else comes is left alone. */
async function result(
  stream: XmlStream,
  { id, at, from }: { readonly id: string; readonly at: string; readonly from: string | undefined },
): Promise<void> {
  while (true) {
    const stanza = await stream.next();
    const { id: of, type } = stanza.attrs as { readonly id?: string; readonly type?: string };
    if (stanza.name === "message" && type === "error" && of !== undefined && of === from) {
      throw new CameraError("content-refused", `${at} refused the message: ${conditionOf(stanza)}`, { at });
    }
    if (stanza.name !== "iq" || of !== id) continue;
    // A server that does not know pings has answered all the same.
    if (type === "result" || from !== undefined) return;
    throw new CameraError("target-refused", `${at} gave no session: ${conditionOf(stanza)}`, { at });
  }
}

function conditionOf(stanza: Element): string {
  const [condition] = (stanza.getChild("error") ?? stanza).getChildElements();
  return condition?.name.slice(0, 60) ?? stanza.name.slice(0, 60);
}
