import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, openBrowser } from "../test/program/browser.ts";
import type { Bench, Benchmark } from "./bench.ts";
import { type Camera, startCamera } from "./camera.ts";
import { get } from "./http.ts";
import { thisMachine } from "./machine.ts";
import { findProgram } from "./process.ts";
import type { Section } from "./report.ts";
import { median } from "./stats.ts";

/** Windows that are open at one time, as many as WebRTC has viewers. */
const windows = 20;

/** Seconds after which RTP's clock of 90 kHz shows the same again. */
const turn = 2 ** 32 / 90_000;

/** How old pictures are when they are shown, in seconds: the camera's RTP time is that of the capture. */
const ages = `new Promise((done) => {
  const found = [];
  const look = (now, { rtpTimestamp, expectedDisplayTime }) => {
    const seen = (performance.timeOrigin + expectedDisplayTime) / 1000;
    if (rtpTimestamp !== undefined) found.push((((seen - rtpTimestamp / 90000) % ${turn}) + ${turn}) % ${turn});
    if (found.length === 40) done(found);
    else picture.requestVideoFrameCallback(look);
  };
  picture.requestVideoFrameCallback(look);
})`;

const firstPaint = `new Promise((done) => {
  new PerformanceObserver((list) => {
    const [found] = list.getEntriesByName("first-contentful-paint");
    if (found) done(found.startTime);
  }).observe({ type: "paint", buffered: true });
})`;

/** Milliseconds from the beginning of the page until something holds in it. */
const since = (holds: string): string => `new Promise((done) => {
  const look = () => {
    if (${holds}) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})`;

const size = `performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/app.js")).encodedBodySize`;

export const pages: Benchmark = {
  name: "pages",
  doc: "the camera's pages in Chromium: first content, script, picture, and 20 windows at once",
  run: async (bench) => {
    findProgram("chromium", "Debian package chromium");
    const { runs = 5, seconds = 10 } = bench.options;
    await using camera = await startCamera(bench);
    const visits: Visit[] = [];
    for (let run = 0; run <= runs; run++) {
      const visit = await visitOnce(bench, camera);
      bench.say(
        `visit ${run}: content ${visit.content.toFixed(0)} ms, picture ${visit.picture.toFixed(0)} ms`,
      );
      visits.push(visit);
    }
    return section(visits, await crowd(bench, camera, seconds), seconds);
  },
};

interface Visit {
  readonly content: number;
  readonly picture: number;
  readonly direct: number;
  readonly requests: number;
  readonly scriptBytes: number;
  readonly ages: readonly number[];
}

const addressOf = ({ snapshot: { port } }: Camera): string => `http://127.0.0.1:${port}/`;

async function logIn(browser: Browser, { snapshot }: Camera): Promise<void> {
  const [user, password] = atob(String(snapshot.authorization).replace("Basic ", "")).split(":");
  const login = JSON.stringify(JSON.stringify({ user, password }));
  await browser.value(`fetch("/session", { method: "POST", body: ${login} }).then(({ status }) => status)`);
}

async function profileIn({ folder }: Bench): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(folder, "profile-"));
  return { path, [Symbol.asyncDispose]: async () => {} };
}

/** A browser that has never been here: the login, and then the live page. */
async function visitOnce(bench: Bench, camera: Camera): Promise<Visit> {
  await using browser = await openBrowser(await profileIn(bench));
  await browser.resize(1280, 900);
  await browser.open(addressOf(camera), ["", ""]);
  const content = Number(await browser.value(firstPaint));
  const requests = 1 + Number(await browser.value('performance.getEntriesByType("resource").length'));
  const scriptBytes = Number(await browser.value(size));
  await logIn(browser, camera);
  await browser.open(addressOf(camera), ["", ""]);
  const picture = Number(await browser.value(since("window.picture?.currentTime > 0")));
  const direct = Number(await browser.value(since("window.picture?.srcObject")));
  const found = (await browser.value(ages)) as number[];
  return { content, picture, direct, requests, scriptBytes, ages: found };
}

interface Crowd {
  readonly dropped: number;
  readonly viewers: number;
}

/** Many windows with the live picture, beside what the camera counts as lost meanwhile. */
async function crowd(bench: Bench, camera: Camera, seconds: number): Promise<Crowd> {
  await using browser = await openBrowser(await profileIn(bench));
  await browser.open(addressOf(camera), ["", ""]);
  await logIn(browser, camera);
  const before = await dropped(camera);
  for (let n = 0; n < windows; n++) await browser.openWindow(addressOf(camera));
  await bench.pause(seconds);
  const viewers = await viewersOf(camera);
  return { viewers, dropped: (await dropped(camera)) - before };
}

async function dropped({ snapshot }: Camera): Promise<number> {
  const { body } = await get({ ...snapshot, path: "/metrics" });
  return Number(/^pinhole_pictures_dropped_total (\d+)/m.exec(body.toString())?.[1] ?? Number.NaN);
}

async function viewersOf({ snapshot }: Camera): Promise<number> {
  const { body } = await get({ ...snapshot, path: "/pinhole/state" });
  const { viewers } = JSON.parse(body.toString()) as { readonly viewers: Readonly<Record<string, number>> };
  return Object.values(viewers).reduce((sum, count) => sum + count, 0);
}

function section([first, ...later]: readonly Visit[], many: Crowd, seconds: number): Section {
  const of = (pick: (visit: Visit) => number): number => median(later.map(pick));
  const limit = (value: number) => ({ limit: { sign: "<", value, of: "figure" } }) as const;
  return {
    name: "pages",
    title: "The camera's pages in headless Chromium on the same machine",
    machine: thisMachine(),
    method: `A new profile for each of ${later.length} visits, over 127.0.0.1; the built-in scene, 720p.`,
    rows: [
      { what: "first content, median", unit: "ms", camera: of(({ content }) => content), ...limit(500) },
      {
        what: "first content, of the camera's first visitor",
        unit: "ms",
        camera: first?.content ?? Number.NaN,
      },
      {
        what: "script, packed",
        unit: "kB",
        camera: of(({ scriptBytes }) => scriptBytes) / 1000,
        ...limit(120),
      },
      { what: "requests to the login", unit: "requests", camera: of(({ requests }) => requests) },
      { what: "first picture, median", unit: "ms", camera: of(({ picture }) => picture) },
      { what: "picture by WebRTC, median", unit: "ms", camera: of(({ direct }) => direct) },
      {
        what: "age of a picture when it is seen",
        unit: "ms",
        camera: 1000 * of((visit) => median(visit.ages)),
        ...limit(300),
      },
      { what: `streams open with ${windows} windows`, unit: "streams", camera: many.viewers },
      { what: `pictures lost in ${seconds} s of that`, unit: "pictures", camera: many.dropped },
    ],
    notes: [
      "The first visitor has the pages put together; after that they are kept.",
      "The age of a picture counts from its capture to the moment for which Chromium plans to show it. Chromium decodes on the same cores.",
    ],
  };
}
