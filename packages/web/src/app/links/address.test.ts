import assert from "node:assert/strict";
import { test } from "node:test";
import { addressForOthers } from "./address.ts";

test("a phone is sent to where the camera is for it, not to itself", () => {
  const device = { address: "192.0.2.7", httpPort: 8080 };
  const at = (hostname: string) => addressForOthers({ hostname, origin: `http://${hostname}:81` }, device);
  for (const hostname of ["localhost", "127.0.0.1", "[::1]"])
    assert.equal(at(hostname), "http://192.0.2.7:8080/");
  assert.equal(at("camera.example"), "http://camera.example:81/");
  const usual = addressForOthers({ hostname: "localhost", origin: "" }, { ...device, httpPort: 80 });
  assert.equal(usual, "http://192.0.2.7/");
});
