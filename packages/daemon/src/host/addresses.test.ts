import assert from "node:assert/strict";
import { isIPv4 } from "node:net";
import { test } from "node:test";
import { gatewayOf, readAddresses } from "./addresses.ts";

const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n";

test("the gateway is that of the default route", () => {
  assert.equal(
    gatewayOf(`${head}eth0\t0000A8C0\t00000000\t0001\neth0\t00000000\t0100A8C0\t0003\n`),
    "192.168.0.1",
  );
});

test("a machine without a default route has no gateway", () => {
  assert.equal(gatewayOf(`${head}eth0\t0000A8C0\t00000000\t0001\n`), "");
  assert.equal(gatewayOf(""), "");
  assert.equal(gatewayOf("garbage\n\t\t\t\n\t00000000\tnothex!!"), "");
});

test("the machine's own addresses can be read", async () => {
  const { address, netmask } = await readAddresses();
  assert.ok(isIPv4(address) && isIPv4(netmask));
});
