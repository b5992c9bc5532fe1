import assert from "node:assert/strict";
import { test } from "node:test";
import { addressesOf, parseNeighbours, vendorOf } from "./scan.ts";

test("a range is the addresses of a network, of a bounded one", () => {
  assert.deepEqual(addressesOf("192.168.1.77/30"), ["192.168.1.77", "192.168.1.78"]);
  assert.deepEqual(addressesOf("10.0.0.9/32"), ["10.0.0.9"]);
  assert.equal(addressesOf("172.16.4.0/22").length, 1022);
  assert.equal(addressesOf("192.168.255.0/24").at(-1), "192.168.255.254");
  for (const bad of ["10.0.0.0/8", "192.168.1.0", "192.168.1.0/33", "::1/128", "a/24", ""])
    assert.throws(() => addressesOf(bad), /must be a network of at most 1024/, bad);
});

test("neighbours are read as Linux, macOS and Windows print them", () => {
  const linux = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.20     0x1         0x2         00:0e:8f:92:ff:f7     *        eth0
192.168.1.21     0x1         0x0         00:00:00:00:00:00     *        eth0
`;
  const mac =
    "? (192.168.1.30) at 10:d1:dc:5:6:7 on en0 ifscope [ethernet]\n? (192.168.1.9) at (incomplete) on en0\n";
  const windows =
    "Interface: 192.168.1.2 --- 0xb\r\n  192.168.1.40          00-c0-02-12-34-56     dynamic\r\n";
  assert.deepEqual(parseNeighbours(linux), [{ ip: "192.168.1.20", mac: "00:0e:8f:92:ff:f7" }]);
  assert.deepEqual(parseNeighbours(mac), [{ ip: "192.168.1.30", mac: "10:d1:dc:05:06:07" }]);
  assert.deepEqual(parseNeighbours(windows), [{ ip: "192.168.1.40", mac: "00:c0:02:12:34:56" }]);
  assert.deepEqual(["00:0E:8F:00:00:01", "10:d1:dc:00:00:01", "aa:bb:cc:00:00:01"].map(vendorOf), [
    "sercomm",
    "instar",
    undefined,
  ]);
});
