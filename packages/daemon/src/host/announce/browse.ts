import { isIPv4 } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Bonjour } from "bonjour-service";

/** A web server that announces itself by mDNS. */
export interface Browsed {
  readonly ip: string;
  readonly port: number;
  readonly name: string;
  readonly by: "bonjour";
}

const againMs = 1000;

/** Looks for web servers by mDNS, from one address of the machine, until the signal aborts. */
export async function browseBonjour(
  from: string,
  heard: (found: Browsed) => void,
  signal: AbortSignal,
): Promise<void> {
  const bonjour = new Bonjour({ interface: from, bind: "0.0.0.0" } as object, () => {});
  const browser = bonjour.find({ type: "http", protocol: "tcp" }, ({ name, port, addresses = [] }) => {
    for (const ip of addresses.filter((each) => isIPv4(each))) heard({ ip, port, name, by: "bonjour" });
  });
  try {
    for (;;) {
      await delay(againMs, undefined, { signal });
      browser.update();
    }
  } catch {
    // The time is over.
  }
  browser.stop();
  const closed = Promise.withResolvers<void>();
  bonjour.destroy(() => closed.resolve());
  await closed.promise;
}
