import assert from "node:assert/strict";
import { test } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { isCamera, parseCamera, withOptions } from "./address.ts";
import { camera } from "./index.ts";

test("a camera is named with its dialect, login, port and TLS", () => {
  assert.deepEqual(parseCamera("sercomm://administrator:p%40ss@10.0.0.5:8080"), {
    url: "http://administrator:p%40ss@10.0.0.5:8080",
    dialect: "sercomm",
    verify: true,
    oldTls: false,
    mjpeg: false,
    rtspPort: undefined,
  });
  const old = parseCamera("INSTARS://admin:x@[fe80::1]/?insecure&old-tls&mjpeg&rtsp=8554");
  assert.deepEqual(
    [old.url, old.dialect, old.verify, old.oldTls, old.mjpeg, old.rtspPort],
    ["https://admin:x@[fe80::1]", "instar", false, true, true, 8554],
  );
  assert.equal(parseCamera("camera://10.0.0.5").dialect, undefined);
  assert.deepEqual(
    ["sercomm://h", "sercomms://h", "cameras://h", "http://h", "sercomm.mp4", "rtsp://h"].map(isCamera),
    [true, true, true, false, false, false],
  );
  assert.equal(withOptions("sercomm://h", { insecure: true, oldTls: true }), "sercomm://h?insecure&old-tls");
  assert.equal(
    withOptions("sercomm://h?mjpeg", { insecure: true, oldTls: false }),
    "sercomm://h?mjpeg&insecure",
  );
});

test("what is no address of a camera is refused without its password", () => {
  for (const text of [
    "sercomm://",
    "sercomm://u:hidden@",
    "sercomm://u:hidden@host/path",
    "sercomm://u:hid/hidden@host",
    "sercomm://u:hidden@host:99999",
    "sercomm://u:hidden@host?nonsense",
    "sercomm://u:hidden@host?rtsp=0",
    "sercomm://u:hidden@host?rtsp=99999",
  ]) {
    assert.throws(
      () => parseCamera(text),
      (error) => error instanceof CameraError && !error.message.includes("hidden"),
      text,
    );
    assert.ok(!camera.show(text).includes("hidden"), camera.show(text));
  }
});
