import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { needs } from "../peers.ts";
import { type Browser, openBrowser } from "./browser.ts";
import { admin, emptyFolder, type Folder, freePort, type Program, start, until } from "./program.ts";

/** Chromium's own microphone beeps; nobody is asked for it. */
const flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

const hostile = "<img src=x onerror=title=1>";

describe("hands on the live page", { skip: needs("chromium", "ffmpeg"), timeout: 240_000 }, () => {
  let folder: Folder;
  let profile: Folder;
  let camera: Program;
  let browser: Browser;
  let wav: string;
  let args: readonly string[];
  before(async () => {
    folder = await emptyFolder();
    profile = await emptyFolder();
    wav = join(profile.path, "said.wav");
    args = ["--model", "RC8221", "--speaker", wav, "--http", String(await freePort())];
    camera = await start(folder, args);
    await camera.set("group=AUDIO&audio_in=1&audio_out=1");
    browser = await openBrowser(profile, flags);
    await browser.resize(1280, 900);
    await browser.open(`${camera.base}/`, ["", ""]);
    await logIn();
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await camera?.[Symbol.asyncDispose]();
    await profile?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });
  const logIn = async (): Promise<void> => {
    const login = JSON.stringify(JSON.stringify({ user: admin[0], password: admin[1] }));
    await browser.value(
      `fetch("/session", { method: "POST", body: ${login} }).then(() => location.reload())`,
    );
    await until("the live picture", async () => (await kind()) === "live", 30);
  };
  const kind = (): Promise<unknown> => browser.value("document.getElementById('stage')?.dataset.kind");
  const has = async (selector: string): Promise<boolean> =>
    (await browser.value(`document.querySelector(${JSON.stringify(selector)}) !== null`)) === true;
  const said = async (): Promise<string> =>
    String(await browser.value("document.querySelector('.said').innerText"));
  const time = async (): Promise<number> => Number(await browser.value("picture.currentTime"));

  it("lets hear the sound", async () => {
    await until("the button", () => has("[data-control=mute]"));
    await browser.press("[data-control=mute]");
    await until("a picture with sound", async () => (await browser.value("picture.muted")) === false, 20);
    const before = await time();
    await until("that goes on", async () => (await time()) > before + 0.5 || (await time()) < before, 20);
    const heard = `(() => {
      const stream = picture.srcObject ?? picture.captureStream();
      return stream.getAudioTracks().length;
    })()`;
    await until("a track of sound", async () => Number(await browser.value(heard)) > 0, 20);
    await browser.press("[data-control=sound]");
    await until("silence", () => has("[data-control=mute]"));
  });

  it("records by hand, and keeps a picture", async () => {
    await browser.value(`(() => {
      window.kept = [];
      const make = URL.createObjectURL.bind(URL);
      let blob;
      URL.createObjectURL = (of) => {
        if (of instanceof Blob) blob = of;
        return make(of);
      };
      HTMLAnchorElement.prototype.click = function () {
        blob.arrayBuffer().then((bytes) => {
          const mark = String.fromCharCode(...new Uint8Array(bytes.slice(4, 8)));
          kept.push([this.download, bytes.byteLength, mark]);
        });
      };
    })()`);
    await browser.press("[data-control=record]");
    await until("the recording", () => has("[data-control=record][data-on]"));
    const before = await time();
    await until("two seconds", async () => Math.abs((await time()) - before) > 2, 20);
    await browser.press("[data-control=record]");
    await until("the film", async () => Number(await browser.value("kept.length")) === 1, 20);
    const [name, bytes, mark] = (await browser.value("kept[0]")) as [string, number, string];
    assert.match(name, /\.mp4$/);
    assert.ok(bytes > 10_000, `${bytes} bytes`);
    assert.equal(mark, "ftyp");
    await browser.press("[data-control=snapshot]");
    await until("the picture", async () => Number(await browser.value("kept.length")) === 2, 20);
    assert.match(String(await browser.value("kept[1][0]")), /\.jpg$/);
  });

  it("talks while a button is held, out of the camera's speaker", async () => {
    await browser.value(
      `[...document.querySelectorAll(".controls button")].find((b) => b.innerText.includes("Hold to talk")).id = "talk"`,
    );
    await browser.press("#talk", 1500);
    await until("the end", async () => (await said()) === "Sent to the speaker", 20);
    await until("the sound", async () => (await stat(wav).catch(() => undefined))?.size !== undefined, 10);
    await until("loud sound", async () => {
      const bytes = await readFile(wav);
      const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1).subarray(22);
      return samples.some((sample) => Math.abs(sample) > 2000);
    });
  });

  it("fills the screen, and comes back", async () => {
    await browser.press("[data-control=full]");
    await until("all of the screen", async () =>
      Boolean(await browser.value("document.fullscreenElement?.id === 'stage'")),
    );
    await browser.press("[data-control=full]");
    await until("the page", async () => (await browser.value("document.fullscreenElement")) === null);
  });

  it("stays the picture where it is paused, and goes on", async () => {
    await browser.press("[data-control=pause]");
    await until("the still picture", () => has(".frame img.frozen"));
    assert.equal(await kind(), "pause");
    await browser.press("[data-control=play]");
    await until("the live picture", async () => (await kind()) === "live", 20);
  });

  it("says who else watches", async () => {
    const watching = async (): Promise<string> =>
      String(await browser.value("document.querySelector('.strip .rate').innerText"));
    const stop = new AbortController();
    const headers = { authorization: `Basic ${btoa(admin.join(":"))}` };
    const other = await fetch(`${camera.base}/stream/h264/1`, { headers, signal: stop.signal });
    await until("two streams", async () => (await watching()).includes("2 streams open"), 20);
    stop.abort();
    await other.body?.cancel().catch(() => undefined);
    await until("one stream", async () => (await watching()).includes("1 stream open"), 20);
  });

  it("shows a hostile comment, log line, SSID and name as text", async () => {
    const settings = {
      identity: [{ comment: hostile }],
      wireless: [{ ssid: "<img onerror=x>" }],
      motionWindow: [{}, { name: "<b>x</b>" }],
    };
    const stored = await fetch(`${camera.base}/pinhole/settings`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(admin.join(":"))}`, "content-type": "application/json" },
      body: JSON.stringify(settings),
    });
    assert.equal(stored.status, 200, await stored.text());
    for (const place of [
      "motion",
      "links",
      "settings/identity",
      "settings/wireless",
      "settings/journal",
      "settings/copies",
      "settings/networks",
    ]) {
      await browser.value(`location.hash = "#/${place}"`);
      await until(place, () => has("#page :is(.card, .stage)"));
      const found = await browser.value("document.querySelectorAll('[onerror], #page b').length");
      assert.equal(found, 0, place);
    }
    await browser.value(`location.hash = "#/settings/journal"`);
    await until("the line of the log", async () =>
      String(await browser.value("document.body.innerText")).includes("<img src=x onerror"),
    );
    assert.notEqual(await browser.value("document.title"), "1");
    await browser.value(`location.hash = "#/live"`);
    await until("the live picture", async () => (await kind()) === "live", 20);
  });

  it("keeps its login where scripts can not read it, and runs no script from elsewhere", async () => {
    const login = JSON.stringify({ user: admin[0], password: admin[1] });
    const answer = await fetch(`${camera.base}/session`, { method: "POST", body: login });
    assert.match(answer.headers.get("set-cookie") ?? "", /HttpOnly/i);
    assert.match(answer.headers.get("set-cookie") ?? "", /SameSite=(?:Strict|Lax)/i);
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";", 1)[0] as string;
    for (const [path, body] of [
      ["/pinhole/settings", "{}"],
      ["/whep/h264/1", "v=0\r\n"],
      ["/pinhole/restart", ""],
      ["/pinhole/version?number=1", ""],
    ] as const) {
      const headers = { cookie, origin: "http://evil.example", "sec-fetch-site": "cross-site" };
      const { status } = await fetch(`${camera.base}${path}`, { method: "POST", body, headers });
      assert.equal(status, 403, path);
    }
    await browser.value(`document.head.append(Object.assign(document.createElement("script"), {
      textContent: "document.title = 'inline'",
    }))`);
    assert.notEqual(await browser.value("document.title"), "inline");
    const { headers } = await fetch(`${camera.base}/`);
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
  });

  it("comes back by itself when the camera was away", async () => {
    await camera.end("SIGKILL");
    await until("the notice", async () => (await kind()) === "bad", 30);
    camera = await start(folder, args);
    await until("the page or its login", async () => (await kind()) === "live" || has("form.login"), 40);
    if (await has("form.login")) await logIn();
    const before = await time();
    await until("a picture that moves", async () => (await time()) !== before, 20);
    assert.ok((await readdir(folder.path)).length > 0);
  });
});
