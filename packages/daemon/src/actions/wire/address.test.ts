import assert from "node:assert/strict";
import { test } from "node:test";
import { isAllowed } from "./address.ts";

test("link-local addresses and metadata servers are for those who ask for them, nobody's address for none", () => {
  const local = [
    "169.254.169.254",
    "169.254.0.1",
    "fe80::1",
    "febf::1%eth0",
    "::ffff:169.254.1.1",
    "fd00:ec2::254",
  ];
  for (const address of local) {
    assert.equal(isAllowed(address, false), false, address);
    assert.equal(isAllowed(address, true), true, address);
  }
  for (const address of ["0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"]) {
    assert.equal(isAllowed(address, true), false, address);
  }
  for (const address of [
    "127.0.0.1",
    "192.168.1.9",
    "10.0.0.1",
    "::1",
    "fd00::1",
    "169.253.255.255",
    "2001:db8::1",
  ]) {
    assert.equal(isAllowed(address, false), true, address);
  }
});
