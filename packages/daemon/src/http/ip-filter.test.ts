import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filterOf } from "./ip-filter.ts";
import { peerOf } from "./peer.ts";

describe("peer", () => {
  for (const [remote, address, network, loopback] of [
    ["192.0.2.1", "192.0.2.1", "192.0.2.1", false],
    ["127.9.9.9", "127.9.9.9", "127.9.9.9", true],
    ["::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1", false],
    ["::ffff:127.0.0.1", "127.0.0.1", "127.0.0.1", true],
    ["::1", "::1", "0:0:0:0::/64", true],
    ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", false],
    ["2001:db8::5", "2001:db8::5", "2001:db8:0:0::/64", false],
    ["2001:db8:1::2:3:4:5", "2001:db8:1::2:3:4:5", "2001:db8:1:0::/64", false],
    ["fe80::1%eth0", "fe80::1", "fe80:0:0:0::/64", false],
    [undefined, "", "", false],
  ] as const) {
    it(`of ${remote} is ${address} in ${network}`, () => {
      const peer = peerOf(remote);
      assert.deepEqual([peer.address, peer.network, peer.loopback], [address, network, loopback]);
    });
  }
});

describe("address filter", () => {
  const entries = [
    "192.0.2.1",
    "198.51.100.0/24",
    "203.0.113.5-203.0.113.9",
    " 2001:db8:1::/48 ",
    "fe80::1",
    "",
  ];
  const inside = [
    "192.0.2.1",
    "::ffff:192.0.2.1",
    "198.51.100.255",
    "203.0.113.5",
    "203.0.113.9",
    "2001:db8:1:f::1",
  ];
  const outside = [
    "192.0.2.2",
    "198.51.101.0",
    "203.0.113.4",
    "203.0.113.10",
    "2001:db8:2::1",
    "::ffff:192.0.2.2",
  ];
  const filter = (rule: "allow" | "deny", addresses: readonly string[], enabled = true) => {
    const let_in = filterOf({ enabled, rule, addresses });
    return (address: string | undefined) => let_in(peerOf(address));
  };

  for (const address of [...inside, "fe80::1%eth0"]) {
    it(`finds ${address} in the list`, () => {
      assert.deepEqual([filter("allow", entries)(address), filter("deny", entries)(address)], [true, false]);
    });
  }
  for (const address of outside) {
    it(`does not find ${address} in the list`, () => {
      assert.deepEqual([filter("allow", entries)(address), filter("deny", entries)(address)], [false, true]);
    });
  }

  it("lets the machine itself in under either rule", () => {
    for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
      assert.equal(filter("allow", ["192.0.2.1"])(address), true);
      assert.equal(filter("deny", ["127.0.0.0/8", "::1"])(address), true);
    }
  });

  it("lets everybody in while it is off or has no entry, and nobody who is already gone while it is on", () => {
    assert.equal(filter("allow", entries, false)("192.0.2.2"), true);
    assert.equal(filter("allow", ["", " "])("192.0.2.2"), true);
    assert.deepEqual(
      [filter("allow", entries)(undefined), filter("deny", entries)(undefined)],
      [false, false],
    );
  });

  it("lets an entry that can not be read match nobody", () => {
    const bad = [
      "camera",
      "192.0.2.0/33",
      "192.0.2.0/x",
      "192.0.2.9-192.0.2.1",
      "192.0.2.1-::1",
      "192.0.2.1/8-192.0.2.9",
      "-",
    ];
    for (const entry of bad) assert.equal(filter("allow", [entry])("192.0.2.1"), false, entry);
  });
});
