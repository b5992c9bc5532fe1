import assert from "node:assert/strict";
import { it } from "node:test";
import { needs } from "../peers.ts";
import { openBrowser } from "./browser.ts";
import { admin, emptyFolder, start, until } from "./program.ts";

/** A number for what the picture shows now. */
const pictureNow = `(() => {
  const picture = document.getElementById("picture");
  const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 90 });
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let n = 0; n < data.length; n += 4) sum = (Math.imul(sum, 31) + data[n] + data[n + 1]) | 0;
  return sum;
})()`;

const click = (label: string): string =>
  `[...document.querySelectorAll("button, a")].find((each) => each.textContent.trim() === ${JSON.stringify(label)}).click()`;

/** Types into a field as a person does: the page hears of it. */
const type = (selector: string, text: string): string => `(() => {
  const input = document.querySelector(${JSON.stringify(selector)});
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, ${JSON.stringify(text)});
  input.dispatchEvent(new Event("input", { bubbles: true }));
})()`;

it("the pages let in who logs in, show the live picture, and store settings with the camera's own checks", {
  skip: needs("chromium"),
  timeout: 90_000,
}, async () => {
  await using folder = await emptyFolder();
  await using profile = await emptyFolder();
  await using camera = await start(folder, ["--name", "Front door"]);
  await using browser = await openBrowser(profile);
  const text = async (): Promise<string> => String(await browser.value("document.body.innerText"));
  await browser.resize(1280, 900);
  await browser.open(`${camera.base}/`, ["", ""]);

  await until("the login", async () => (await text()).includes("Log in"));
  assert.doesNotMatch(await text(), /Front door|Settings/);
  await browser.value(
    `${type("[name=user]", admin[0])}; ${type("[name=password]", "wrong")}; ${click("Log in")}`,
  );
  await until("the refusal", async () => (await text()).includes("not known here"));
  await browser.value(`${type("[name=password]", admin[1])}; ${click("Log in")}`);

  await until("the live picture", async () => (await browser.value("stage.dataset.kind")) === "live");
  await until("the name", async () => (await browser.value("document.title")) === "Front door");
  const first = await browser.value(pictureNow);
  const seen = await browser.screenshot();
  await until("another picture", async () => (await browser.value(pictureNow)) !== first, 3);
  assert.notDeepEqual(await browser.screenshot(), seen);
  assert.equal(await browser.value("document.cookie"), "");

  for (const [width, height] of [
    [1280, 900],
    [360, 740],
  ] as const) {
    await browser.resize(width, height);
    for (const place of ["live", "links", "settings/motionWindow"]) {
      await browser.value(`location.hash = "#/${place}"`);
      await until(
        place,
        async () =>
          (await browser.value("document.querySelector('#page').dataset.page")) === place.split("/")[0],
      );
      const widest = await browser.value("document.documentElement.scrollWidth");
      assert.ok(
        Number(widest) <= width,
        `nothing stands out to the right of ${place} at ${width}: ${widest}`,
      );
    }
  }
  await browser.resize(1280, 900);
  await browser.value(`location.hash = "#/links"`);
  await until("the addresses", async () => (await text()).includes(`${camera.base}/img/video.mjpeg`));
  assert.doesNotMatch(await text(), /secret/);

  await browser.value(`location.hash = "#/settings/motionWindow"`);
  const threshold = "[id='motionWindow.1.threshold']";
  await until(
    "the form",
    async () => (await browser.value(`document.querySelector("${threshold}") !== null`)) === true,
  );
  await browser.value(type(threshold, "256"));
  await until("the page's refusal", async () => (await text()).includes("must be 0 to 255"));
  const refused = await camera.get("/adm/set_group.cgi?group=MOTION&md_threshold1=256");
  assert.match(refused.body.toString(), /must be 0 to 255/);
  await browser.value(type(threshold, "44"));
  await until("no refusal", async () => !(await text()).includes("must be 0 to 255"));
  await browser.value(click("Save"));
  await until("the stored value", async () => {
    const { body } = await camera.get("/adm/get_group.cgi?group=MOTION.md_threshold1");
    return body.includes("md_threshold1=44");
  });

  await browser.value(`location.hash = "#/live"`);
  await camera.get("/adm/privacy_ctl.cgi?privacy=start");
  await until("the notice of privacy", async () => (await browser.value("stage.dataset.kind")) === "private");
  await camera.get("/adm/privacy_ctl.cgi?privacy=stop");
  await browser.value(click("Log out"));
  await until(
    "the login again",
    async () => (await browser.value("document.querySelector('form.login') !== null")) === true,
  );
  // What the camera refuses (401, 406) is an error in Chromium's own words, which no page can keep back.
  assert.deepEqual(
    browser.errors.filter((error) => !/ 40[16] /.test(error)),
    [],
  );
});
