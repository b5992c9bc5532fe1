import assert from "node:assert/strict";
import { test } from "node:test";
import type { Codec } from "../table.ts";
import {
  account,
  commas,
  corners,
  counted,
  flag,
  mask,
  pair,
  plain,
  storedPosition,
  streamId,
  thresholds,
  whole,
  words,
} from "./codecs.ts";

function takes<T>(codec: Codec<T>, text: string, current: T): T {
  const decoded = codec.decode(text, current, "as it should");
  assert.ok("value" in decoded, `refuses ${JSON.stringify(text)}`);
  return decoded.value;
}

function refuses<T>(codec: Codec<T>, texts: readonly string[], current: T): void {
  for (const text of texts) {
    const decoded = codec.decode(text, current, "as it should");
    assert.ok("problem" in decoded, `takes ${JSON.stringify(text)}`);
    assert.match(decoded.problem, /^must be /);
  }
}

test("a switch is exactly 0 or 1", () => {
  assert.equal(takes(flag, "1", false), true);
  assert.equal(flag.encode(false), "0");
  refuses(flag, ["", "2", "true", "on", "01", " 1", "1 ", "-0", "+1", "1\n"], false);
});

test("a number is plain decimal digits", () => {
  assert.equal(takes(whole, "0", 0), 0);
  assert.equal(takes(whole, "-36", 0), -36);
  assert.equal(takes(whole, "06", 0), 6);
  const wrong = [
    "",
    " 5",
    "5 ",
    "+5",
    "-",
    "-0",
    "1e1",
    "0x1",
    "1.0",
    "1,0",
    "٣",
    "５",
    "NaN",
    "Infinity",
    "1\n",
    "9".repeat(30),
  ];
  refuses(whole, wrong, 0);
});

test("text stays as it is", () => {
  assert.equal(takes(plain, " a|b;c=d ", ""), " a|b;c=d ");
  assert.equal(plain.encode("x"), "x");
});

test("words are spelled one way and read in several", () => {
  const format = words({ "24-hour": "24", "12-hour": "12" }, { "24-hour": "24-hour" });
  assert.equal(takes(format, "12", "24-hour"), "12-hour");
  assert.equal(takes(format, "24-hour", "12-hour"), "24-hour");
  assert.equal(format.encode("24-hour"), "24");
  refuses(format, ["", "25", "24-HOUR", "constructor", "__proto__"], "24-hour");
  assert.deepEqual(format.decode("x", "24-hour", ""), { problem: "must be one of 24, 12" });
});

test("counted words start where the vendor starts", () => {
  const region = counted(["Africa", "Asia"], 1);
  assert.equal(region.encode("Africa"), "1");
  assert.equal(takes(region, "2", "Africa"), "Asia");
  refuses(region, ["0", "3", "01", ""], "Africa");
});

test("values between commas are each read strictly", () => {
  assert.deepEqual(takes(corners, "30,60,100,120", [0, 0, 1, 1]), [30, 60, 100, 120]);
  assert.deepEqual(takes(pair, "-63,28", [0, 0]), [-63, 28]);
  assert.equal(corners.encode([0, 0, 639, 479]), "0,0,639,479");
  refuses(commas(whole), ["", "1,,2", "1,2,", ",1", "1, 2", "1;2", "1,a"], []);
});

test("a mask counts its first switch highest", () => {
  const none = [false, false, false];
  assert.deepEqual(takes(mask, "4", none), [true, false, false]);
  assert.deepEqual(takes(mask, "1", none), [false, false, true]);
  for (let bits = 0; bits < 8; bits++)
    assert.equal(mask.encode(takes(mask, String(bits), none)), String(bits));
  refuses(mask, ["8", "-1", "", "111", "x"], none);
});

test("an account is a name and a password, whose reading has no password", () => {
  const free = { name: "", password: "" };
  assert.deepEqual(takes(account, "viewer,secret", free), { name: "viewer", password: "secret" });
  assert.deepEqual(takes(account, "viewer,a,b", free), { name: "viewer", password: "a,b" });
  assert.equal(account.encode({ name: "viewer", password: "" }), "viewer,");
  assert.equal(account.encode(free), "");
});

test("writing back what was read keeps the password; another name starts without one", () => {
  const masked = { name: "viewer", password: "" };
  assert.deepEqual(takes(account, "viewer,", masked), { name: "viewer" });
  assert.deepEqual(takes(account, "viewer", masked), { name: "viewer" });
  assert.deepEqual(takes(account, "guest,", masked), { name: "guest", password: "" });
});

test("an empty account frees the slot; a password without a name is refused", () => {
  const masked = { name: "viewer", password: "" };
  assert.deepEqual(takes(account, "", masked), { name: "", password: "" });
  assert.deepEqual(takes(account, ",", masked), { name: "", password: "" });
  refuses(account, [",secret"], masked);
});

test("a stream is a codec and a number", () => {
  const current = { codec: "h264", channel: 1 } as const;
  assert.deepEqual(takes(streamId, "JPEG,2", current), { codec: "mjpeg", channel: 2 });
  assert.equal(streamId.encode({ codec: "mpeg4", channel: 3 }), "MPEG4,3");
  refuses(streamId, ["", "H264", "h264,1", "H265,1", "H264,1,2", "H264,x"], current);
});

test("night begins below where day begins", () => {
  const current = { nightBelow: 35, dayAbove: 75 };
  assert.deepEqual(takes(thresholds, "20,60", current), { nightBelow: 20, dayAbove: 60 });
  assert.equal(thresholds.encode(current), "35,75");
  refuses(thresholds, ["", "35", "75,35", "50,50", "1,2,3", "a,b"], current);
});

test("a position may be missing", () => {
  const current = { stored: true, position: [5, 6] } as const;
  assert.equal(storedPosition.encode({ stored: false, position: [0, 0] }), "");
  assert.equal(storedPosition.encode(current), "5,6");
  assert.deepEqual(takes(storedPosition, "", current), { stored: false, position: [5, 6] });
  assert.deepEqual(takes(storedPosition, "-1,-1", current), { stored: true, position: [-1, -1] });
  refuses(storedPosition, ["x", "1,", "1;2"], current);
});
