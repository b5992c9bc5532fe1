import type { Socket } from "node:net";
import { CameraError } from "@pinhole/kit/model";
import type { Element, Parser } from "@xmpp/xml";
import type { Context } from "../action.ts";
import { orAbort } from "../wire/address.ts";
import { wireFailure } from "../wire/failure.ts";

type Xml = typeof import("@xmpp/xml");

/** What one session may say, all in all. */
const mostBytes = 262_144;

/** An XML stream (RFC 6120, 4): stanzas in, text out. Opened anew over the same connection after TLS and login. */
export class XmlStream {
  readonly #socket: Socket;
  readonly #at: string;
  readonly #context: Context;
  readonly #xml: Xml;
  readonly #stanzas: Element[] = [];
  #parser: Parser | undefined;
  #bytes = 0;
  #failure: unknown;
  #heard = Promise.withResolvers<void>();

  constructor(socket: Socket, { at, context, xml }: { at: string; context: Context; xml: Xml }) {
    this.#socket = socket;
    this.#at = at;
    this.#context = context;
    this.#xml = xml;
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
    socket.once("error", (error) => this.#fail(wireFailure(error, at)));
    socket.once("close", () =>
      this.#fail(new CameraError("transfer-incomplete", `${at} closed the connection`, { at })),
    );
  }

  /** Begins a stream for a domain and returns the features that the server offers. */
  async open(domain: string): Promise<Element> {
    const parser: Parser = new this.#xml.Parser();
    const listen = parser as unknown as { on(event: string, call: (value: never) => void): void };
    listen.on("element", (element: Element) => {
      if (this.#parser !== parser) return;
      this.#stanzas.push(element);
      this.#wake();
    });
    listen.on("error", () => this.#fail(this.#confused("sent XML that is not well formed")));
    this.#parser = parser;
    this.#socket.write(
      `<?xml version="1.0"?><stream:stream to="${this.#xml.escapeXML(domain)}" version="1.0" xml:lang="en"` +
        ' xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">',
    );
    const features = await this.next();
    if (features.name !== "stream:features") throw this.#confused(`began with ${features.name.slice(0, 40)}`);
    return features;
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  async next(): Promise<Element> {
    while (true) {
      const stanza = this.#stanzas.shift();
      if (stanza?.name === "stream:error") throw this.#ended(stanza);
      if (stanza) return stanza;
      if (this.#failure !== undefined) throw this.#failure;
      await orAbort(this.#heard.promise, this.#context.signal);
    }
  }

  /** Stops to listen, so that TLS may take the connection over. */
  detach(): void {
    this.#socket.removeAllListeners("data");
    this.#parser = undefined;
  }

  #read(bytes: Buffer): void {
    this.#bytes += bytes.length;
    if (this.#bytes > mostBytes) return this.#fail(this.#confused(`sent more than ${mostBytes} bytes`));
    // A document type could name entities without end (RFC 6120, 11.1 forbids it).
    if (bytes.includes("<!")) return this.#fail(this.#confused("sent what XMPP forbids"));
    try {
      this.#parser?.write(bytes.toString("utf8"));
    } catch {
      this.#fail(this.#confused("sent XML that is not well formed"));
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }

  #wake(): void {
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }

  #ended(stanza: Element): CameraError {
    const [condition] = stanza.getChildElements();
    const words = `${this.#at} ended the stream: ${condition?.name.slice(0, 60) ?? "no reason"}`;
    const code = condition?.name === "host-unknown" ? "path-refused" : "target-refused";
    return new CameraError(code, words, { at: this.#at });
  }

  #confused(words: string): CameraError {
    return new CameraError("target-confused", `${this.#at} ${words}`, { at: this.#at });
  }
}
