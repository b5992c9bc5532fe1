import assert from "node:assert/strict";
import { it } from "node:test";
import { needs } from "../peers.ts";
import { openBrowser } from "./browser.ts";
import { admin, emptyFolder, start, until } from "./program.ts";

it("a window that is drawn on the picture is what the camera watches", {
  skip: needs("chromium"),
  timeout: 90_000,
}, async () => {
  await using folder = await emptyFolder();
  await using profile = await emptyFolder();
  await using camera = await start(folder, []);
  await using browser = await openBrowser(profile);
  await browser.resize(1280, 900);
  await browser.open(`${camera.base}/#/motion`, ["", ""]);
  const login = JSON.stringify(JSON.stringify({ user: admin[0], password: admin[1] }));
  await browser.value(`fetch("/session", { method: "POST", body: ${login} }).then(() => location.reload())`);
  await until(
    "the page",
    async () => (await browser.value("document.querySelector('#area') !== null")) === true,
  );
  await browser.value(`area.value = "window-2"; area.dispatchEvent(new Event("change", { bubbles: true }))`);
  const drawn = `document.getElementById("area-window-2")`;
  await until("the window", async () => (await browser.value(`${drawn} !== null`)) === true);
  const before = (await camera.get("/adm/get_group.cgi?group=MOTION.md_window2")).body.toString();
  await browser.value(
    `document.getElementById("area-on").checked || document.getElementById("area-on").click()`,
  );

  // From the middle of the window by a quarter of the picture to the right and downwards.
  await browser.value(`(() => {
    const svg = document.querySelector(".areas");
    svg.setPointerCapture = () => {};
    const [all, own] = [svg.getBoundingClientRect(), ${drawn}.getBoundingClientRect()];
    const at = { clientX: own.x + own.width / 2, clientY: own.y + own.height / 2 };
    const to = { clientX: at.clientX + all.width / 4, clientY: at.clientY + all.height / 4 };
    const send = (target, type, where) =>
      target.dispatchEvent(new PointerEvent(type, { ...where, bubbles: true, button: 0, pointerId: 1 }));
    send(${drawn}, "pointerdown", at);
    send(svg, "pointermove", to);
    send(svg, "pointerup", to);
  })()`);
  await until("the move", async () => Number(await browser.value(`${drawn}.x.baseVal.value`)) >= 160);
  await browser.value(
    `${drawn}.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", shiftKey: true, bubbles: true }))`,
  );
  const [x, y] = (await browser.value(
    `new Promise((done) => setTimeout(() => done([${drawn}.x.baseVal.value, ${drawn}.y.baseVal.value]), 100))`,
  )) as [number, number];
  await browser.value(`document.querySelector(".motion .save .primary").click()`);
  await until("the stored window", async () => {
    const { body } = await camera.get("/adm/get_group.cgi?group=MOTION.md_window2");
    const text = body.toString();
    return text !== before && text.includes(`${x},${y},`);
  });
  assert.deepEqual(
    browser.errors.filter((error) => !/ 40[16] /.test(error)),
    [],
  );
});
