// biome-ignore-all lint/suspicious/noControlCharactersInRegex: terminals are steered by them
import assert from "node:assert/strict";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { CameraError } from "@pinhole/client";
import { watch } from "../cameras/watch.ts";
import { drawBlocks, drawKitty, drawSixel } from "./drawings.ts";
import { fitted, type Pixels, scaled } from "./picture.ts";
import { bestWay, drawn, openReplies } from "./screen.ts";

/** Left half red, right half blue. */
const halves = (width: number, height: number): Pixels => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, n) => {
    const isLeft = Math.floor(n / 3) % width < width / 2;
    return n % 3 === (isLeft ? 0 : 2) ? 255 : 0;
  }),
});

test("a picture is made smaller by the mean of its pixels, and larger by repeating them", () => {
  const grey = scaled(
    { width: 2, height: 1, data: Uint8Array.of(0, 10, 20, 200, 30, 40) },
    { width: 1, height: 1 },
  );
  assert.deepEqual([...grey.data], [100, 20, 30]);
  const wide = scaled(halves(2, 1), { width: 4, height: 2 });
  assert.deepEqual(wide, { ...halves(4, 2) });
  assert.deepEqual(fitted({ width: 1280, height: 720 }, { width: 80, height: 46 }), {
    width: 80,
    height: 45,
  });
});

test("half blocks set a colour only where it changes", () => {
  const line = "\x1b[38;2;255;0;0m\x1b[48;2;255;0;0m▀▀\x1b[38;2;0;0;255m\x1b[48;2;0;0;255m▀▀\x1b[0m";
  assert.equal(drawBlocks(halves(4, 4)), `${line}\r\n${line}`);
  assert.equal(drawBlocks(halves(2, 1)).match(/▀/g)?.length, 2);
});

test("sixels draw what they were given", () => {
  const text = drawSixel(halves(8, 7));
  assert.match(text, /^\x1bP0;1q"1;1;8;7/);
  assert.match(text, /#180;2;100;0;0/);
  assert.match(text, /#5;2;0;0;100/);
  // Six full rows, then one: all bits, then the lowest.
  assert.match(text, /#180!4~!4\?\$#5!4\?!4~-#180!4@!4\?\$#5!4\?!4@-\x1b\\$/);
});

test("kitty gets the pixels in bounded pieces", () => {
  const noise = {
    width: 100,
    height: 60,
    data: Uint8Array.from({ length: 18_000 }, (_, n) => Math.imul(n * n + 7, 2_654_435_761) >>> 13),
  };
  const text = drawKitty(noise, { columns: 10, rows: 3 });
  const pieces = [...text.matchAll(/\x1b_G([^;]*);([^\x1b]*)\x1b\\/g)];
  assert.ok(pieces.length > 1);
  assert.match(pieces[0]?.[1] ?? "", /f=24,o=z,.*s=100,v=60,c=10,r=3,m=1$/);
  assert.equal(pieces.at(-1)?.[1], "m=0");
  assert.ok(pieces.every(([, , data = ""]) => data.length <= 4096));
  const data = inflateSync(Buffer.from(pieces.map(([, , part]) => part).join(""), "base64"));
  assert.deepEqual(new Uint8Array(data), noise.data);
});

test("a terminal says what it can do among the keys", async () => {
  const signal = new AbortController().signal;
  const old = openReplies();
  assert.equal(old.take("q"), "q");
  assert.equal(await bestWay({ TERM: "xterm" }, old, signal), "blocks");
  const vt = openReplies();
  assert.equal(vt.take("\x1b[6;20;10t\x1b[?62;4;22cq"), "q");
  assert.deepEqual(vt.said, { sixel: true, cell: { width: 10, height: 20 } });
  assert.equal(await bestWay({ TERM: "xterm" }, vt, signal), "sixel");
  assert.equal(await bestWay({ TERM: "xterm-kitty" }, vt, signal), "kitty");
  assert.equal(await bestWay({ TERM: "tmux-256color", KITTY_WINDOW_ID: "1" }, vt, signal), "sixel");
});

test("every way stays within the terminal", () => {
  const picture = halves(1280, 720);
  const size = { columns: 40, rows: 10 };
  assert.equal(drawn("blocks", picture, { size }).split("\r\n").length, 10);
  assert.match(drawn("sixel", picture, { size }), /"1;1;284;160#/);
  assert.match(drawn("kitty", picture, { size, cell: { width: 10, height: 20 } }), /s=355,v=200,c=36,r=10/);
});

// SOI, then a frame header of 64 x 48.
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0, 0xff, 0xd9);

function watched(press: readonly string[], seconds?: number) {
  const written: string[] = [];
  const moved: string[] = [];
  let columns = 20;
  const stop = new AbortController();
  const camera = {
    dialect: "sercomm",
    model: { name: "RC8230" },
    move: async (direction: string) => {
      moved.push(direction);
      if (direction === "R") throw new CameraError("not-allowed", "no right to move");
    },
    async *pictures({ signal }: { readonly signal: AbortSignal }) {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        columns = written.length > 3 ? 10 : 20;
        yield jpeg;
      }
    },
  };
  const terminal = {
    write: (text: string) => written.push(text),
    note: () => {},
    isInteractive: true,
    env: { TERM: "xterm" },
    signal: stop.signal,
    size: () => ({ columns, rows: 5 }),
    decodeJpeg: async () => halves(64, 48),
    async *keys(until: AbortSignal) {
      yield "\x1b[?6c";
      for (const key of press) {
        while (written.length < 6) await new Promise((resolve) => setImmediate(resolve));
        yield key;
      }
      await new Promise((resolve) => until.addEventListener("abort", resolve));
    },
  };
  const call = {
    words: [],
    flags: { fps: 30, ...(seconds === undefined ? {} : { seconds }) },
    terminal,
    camera: async () => camera,
    show: (data: unknown) => written.push(JSON.stringify(data)),
  };
  return { run: watch.run(call as never), written, moved };
}

test("watch follows the keys and the terminal's size, and leaves the terminal as it was", {
  timeout: 20_000,
}, async () => {
  const { run, written, moved } = watched(["\x1b[D", "\x1b[C", "q"]);
  await run;
  assert.deepEqual(moved, ["L", "R"]);
  assert.match(written[0] ?? "", /^\x1b\[\?1049h/);
  assert.equal(written.filter((text) => text.includes("\x1b[2J")).length, 2, "drawn anew for each size");
  assert.match(written.at(-2) ?? "", /\x1b\[\?25h\x1b\[\?1049l$/);
  assert.ok(JSON.parse(written.at(-1) ?? "").pictures > 3);
});

test("watch ends by itself, and refuses what is no terminal", { timeout: 20_000 }, async () => {
  const { run, written } = watched([], 1);
  await run;
  assert.match(written.at(-2) ?? "", /\x1b\[\?1049l$/);
  const call = { flags: {}, terminal: { isInteractive: false } };
  await assert.rejects(watch.run(call as never), /needs a terminal/);
});
