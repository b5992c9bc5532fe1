import { Bonjour } from "bonjour-service";
import type { Lan } from "../lan/interfaces.ts";

/** A server of the camera, as it is found: `type` is "http" or "rtsp". */
export interface Advertised {
  readonly type: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
}

export interface BonjourOptions {
  /** For people; at most 63 bytes of UTF-8. */
  readonly name: string;
  /** "cam-92fff7.local". */
  readonly host: string;
  readonly servers: readonly Advertised[];
  log(message: string): void;
}

/** Milliseconds that a goodbye may take. */
const goodbyeMs = 1000;

/** Announces the camera's servers by mDNS on each network until it is disposed of: then it says goodbye. */
export function announceBonjour(lans: readonly Lan[], options: BonjourOptions): AsyncDisposable {
  const all = lans.map((lan, n) => announceOn(lan, options, n === 0));
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((each) => each[Symbol.asyncDispose]()));
    },
  };
}

/** Only the first network is asked whether the name is free: the announcements on the others would be taken for another's. */
function announceOn(lan: Lan, { name, host, servers, log }: BonjourOptions, probe: boolean): AsyncDisposable {
  // Without `bind` the socket would be bound to the address itself, and hear nothing that is sent to the group.
  const place = { interface: lan.address, bind: "0.0.0.0" };
  const bonjour = new Bonjour(place as object, (error: Error) =>
    log(`Bonjour on ${lan.address}: ${error.message}`),
  );
  for (const { type, port, txt } of servers) {
    const published = bonjour.publish({ name, type, port, host, txt, probe, disableIPv6: true });
    const all = published.records.bind(published);
    // The addresses of the machine's other networks are nobody's business on this one.
    published.records = () => [
      ...all().filter((record) => record.type !== "A" && record.type !== "AAAA"),
      { name: host, type: "A", ttl: 120, data: lan.address },
    ];
  }
  return {
    [Symbol.asyncDispose]: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const patience = setTimeout(resolve, goodbyeMs);
      bonjour.unpublishAll(() => resolve());
      await promise;
      clearTimeout(patience);
      const closed = Promise.withResolvers<void>();
      bonjour.destroy(() => closed.resolve());
      await closed.promise;
    },
  };
}
