import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openWebReceiver } from "../deliveries/web-receiver.ts";
import { needs } from "../peers.ts";
import { type Browser, openBrowser } from "./browser.ts";
import { admin, emptyFolder, type Folder, freePort, type Program, start, until } from "./program.ts";

const click = (label: string): string =>
  `[...document.querySelectorAll("button, a")].find((each) => each.textContent.trim() === ${JSON.stringify(label)}).click()`;

/** Types into a field as a person does: the page hears of it. */
const type = (selector: string, text: string): string => `(() => {
  const input = document.querySelector(${JSON.stringify(selector)});
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, ${JSON.stringify(text)});
  input.dispatchEvent(new Event("input", { bubbles: true }));
})()`;

const axePath = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));

describe("the administration in a browser", { skip: needs("chromium"), timeout: 300_000 }, () => {
  let folder: Folder;
  let profile: Folder;
  let camera: Program;
  let browser: Browser;
  before(async () => {
    folder = await emptyFolder();
    profile = await emptyFolder();
    // Restarts come back at the same port.
    camera = await start(folder, ["--http", String(await freePort())]);
    browser = await openBrowser(profile);
    await browser.resize(1280, 900);
    await browser.open(`${camera.base}/`, ["", ""]);
    await until("the login", async () => has("form.login"));
    await login(admin[1]);
    await until("the pages", async () => has("nav.nav"));
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await camera?.[Symbol.asyncDispose]();
    await profile?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });
  const has = async (selector: string): Promise<boolean> =>
    (await browser.value(`document.querySelector(${JSON.stringify(selector)}) !== null`)) === true;
  const text = async (): Promise<string> => String(await browser.value("document.body.innerText"));
  const go = async (place: string): Promise<void> => {
    await browser.value(`location.hash = "#/${place}"`);
    await until(
      place,
      async () =>
        (await browser.value("document.querySelector('#page')?.dataset.page")) === place.split("/")[0],
    );
  };
  const login = async (password: string): Promise<void> => {
    await browser.value(`${type("[name=user]", admin[0])}; ${type("[name=password]", password)}`);
    await browser.value(click("Log in"));
  };

  it("arms the camera with one touch, as get_group sees it", async () => {
    await go("alarms");
    await until("the switch", () => has("[role=switch][aria-checked=false]"));
    await browser.value("document.querySelector('[role=switch]').click()");
    await until("the camera to be armed", async () =>
      (await camera.get("/adm/get_group.cgi?group=EVENT.event_trigger")).text.includes("event_trigger=1"),
    );
  });

  it("stores a painted week in the words of the schedule, and leaves what it can not show", async () => {
    await camera.set("group=EVENT&event_define1=sunset..sunrise");
    await browser.value(click("Links"));
    await go("alarms");
    await until("the line that stays", async () => (await text()).includes("sunset..sunrise"));
    await browser.value(click("Weekend"));
    await browser.value(`document.querySelector('[data-day="0"][data-slot="0"]').focus()`);
    await browser.value(
      `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }))`,
    );
    await until("the painted half hour", () => has(`[data-day="0"][data-slot="0"][aria-selected=true]`));
    await browser.value("[...document.querySelectorAll('[aria-label=Schedule] .primary')][0].click()");
    await until("the stored schedule", async () => {
      const { text: group } = await camera.get("/adm/get_group.cgi?group=EVENT");
      return /event_define1=sunset\.\.sunrise\r\n/.test(group) && /event_define2=\S*Sat\S*/.test(group);
    });
    await camera.set("group=EVENT&event_define1=&event_define2=");
  });

  it("shows an alarm that a URL fired by itself, and plays its clip", async () => {
    await camera.set("group=EVENT&event_attach=mp4,1,1,1&event_mt=ftpu:0&event_httpc=ftpu:1");
    await camera.set("group=HTTP_EVENT&http_event_en=1");
    assert.equal((await camera.get("/adm/http_trigger.cgi")).text, "OK");
    await until("the alarm", async () => (await text()).includes("Web request"), 15);
    await until("its clip", () => has(".timeline video"), 20);
    await browser.value(
      "document.querySelector('.timeline video').muted = true; void document.querySelector('.timeline video').play()",
    );
    await until(
      "the clip to play",
      async () => Number(await browser.value("document.querySelector('.timeline video').currentTime")) > 0.3,
      20,
    );
    const source = String(await browser.value("document.querySelector('.timeline video').src"));
    const target = source.slice(camera.base.length);
    assert.equal((await camera.get(target, null)).status, 401);
    assert.equal(
      (await camera.get("/pinhole/recording?path=clips%2F..%2Fsettings.json")).status,
      404,
      "nothing but recordings",
    );
  });

  it("runs a drill, and says why it failed and what to do", async () => {
    const port = await freePort();
    await camera.set(`group=FTP&ftp1=1&ftp1_server=127.0.0.1&ftp1_port=${port}`);
    await go("deliveries");
    await until("the button", async () => (await text()).includes("Start the drill"));
    await browser.value(click("Start the drill"));
    await until("the failure", () => has("[data-drill=ftp] .problem"), 20);
    const said = String(await browser.value("document.querySelector('[data-drill=ftp]').innerText"));
    assert.match(said, /What to do:/);
    assert.match(said, /127\.0\.0\.1/);
    const told = await camera.get("/pinhole/outbox");
    assert.equal(told.status, 200);
  });

  it("runs a drill that arrives, and says so", async () => {
    await using web = await openWebReceiver();
    const target = `http://127.0.0.1:${web.port}/door`;
    await camera.set(`group=FTP&ftp1=0&group=HTTP_NOTIFY&http_url=${target}&event_data_flag=1`);
    await browser.value(click("Start the drill"));
    await until("the delivery", () => has("[data-drill=notify][data-outcome=delivered]"), 20);
    await until("the last word", async () => (await text()).includes("Everything arrived"));
    assert.equal(await has("[data-drill] .problem"), false);
    assert.match(web.got[0]?.url ?? "", /^\/door\?event=drill&mac=/);
    await camera.set("group=HTTP_NOTIFY&http_url=");
  });

  it("restores a backup after showing what it would change", async () => {
    const { text: backup } = await camera.get("/adm/admcfg.cfg");
    await camera.set("group=SYSTEM&host_name=Changed");
    await go("settings/copies");
    await until("the place for a file", () => has("#backup-file"));
    const choose = (content: string): string => `(() => {
      const input = document.querySelector("#backup-file");
      const chosen = new DataTransfer();
      chosen.items.add(new File([${JSON.stringify(content)}], "<b>x</b>.cfg"));
      input.files = chosen.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    })()`;
    await browser.value(choose("nonsense"));
    await until("the refusal", () => has(".trouble"));
    await browser.value(choose(backup));
    await until("the preview", () => has("#changes"));
    const shown = String(await browser.value("document.querySelector('#changes').innerText"));
    assert.match(shown, /Identity: Host name\s+Changed\s+MyCamera/);
    assert.doesNotMatch(shown, /secret/);
    assert.match((await camera.get("/adm/get_group.cgi?group=SYSTEM")).text, /host_name=Changed/);
    const startedAt = async (): Promise<unknown> => {
      const got = await camera.get("/pinhole/state").catch(() => undefined);
      return got?.status === 200 ? JSON.parse(got.text).device.startedAt : undefined;
    };
    const before = await startedAt();
    await browser.value(click("Restore and restart"));
    await until("the name of before", async () => {
      const got = await camera.get("/adm/get_group.cgi?group=SYSTEM").catch(() => undefined);
      return got?.text.includes("host_name=MyCamera") ?? false;
    });
    await until(
      "the restart",
      async () => {
        const now = await startedAt();
        return now !== undefined && now !== before;
      },
      30,
    );
  });

  it("shows who changed what, and goes back to an earlier version", async () => {
    await camera.set("group=SYSTEM&host_name=Twice");
    await browser.open(`${camera.base}/`, ["", ""]);
    await until("an answer", async () => (await has("nav.nav")) || (await has("form.login")), 20);
    if (await has("form.login")) await login(admin[1]);
    await until("the pages", () => has("nav.nav"));
    await go("settings/copies");
    await until("the versions", () => has("[data-version]"));
    await until("the newest change", async () => (await text()).includes("Twice"));
    await browser.value("document.querySelectorAll('[data-version] button')[0].click()");
    await until("what would change", () => has(".compared #changes"));
    assert.match(
      String(await browser.value("document.querySelector('.compared').innerText")),
      /Identity: Host name\s+Twice\s+MyCamera/,
    );
    await browser.value("document.querySelector('.compared .primary').click()");
    await until("the name of before", async () =>
      (await camera.get("/adm/get_group.cgi?group=SYSTEM")).text.includes("host_name=MyCamera"),
    );
    await until("the new version", async () => (await text()).includes("settings put back to version"));
  });

  it("has no serious fault for screen readers and keyboards, wide or narrow", async () => {
    await browser.open(`${camera.base}/`, ["", ""]);
    await until("an answer", async () => (await has("nav.nav")) || (await has("form.login")), 20);
    if (await has("form.login")) await login(admin[1]);
    await until("the pages", () => has("nav.nav"));
    await browser.value(await readFile(axePath, "utf8"));
    for (const [width, height] of [
      [1280, 900],
      [360, 740],
      [2560, 1300],
    ] as const) {
      await browser.resize(width, height);
      // Each width in another scheme, so that each page is seen in both.
      await browser.darken(width !== 1280);
      for (const place of [
        "live",
        "motion",
        "links",
        "alarms",
        "deliveries",
        "settings",
        "settings/people",
        "settings/time",
        "settings/networks",
        "settings/journal",
        "settings/copies",
        "settings/system",
        "settings/motionWindow",
      ]) {
        await go(place);
        await until(`${place} to have something`, () => has("#page :is(.card, .stage)"));
        assert.equal(await has(".trouble"), false, `${place} at ${width} is in trouble`);
        const found = await browser.value(
          `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations
            .filter(({ impact }) => impact === "serious" || impact === "critical")
            .map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(" | ")))`,
        );
        assert.deepEqual(found, [], `${place} at ${width}`);
        const widest = Number(await browser.value("document.documentElement.scrollWidth"));
        assert.ok(widest <= width, `${place} at ${width}: ${widest}`);
      }
    }
    await browser.darken(false);
    await browser.resize(1280, 900);
  });

  it("speaks German, every setting too", async () => {
    const choose = (language: string): Promise<unknown> =>
      browser.value(`(() => {
        const select = document.querySelector(".tools select");
        select.value = "${language}";
        select.dispatchEvent(new Event("change", { bubbles: true }));
      })()`);
    await choose("de");
    await go("settings/motionWindow");
    await until("German names", async () => (await text()).includes("Empfindlichkeit"));
    // It is said to the browser once it has been drawn.
    await until("the language", async () => (await browser.value("document.documentElement.lang")) === "de");
    assert.doesNotMatch(await text(), /Watches|Threshold|Sensitivity/);
    assert.equal(
      await browser.value(`document.querySelector("[id='motionWindow.1.threshold']").labels[0].innerText`),
      "Schwelle",
    );
    for (const place of ["live", "motion", "alarms", "deliveries", "settings/copies", "links"]) {
      await go(place);
      await until(`${place} to have something`, () => has("#page :is(.card, .stage)"));
      await browser.resize(360, 740);
      const widest = Number(await browser.value("document.documentElement.scrollWidth"));
      assert.ok(widest <= 360, `${place}: ${widest}`);
      await browser.resize(1280, 900);
    }
    await choose("en");
  });

  it("shows no administration to a viewer, and locks out who guesses", async () => {
    await camera.set("group=USER&user1=anna,viewer-word");
    await browser.value(click("Log out"));
    await until("the login again", () => has("form.login"));
    await browser.value(`${type("[name=user]", "anna")}; ${type("[name=password]", "viewer-word")}`);
    await browser.value(click("Log in"));
    await until("the pages", () => has("nav.nav"));
    assert.doesNotMatch(await text(), /Settings|Alarms|Deliveries/);
    await go("settings/people");
    await until("the refusal", async () => (await text()).includes("Only an administrator"));
    await browser.value(click("Log out"));
    await until("the login once more", () => has("form.login"));
    await until(
      "the lock",
      async () => {
        await login(`wrong-${Math.random()}`);
        return (await text()).includes("too many failed logins");
      },
      40,
    );
  });
});
