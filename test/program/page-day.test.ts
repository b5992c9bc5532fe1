import assert from "node:assert/strict";
import { it } from "node:test";
import { needs } from "../peers.ts";
import { openBrowser } from "./browser.ts";
import { admin, emptyFolder, start, until } from "./program.ts";

/** How much faster the page's own timers run: a second is more than a minute. */
const pace = 80;

const faster = `(() => {
  const { setTimeout: later } = window;
  window.asked = 0;
  window.setTimeout = (work, ms = 0, ...rest) => later(work, ms > 300 ? ms / ${pace} : ms, ...rest);
  const { fetch: get } = window;
  window.fetch = (path, ...rest) => {
    if (String(path).startsWith("/pinhole/")) window.asked++;
    return get(path, ...rest);
  };
})()`;

it("pages that are left open ask again and again, and hold no more than before", {
  skip: needs("chromium"),
  timeout: 420_000,
}, async () => {
  await using folder = await emptyFolder();
  await using profile = await emptyFolder();
  await using camera = await start(folder, []);
  await using browser = await openBrowser(profile);
  await browser.begin(faster);
  await browser.open(`${camera.base}/#/links`, ["", ""]);
  const login = JSON.stringify(JSON.stringify({ user: admin[0], password: admin[1] }));
  await browser.value(`fetch("/session", { method: "POST", body: ${login} }).then(() => location.reload())`);
  await until(
    "the pages",
    async () => (await browser.value("document.querySelector('nav.nav') !== null")) === true,
  );
  const updates = async (count: number): Promise<void> => {
    const before = Number(await browser.value("asked"));
    let n = 0;
    await until(
      `${count} more answers`,
      async () => {
        // Something happens all the time: the log has a line more.
        await camera.set(`group=SYSTEM&host_name=Name${n++}`);
        return Number(await browser.value("asked")) >= before + count;
      },
      50,
    );
  };
  // As many lines as the page shows of the log.
  for (let n = 0; n < 300; n++) await camera.set(`group=SYSTEM&comment=Line${n}`);
  for (const place of ["settings/journal", "alarms", "deliveries", "motion"]) {
    await browser.value(`location.hash = "#/${place}"`);
    // The lists of the page are full, and the code is compiled.
    await updates(50);
    const first = await browser.holds();
    await updates(100);
    const then = await browser.holds();
    const grown = JSON.stringify({ place, first, then });
    assert.ok(then.nodes < first.nodes * 1.3 + 400, grown);
    assert.ok(then.listeners < first.listeners * 1.3 + 100, grown);
    assert.ok(then.heap < first.heap * 1.3 + 2_000_000, grown);
  }
});
