import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "@pinhole/kit/model";
import { nameOf } from "./names.ts";

test("keys become words, and units stand behind", () => {
  assert.equal(nameOf("frameRate"), "Frame rate");
  assert.equal(nameOf("bitrateKbps"), "Bitrate (kbit/s)");
  assert.equal(nameOf("ntpServer"), "NTP server");
  assert.equal(nameOf("dnsServer1"), "DNS server 1");
  assert.equal(nameOf("h264Channel"), "H.264 channel");
});

test("no two fields of a group have one name", () => {
  for (const { name, fields } of groups) {
    const names = Object.keys(fields).map(nameOf);
    assert.equal(new Set(names).size, names.length, name);
  }
});
