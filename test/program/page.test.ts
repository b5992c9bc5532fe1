import assert from "node:assert/strict";
import { it } from "node:test";
import { needs } from "../peers.ts";
import { openBrowser } from "./browser.ts";
import { admin, emptyFolder, start, until } from "./program.ts";

/** A number for what the canvas shows now. */
const pictureNow = `(() => {
  const canvas = document.getElementById("picture");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let n = 0; n < data.length; n += 4) sum = (Math.imul(sum, 31) + data[n] + data[n + 1]) | 0;
  return sum;
})()`;

it("the page shows the live picture in Chromium, on a desktop and on a phone, without an error", {
  skip: needs("chromium"),
  timeout: 60_000,
}, async () => {
  await using folder = await emptyFolder();
  await using profile = await emptyFolder();
  await using camera = await start(folder, ["--name", "Front door"]);
  await using browser = await openBrowser(profile);
  await browser.resize(1280, 900);
  await browser.open(`${camera.base}/`, admin);

  await until("the live picture", async () => (await browser.value("stage.dataset.kind")) === "live");
  await until("the name", async () => (await browser.value("document.title")) === "Front door");
  const first = await browser.value(pictureNow);
  const seen = await browser.screenshot();
  await until("another picture", async () => (await browser.value(pictureNow)) !== first, 3);
  assert.notDeepEqual(await browser.screenshot(), seen);

  for (const [width, height] of [
    [1280, 900],
    [390, 844],
  ] as const) {
    await browser.resize(width, height);
    const widest = await browser.value("document.documentElement.scrollWidth");
    assert.ok(Number(widest) <= width, `nothing stands out to the right at ${width}: ${widest}`);
    const shown = await browser.value("picture.getBoundingClientRect().width");
    assert.ok(Number(shown) > width * 0.5, `the picture is large at ${width}: ${shown}`);
  }
  const text = String(await browser.value("document.body.innerText"));
  assert.ok(text.includes("Front door"));
  assert.ok(text.includes(`${camera.base}/img/video.mjpeg`));
  assert.doesNotMatch(text, /secret/);

  await camera.get("/adm/privacy_ctl.cgi?privacy=start");
  await until("the notice of privacy", async () => (await browser.value("stage.dataset.kind")) !== "live");
  await camera.get("/adm/privacy_ctl.cgi?privacy=stop");
  // A stream that the camera refuses with 406 is an error in Chromium's own words, which no page can keep back.
  assert.deepEqual(
    browser.errors.filter((error) => !error.includes("406")),
    [],
  );
});
