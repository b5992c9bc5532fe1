import assert from "node:assert/strict";
import { it } from "node:test";
import { needs } from "../peers.ts";
import { openBrowser } from "./browser.ts";
import { admin, emptyFolder, start, until } from "./program.ts";

/** Seconds between two moments at which the counting of RTP's 90 kHz is the same again. */
const turn = 2 ** 32 / 90_000;

/** How old the pictures are when they are seen, in seconds: the camera's RTP time is that of the capture. */
const age = `new Promise((done) => {
  const ages = [];
  const look = (now, { rtpTimestamp, expectedDisplayTime }) => {
    const seen = (performance.timeOrigin + expectedDisplayTime) / 1000;
    if (rtpTimestamp !== undefined) ages.push(((seen - rtpTimestamp / 90000) % ${turn} + ${turn}) % ${turn});
    if (ages.length < 40) return picture.requestVideoFrameCallback(look);
    done(ages.sort((a, b) => a - b)[20]);
  };
  picture.requestVideoFrameCallback(look);
})`;

it("the live page shows H.264 at once, goes over to WebRTC, and turns the camera", {
  skip: needs("chromium"),
  timeout: 150_000,
}, async () => {
  await using folder = await emptyFolder();
  await using profile = await emptyFolder();
  await using camera = await start(folder, []);
  await using browser = await openBrowser(profile);
  await browser.resize(1280, 900);
  await browser.open(`${camera.base}/`, ["", ""]);
  const login = JSON.stringify(JSON.stringify({ user: admin[0], password: admin[1] }));
  await browser.value(`fetch("/session", { method: "POST", body: ${login} }).then(() => location.reload())`);
  await until("the video", async () => Number(await browser.value("picture.currentTime")) > 0, 20);
  assert.equal(await browser.value("picture.tagName"), "VIDEO");
  await until("WebRTC", async () => (await browser.value("picture.srcObject !== null")) === true, 30);
  const before = Number(await browser.value("picture.currentTime"));
  await until(
    "time that goes on",
    async () => Number(await browser.value("picture.currentTime")) > before + 1,
  );
  const state = JSON.parse((await camera.get("/pinhole/state")).body.toString());
  assert.deepEqual(state.viewers, { webrtc: 1 }, "the first way has ended");
  await until("pictures that are 300 ms old at most", async () => Number(await browser.value(age)) < 0.3, 30);

  const bottom = await browser.value("document.querySelector('.frame').getBoundingClientRect().bottom");
  assert.ok(Number(bottom) <= 900, `all of the picture is seen without scrolling: ${bottom}`);

  const position = async (): Promise<string> =>
    String(
      await browser.value(`fetch("/pinhole/state").then((r) => r.json()).then((s) => s.aim.position.join())`),
    );
  assert.equal(await position(), "0,0");
  await browser.value(`document.querySelector("[data-way=R]").click()`);
  await until("the turn", async () => (await position()) === "6,0");
  const key = `new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true })`;
  await browser.value(`document.querySelector(".frame").dispatchEvent(${key})`);
  await until("the turn by a key", async () => (await position()) === "6,6");
  await browser.value(`document.querySelector(".store").requestSubmit()`);
  await until("the place and its picture", async () =>
    String(await browser.value(`document.querySelector(".preset img")?.src`)).startsWith("data:image/jpeg"),
  );
  await browser.value(`document.querySelector("[data-way=H]").click()`);
  await until("home", async () => (await position()) === "0,0");
  await browser.value(`document.querySelector(".preset").click()`);
  await until("the place again", async () => (await position()) === "6,6");
  assert.deepEqual(
    browser.errors.filter((error) => !/ 40[16] /.test(error)),
    [],
  );
});

it("the live page plays H.264 close to the newest picture where there is no WebRTC", {
  skip: needs("chromium"),
  timeout: 150_000,
}, async () => {
  await using folder = await emptyFolder();
  await using profile = await emptyFolder();
  await using camera = await start(folder, []);
  await using browser = await openBrowser(profile);
  await browser.begin("delete window.RTCPeerConnection");
  await browser.open(`${camera.base}/`, ["", ""]);
  const login = JSON.stringify(JSON.stringify({ user: admin[0], password: admin[1] }));
  await browser.value(`fetch("/session", { method: "POST", body: ${login} }).then(() => location.reload())`);
  await until("the video", async () => Number(await browser.value("picture.currentTime")) > 1, 20);
  // How far behind what has arrived it is seen.
  await until("a picture near the newest", async () => {
    const behind = await browser.value(
      "picture.buffered.end(picture.buffered.length - 1) - picture.currentTime",
    );
    return Number(behind) < 0.3;
  });
  assert.equal(await browser.value("picture.srcObject"), null);
});
