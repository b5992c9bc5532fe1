import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { openBrowser } from "../test/program/browser.ts";
import { admin, emptyFolder, start, until } from "../test/program/program.ts";
import { root } from "../test/sources.ts";

/** Takes the pictures of docs/guide/pages.md from a camera of its own, in Chromium. */
const folder = join(root, "docs/guide/pictures");

const desk = [1280, 860] as const;
const phone = [390, 780] as const;

interface Shot {
  readonly file: string;
  readonly place: string;
  readonly size: readonly [width: number, height: number];
  readonly dark?: boolean;
  /** What has to be there before the picture is taken. */
  readonly shows: string;
}

const live = "document.getElementById('stage')?.dataset.kind === 'live' && picture.currentTime > 1";
const card = "document.querySelectorAll('#page .card').length > 1";

/** The second window, chosen by hand. */
const chosen = `(() => {
  const area = document.querySelector("#area");
  if (!area?.querySelector("[value=window-2]")) return false;
  area.value = "window-2";
  return area.dispatchEvent(new Event("change", { bubbles: true }));
})()`;

const shots: readonly Shot[] = [
  { file: "live", place: "live", size: desk, shows: live },
  { file: "live-phone", place: "live", size: phone, dark: true, shows: live },
  { file: "motion", place: "motion", size: desk, shows: `${chosen} && picture.currentTime > 1` },
  {
    file: "alarms",
    place: "alarms",
    size: desk,
    shows: "document.querySelector('.timeline video, .timeline img')",
  },
  {
    file: "alarms-phone",
    place: "alarms",
    size: phone,
    dark: true,
    shows: "document.querySelector('.timeline video, .timeline img')",
  },
  {
    file: "deliveries",
    place: "deliveries",
    size: desk,
    dark: true,
    shows: "document.querySelector('[data-drill]')",
  },
  { file: "settings", place: "settings", size: desk, shows: card },
  { file: "copies", place: "settings/copies", size: desk, shows: "document.querySelector('[data-version]')" },
  { file: "links-phone", place: "links", size: phone, shows: "document.querySelector('.qr')" },
];

await mkdir(folder, { recursive: true });
await using state = await emptyFolder();
await using profile = await emptyFolder();
await using camera = await start(state, ["--name", "Front door"]);
await camera.set("group=MOTION&md_switch1=0&md_switch2=1&md_window2=20,240,380,440&md_name2=Street");
await camera.set("group=EVENT&event_trigger=1&event_attach=mp4,1,2,3&event_mt=ftpu:0&event_httpc=ftpu:1");
await camera.set("group=EVENT&event_define1=Mon-Fri,18:00-06:00;Sat,Sun");
await camera.set("group=HTTP_EVENT&http_event_en=1");
await camera.set("group=FTP&ftp1=1&ftp1_server=127.0.0.1&ftp1_port=9");
await using browser = await openBrowser(profile);
await browser.open(`${camera.base}/`, ["", ""]);
const login = JSON.stringify(JSON.stringify({ user: admin[0], password: admin[1] }));
await browser.value(`fetch("/session", { method: "POST", body: ${login} }).then(() => location.reload())`);
await until("the pages", async () =>
  Boolean(await browser.value("document.querySelector('nav.nav') !== null")),
);
await camera.get("/adm/http_trigger.cgi");

for (const { file, place, size, dark = false, shows } of shots) {
  await browser.resize(...size);
  await browser.darken(dark);
  await browser.value(`location.hash = "#/${place}"`);
  if (place === "deliveries") {
    const press = `[...document.querySelectorAll("button")].find((b) => b.textContent === "Start the drill")?.click()`;
    await until("the drill", async () => {
      await browser.value(press);
      return Boolean(await browser.value("document.querySelector('[data-drill] .problem') !== null"));
    });
  }
  await until(file, async () => Boolean(await browser.value(`Boolean(${shows})`)), 40);
  // What a page loads after its frame, such as the first picture of a film.
  await after(1500);
  await writeFile(join(folder, `${file}.webp`), await browser.screenshot("webp"));
}
