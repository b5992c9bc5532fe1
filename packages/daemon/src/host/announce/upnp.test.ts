import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatSsdp, parseSsdp, type SsdpMessage, udnOf } from "@pinhole/kit/formats/ssdp";
import { lansOf } from "../lan/interfaces.ts";
import { openSocket, post } from "../lan/sockets.ts";
import { announceUpnp, type UpnpDevice } from "./upnp.ts";

const [lan] = lansOf("127.0.0.1");

const device: UpnpDevice = {
  udn: udnOf("00:0e:8f:00:00:01"),
  path: "/upnp/description.xml",
  port: 8080,
  product: "Pinhole/1",
  boot: 77,
};

const search = (headers: Record<string, string>): string =>
  formatSsdp({
    start: "M-SEARCH * HTTP/1.1",
    headers: { HOST: "239.255.255.250:1900", MAN: '"ssdp:discover"', MX: "0", ...headers },
  });

/** Announces on the loopback device, and gives what one who listens and searches hears. */
async function open() {
  const asker = await openSocket({ address: "127.0.0.1", port: 0 });
  const heard: SsdpMessage[] = [];
  const listener = await openSocket({ address: "0.0.0.0", port: 1900, shared: true });
  listener.addMembership("239.255.255.250", "127.0.0.1");
  asker.setMulticastInterface("127.0.0.1");
  let news = Promise.withResolvers<void>();
  const hear = (bytes: Buffer): void => {
    const message = parseSsdp(bytes.toString());
    if (message?.headers.USN?.startsWith(device.udn)) heard.push(message);
    news.resolve();
    news = Promise.withResolvers();
  };
  asker.on("message", hear);
  listener.on("message", hear);
  const announced = await announceUpnp(lan!, device);
  const close = async () => {
    await announced[Symbol.asyncDispose]();
    await asker[Symbol.asyncDispose]();
    await listener[Symbol.asyncDispose]();
  };
  const hears = async (count: number, holds: (message: SsdpMessage) => boolean): Promise<SsdpMessage[]> => {
    for (;;) {
      const found = heard.filter(holds);
      if (found.length >= count) return found;
      await news.promise;
    }
  };
  return { announced, asker, heard, hears, close };
}

const ask = (socket: Awaited<ReturnType<typeof open>>["asker"], text: string): void =>
  post(socket, text, { address: "239.255.255.250", port: 1900 });

describe("a UPnP device", { timeout: 20_000 }, () => {
  it("says that it is there, answers each kind of search, and says goodbye", async () => {
    const { announced, asker, hears, close } = await open();
    const alive = await hears(3, ({ headers }) => headers.NTS === "ssdp:alive");
    const types = new Set(alive.map(({ headers }) => headers.NT));
    assert.deepEqual([...types], ["upnp:rootdevice", device.udn, "urn:schemas-upnp-org:device:Basic:1"]);
    assert.equal(alive[0]?.headers.LOCATION, "http://127.0.0.1:8080/upnp/description.xml");
    assert.equal(alive[0]?.headers["CACHE-CONTROL"], "max-age=1800");
    assert.match(alive[0]?.headers.SERVER ?? "", /UPnP\/1\.1 Pinhole\/1$/);

    ask(asker, search({ ST: "upnp:rootdevice" }));
    const [answer] = await hears(1, ({ start }) => start === "HTTP/1.1 200 OK");
    assert.deepEqual([answer?.headers.ST, answer?.headers.EXT], ["upnp:rootdevice", ""]);
    ask(asker, search({ ST: "ssdp:all", MX: "1" }));
    await hears(4, ({ start }) => start === "HTTP/1.1 200 OK");

    await announced[Symbol.asyncDispose]();
    await hears(3, ({ headers }) => headers.NTS === "ssdp:byebye");
    await close();
  });

  it("is silent to what is no search for it", async () => {
    const { asker, heard, hears, close } = await open();
    for (const text of [
      search({ ST: "urn:schemas-upnp-org:device:MediaServer:1" }),
      search({ ST: "ssdp:all", MAN: '"ssdp:other"' }),
      "GET / HTTP/1.1\r\n\r\n",
      "\0".repeat(1000),
      "x".repeat(3000),
    ])
      ask(asker, text);
    ask(asker, search({ ST: device.udn }));
    await hears(1, ({ start }) => start === "HTTP/1.1 200 OK");
    assert.equal(heard.filter(({ start }) => start === "HTTP/1.1 200 OK").length, 1);
    await close();
  });
});
