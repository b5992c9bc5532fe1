import assert from "node:assert/strict";
import { test } from "node:test";
import { type PlayerStatus, play, type Surroundings } from "./mjpeg-player.ts";

const STILL = "still";
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const part = (body: string): Uint8Array<ArrayBuffer> =>
  bytes(`--b\r\nContent-Length: ${body.length}\r\n\r\n${body}\r\n`);

type Answer = (signal: AbortSignal) => Response | Promise<Response>;

/** A stream that sends its pictures and then ends, or stays open and silent. */
function streamOf(pictures: readonly string[], end: boolean): Answer {
  return (signal) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const picture of pictures) controller.enqueue(part(picture));
        if (end) controller.close();
        signal.addEventListener("abort", () => !end && controller.error(signal.reason));
      },
    });
    return new Response(body);
  };
}

const refuse =
  (status: number): Answer =>
  () =>
    new Response("", { status });
const stillOf: Answer = () => new Response(STILL);
const broken: Answer = () => Promise.reject(new TypeError("failed to fetch"));

/** Plays against answers by path, on a clock that moves to the next sleeper's time; stops after `calls` requests. */
async function played(answers: (path: string, call: number) => Answer, calls: number) {
  const log: string[] = [];
  const statuses: PlayerStatus[] = [];
  const stop = new AbortController();
  const sleepers = new Set<{ atMs: number; wake: () => void }>();
  let nowMs = 0;
  let call = 0;
  const around: Surroundings = {
    fetch: async (path, { signal }) => {
      if (call === calls) {
        stop.abort();
        throw stop.signal.reason;
      }
      log.push(`${nowMs} ${path.slice(5)}`);
      return await answers(path, call++)(signal!);
    },
    show: (jpeg) => log.push(new TextDecoder().decode(jpeg)),
    report: (status) => {
      if (statuses.at(-1) !== status) statuses.push(status);
    },
    nowMs: () => nowMs,
    sleep: (ms, signal) => {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { atMs: nowMs + ms, wake: resolve };
      sleepers.add(sleeper);
      signal.addEventListener("abort", () => {
        sleepers.delete(sleeper);
        reject(signal.reason);
      });
      return promise;
    },
  };
  const done = play(around, stop.signal).then(() => true);
  const idle = (): Promise<false> => new Promise((resolve) => setImmediate(resolve, false));
  while (!(await Promise.race([done, idle()]))) {
    await idle();
    const next = [...sleepers].sort((a, b) => a.atMs - b.atMs)[0];
    if (next === undefined) continue;
    sleepers.delete(next);
    nowMs = next.atMs;
    next.wake();
  }
  return { log, statuses, sleepers: sleepers.size };
}

test("shows the stream", async () => {
  const { log, statuses } = await played(() => streamOf(["a", "b", "c"], true), 1);
  assert.deepEqual(log, ["0 video.mjpeg", "a", "b", "c"]);
  assert.deepEqual(statuses, ["live"]);
});

test("a stream that stalls is replaced by single pictures, then tried again", async () => {
  const answers = (path: string): Answer => (path.endsWith("mjpeg") ? streamOf(["a"], false) : stillOf);
  const { log, statuses, sleepers } = await played(answers, 5);
  assert.deepEqual(log, [
    "0 video.mjpeg",
    "a",
    "8000 snapshot.cgi",
    STILL,
    "9000 snapshot.cgi",
    STILL,
    "10000 snapshot.cgi",
    STILL,
    "11000 video.mjpeg",
    "a",
  ]);
  assert.deepEqual(statuses, ["live", "stills", "live"]);
  assert.equal(sleepers, 0);
});

test("a stream that keeps failing is tried at growing distances", async () => {
  const answers = (path: string): Answer => (path.endsWith("mjpeg") ? refuse(500) : stillOf);
  const { log } = await played(answers, 140);
  const tries = log.filter((line) => line.endsWith("mjpeg")).map((line) => Number.parseInt(line, 10));
  assert.deepEqual(tries, [0, 6000, 18000, 42000, 90000]);
});

test("pauses between errors grow, up to a limit, and one good picture ends them", async () => {
  const { log, statuses } = await played((_, call) => (call < 11 ? broken : stillOf), 14);
  const stills = log.filter((line) => line.endsWith(".cgi")).map((line) => Number.parseInt(line, 10));
  const pauses = stills.slice(1).map((at, i) => at - stills[i]!);
  assert.deepEqual(pauses.slice(0, 6), [2000, 4000, 8000, 15000, 15000, 15000]);
  assert.equal(pauses.at(-1), 1000);
  assert.deepEqual(statuses, ["failed", "stills"]);
});

test("a refused login stops it", async () => {
  const { log, statuses } = await played(() => refuse(401), 10);
  assert.deepEqual(log, ["0 video.mjpeg"]);
  assert.deepEqual(statuses, ["login"]);
});

test("a login that is withdrawn later stops it too", async () => {
  const { statuses } = await played((_, call) => (call === 0 ? streamOf(["a"], true) : refuse(401)), 10);
  assert.deepEqual(statuses, ["live", "login"]);
});

test("privacy, too many viewers and other refusals are told apart", async () => {
  for (const [status, said] of [
    [406, "privacy"],
    [503, "busy"],
    [404, "failed"],
  ] as const) {
    assert.deepEqual((await played(() => refuse(status), 3)).statuses, [said]);
  }
});

test("a broken stream, an empty one and an empty picture are failures", async () => {
  const garbage: Answer = () => new Response("x".repeat(9000));
  assert.deepEqual((await played(() => garbage, 1)).statuses, ["failed"]);
  assert.deepEqual((await played(() => streamOf([], true), 1)).statuses, ["failed"]);
  const { statuses } = await played((path) => (path.endsWith("mjpeg") ? broken : () => new Response("")), 3);
  assert.deepEqual(statuses, ["failed"]);
});

test("a picture that never ends is given up", async () => {
  const silent: Answer = (signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const { log } = await played((path) => (path.endsWith("mjpeg") ? refuse(500) : silent), 3);
  assert.deepEqual(log, ["0 video.mjpeg", "0 snapshot.cgi", "17000 video.mjpeg"]);
});
