import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../words/en.ts";
import { type Place, recipes as recipesIn } from "./recipes.ts";

const recipes = (place: Place) => recipesIn(place, en.links);

const PLACE: Place = {
  protocol: "http:",
  host: "192.0.2.7:8080",
  hostname: "192.0.2.7",
  name: "Front Door",
  rtspPort: undefined,
  isAdmin: true,
};
const all = (place: Place): string[] => recipes(place).flatMap(({ lines }) => lines.map(({ text }) => text));

test("every program has lines with names of their own", () => {
  const given = recipes({ ...PLACE, rtspPort: 554 });
  assert.deepEqual(
    given.map(({ title }) => title),
    ["Addresses", "curl", "VLC", "FFmpeg", "Home Assistant", "Frigate", "go2rtc", "ZoneMinder"],
  );
  assert.equal(new Set(given.map(({ id }) => id)).size, given.length);
  for (const { id, hint, lines } of given) {
    assert.match(id, /^[a-z0-9-]+$/);
    assert.notEqual(hint, "");
    assert.ok(lines.length > 0, id);
    assert.equal(new Set(lines.map(({ label }) => label)).size, lines.length, id);
  }
});

test("lines lead to the camera that served the page", () => {
  const addresses = recipes(PLACE)[0]!.lines.map(({ text }) => text);
  assert.deepEqual(addresses, [
    "http://192.0.2.7:8080/img/video.mjpeg",
    "http://192.0.2.7:8080/img/snapshot.cgi",
    "http://192.0.2.7:8080/img/media.flv",
    "http://192.0.2.7:8080/whep/h264/1",
    "http://192.0.2.7:8080/adm/get_group.cgi",
    "http://192.0.2.7:8080/stream/h264/2",
    "http://192.0.2.7:8080/tmpfs/snap.jpg",
  ]);
  for (const text of all(PLACE)) assert.ok(text.includes("192.0.2.7:8080"), text);
  for (const text of all({ ...PLACE, protocol: "https:", httpsPort: 8443 }))
    assert.ok(!text.includes("http:"), text);
});

test("RTSP appears only when it is served", () => {
  const own = (place: Place): string[] => all(place).filter((text) => text.includes("rtsp://USER:PASSWORD@"));
  assert.deepEqual(own(PLACE), []);
  assert.ok(own({ ...PLACE, rtspPort: 554 }).length >= 6);
  for (const text of own({ ...PLACE, rtspPort: 554 })) {
    assert.match(
      text,
      /rtsp:\/\/USER:PASSWORD@192\.0\.2\.7\/(?:img\/media\.sav|stream\/h264\/2|livestream\/11)/,
    );
  }
  for (const text of own({ ...PLACE, rtspPort: 8554 }))
    assert.match(text, /@192\.0\.2\.7:8554\/(?:img|stream|livestream)\//);
});

test("encrypted addresses appear where they are served, and go over their own ports", () => {
  const secure = { ...PLACE, httpsPort: 8443, rtspsPort: 8322 };
  const own = all(secure).filter((text) => /^(?:https|rtsps):/.test(text));
  assert.deepEqual(own, ["rtsps://USER:PASSWORD@192.0.2.7:8322/img/media.sav", "https://192.0.2.7:8443/"]);
  assert.deepEqual(all({ ...PLACE, httpsPort: 0, rtspsPort: 0 }), all(PLACE));
});

test("who may only look is shown no address of the administration", () => {
  for (const text of all({ ...PLACE, isAdmin: false })) assert.doesNotMatch(text, /\/adm\//);
  assert.ok(all(PLACE).some((text) => text.includes("/adm/")));
});

test("a name cannot leave its place in a configuration file", () => {
  const name = `x"\n  evil: true #`;
  for (const { id, lines } of recipes({ ...PLACE, name })) {
    for (const { text } of lines) assert.doesNotMatch(text, /^\s*evil:/m, id);
  }
  const yaml = all({ ...PLACE, name }).find((text) => text.startsWith("camera:"))!;
  assert.ok(yaml.includes(`name: ${JSON.stringify(name)}\n`));
});
