import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../rtp/fixtures/seeded.ts";
import { textOf } from "../xml/index.ts";
import { formatDescription, formatSsdp, parseSsdp, type SsdpMessage, udnOf } from "./index.ts";

const search: SsdpMessage = {
  start: "M-SEARCH * HTTP/1.1",
  headers: { HOST: "239.255.255.250:1900", MAN: '"ssdp:discover"', MX: "2", ST: "ssdp:all" },
};

test("what is written is read back", () => {
  assert.deepEqual(parseSsdp(formatSsdp(search)), search);
});

test("names of headers are read in any case, and line ends of either kind", () => {
  const text =
    'M-SEARCH * HTTP/1.1\nhost:239.255.255.250:1900\nMan: "ssdp:discover"\nmx: 2 \nST: ssdp:all\n\n';
  assert.deepEqual(parseSsdp(text), search);
});

test("a value can not begin a header of its own", () => {
  const { headers } = parseSsdp(formatSsdp({ ...search, headers: { USN: "a\r\nEVIL: 1" } }))!;
  assert.deepEqual(headers, { USN: "a  EVIL: 1" });
});

test("no damage makes it throw", () => {
  const random = seeded(3);
  const text = formatSsdp(search);
  for (let n = 0; n < 5000; n++) {
    const at = random(text.length);
    const damaged = text.slice(0, at) + String.fromCharCode(random(256)).repeat(n % 9) + text.slice(at + 1);
    const read = parseSsdp(damaged);
    for (const name of Object.keys(read?.headers ?? {})) assert.match(name, /^[\w.-]+$/);
  }
  assert.equal(parseSsdp("GET / HTTP/1.1\r\n\r\n"), undefined);
  assert.equal(parseSsdp(`${text}${"x".repeat(3000)}`), undefined);
});

test("a device describes itself, whatever its name", () => {
  const text = formatDescription({
    udn: udnOf("00:0e:8f:92:ff:f7"),
    name: "<Garden> & co",
    maker: "Xanboo",
    model: "RC8230",
    summary: "Network camera",
    serial: "12345",
    page: "/",
  });
  assert.equal(textOf(text, "UDN"), "uuid:70696e68-6f6c-5e00-8000-000e8f92fff7");
  assert.equal(textOf(text, "friendlyName"), "<Garden> & co");
  assert.match(text, /<root xmlns="urn:schemas-upnp-org:device-1-0" configId="1">[\s\S]*<\/root>\n$/);
});
