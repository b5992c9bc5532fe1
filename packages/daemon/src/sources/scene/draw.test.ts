import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { openScene, type Planes, readFrameNumber, type Scene, type View } from "./draw.ts";

const scene = openScene(7);
const empty = openScene(7, { actors: [] });
const whole: View = { x: 0, y: 0, width: scene.width, height: scene.height };
const middle: View = { x: 640, y: 360, width: 1280, height: 720 };

function planesOf({ width, height }: View, pad = 0): Planes {
  const strideY = width + pad;
  const strideUV = width / 2 + pad;
  const chroma = () => new Uint8Array((strideUV * height) / 2);
  return { y: new Uint8Array(strideY * height), u: chroma(), v: chroma(), strideY, strideUV };
}

function picture(of: Scene, at: number, view: View): Planes {
  const planes = planesOf(view);
  of.draw(at, view, planes, Math.round(at * 25), "2025-06-01 12:00:00");
  return planes;
}

function hash({ y, u, v }: Planes): string {
  return createHash("sha1").update(y).update(u).update(v).digest("hex");
}

/** First time from `from` on at which a mover of that name is wholly inside the panorama and alone in it. */
function timeOf(name: string, from = 0): number {
  for (let at = from; at < from + 1200; at += 0.25) {
    const [box, ...others] = scene.boxes(at);
    if (!box || others.length > 0 || box.name !== name) continue;
    if (box.x > 0 && box.x + box.width < scene.width) return at;
  }
  throw new Error(`no ${name} within twenty minutes`);
}

test("the same seed and time give the same picture, whatever was drawn before", () => {
  const other = openScene(7);
  const at = 33.4;
  other.draw(400, { ...middle, x: 0 }, planesOf(middle), 1, "x");
  assert.equal(hash(picture(scene, at, middle)), hash(picture(other, at, middle)));
  assert.notEqual(hash(picture(scene, at, middle)), hash(picture(openScene(8), at, middle)));
  assert.notEqual(hash(picture(scene, at, middle)), hash(picture(scene, at + 0.04, middle)));
});

test("luma and chroma stay in limited range by day and by night", () => {
  for (const at of [0, 290, 470]) {
    const { y, u, v } = picture(scene, at, whole);
    assert.ok(y.every((value) => value >= 16 && value <= 235));
    assert.ok(
      u.every((value) => value >= 16 && value <= 240) && v.every((value) => value >= 16 && value <= 240),
    );
  }
});

for (const name of ["walker", "car", "bird", "dog"]) {
  test(`what is drawn of a ${name} lies in its box and reaches its edges`, () => {
    const at = timeOf(name, 3);
    const [box] = scene.boxes(at);
    assert.ok(box);
    const drawn = changed(picture(scene, at, whole), picture(empty, at, whole));
    assert.ok(drawn.left >= box.x && drawn.right <= box.x + box.width, JSON.stringify({ box, drawn }));
    assert.ok(drawn.top >= box.y && drawn.bottom <= box.y + box.height, JSON.stringify({ box, drawn }));
    assert.ok(
      drawn.left - box.x <= 4 && box.x + box.width - drawn.right <= 4,
      JSON.stringify({ box, drawn }),
    );
    assert.ok(
      drawn.top - box.y <= 4 && box.y + box.height - drawn.bottom <= 4,
      JSON.stringify({ box, drawn }),
    );
  });
}

function changed(a: Planes, b: Planes) {
  const edge = { left: Number.POSITIVE_INFINITY, top: Number.POSITIVE_INFINITY, right: 0, bottom: 0 };
  const note = (x: number, y: number, size: number) => {
    edge.left = Math.min(edge.left, x);
    edge.top = Math.min(edge.top, y);
    edge.right = Math.max(edge.right, x + size);
    edge.bottom = Math.max(edge.bottom, y + size);
  };
  for (let i = 0; i < a.y.length; i++) {
    if (a.y[i] !== b.y[i]) note(i % a.strideY, Math.floor(i / a.strideY), 1);
  }
  for (let i = 0; i < a.u.length; i++) {
    if (a.u[i] === b.u[i] && a.v[i] === b.v[i]) continue;
    note(2 * (i % a.strideUV), 2 * Math.floor(i / a.strideUV), 2);
  }
  return edge;
}

test("boxes are clipped to the panorama and even", () => {
  const names = new Set<string>();
  for (let at = 0; at < 400; at += 0.37) {
    for (const { name, x, y, width, height } of scene.boxes(at)) {
      names.add(name);
      assert.ok(x >= 0 && y >= 0 && x + width <= scene.width && y + height <= scene.height);
      assert.equal((x | y | width | height) & 1, 0);
      assert.ok(width > 0 && height > 0);
    }
  }
  assert.deepEqual([...names].sort(), ["bird", "car", "dog", "walker"]);
  assert.deepEqual(empty.boxes(2), []);
});

test("the walker is in sight at the beginning, and the street is empty at times", () => {
  for (const seed of [1, 2, 3]) {
    const boxes = openScene(seed).boxes(1);
    const walker = boxes.find(({ name }) => name === "walker");
    assert.ok(walker && walker.x > middle.x && walker.x + walker.width < middle.x + middle.width);
  }
  let quiet = 0;
  for (let at = 0; at < 600; at++) quiet += scene.boxes(at).length === 0 ? 1 : 0;
  assert.ok(quiet > 20, `${quiet} of 600 s are quiet`);
});

test("the walker covers real distance in real seconds, pauses and turns", () => {
  const centre = (at: number) => {
    const box = scene.boxes(at).find(({ name }) => name === "walker");
    return box && box.x > 0 && box.x + box.width < scene.width ? box.x + box.width / 2 : undefined;
  };
  const start = centre(0);
  const later = centre(3);
  assert.ok(start !== undefined && later !== undefined);
  assert.ok(Math.abs(Math.abs(later - start) - 3 * 84) < 30, `${later - start} px in 3 s`);
  let pauses = 0;
  const directions = new Set<number>();
  for (let at = 0; at < 600; at++) {
    const a = centre(at);
    const b = centre(at + 1);
    if (a === undefined || b === undefined) continue;
    assert.ok(Math.abs(b - a) < 84 + 50, `jumped ${b - a} px at ${at}`);
    if (Math.abs(b - a) < 2) pauses++;
    else directions.add(Math.sign(b - a));
  }
  assert.ok(pauses > 3);
  assert.equal(directions.size, 2);
});

test("a view shows its part of the panorama at every edge", () => {
  const { width, height } = scene;
  const all = picture(scene, 2, whole);
  for (const [x, y] of [
    [0, 0],
    [width - 640, 0],
    [0, height - 480],
    [width - 640, height - 480],
    [958, 482],
  ] as const) {
    const part = picture(scene, 2, { x, y, width: 640, height: 480 });
    for (let row = 0; row < 430; row += 43) {
      if (y + row > 1370) continue;
      const from = (y + row) * width + x;
      const difference = mean(all.y.subarray(from, from + 640), part.y.subarray(row * 640, row * 640 + 640));
      assert.ok(difference < 2.5, `row ${row} of ${x},${y} differs by ${difference}`);
    }
  }
});

/** Mean difference; sensor noise alone makes about one. */
function mean(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

test("rows wider than the view are left alone beyond it", () => {
  const view = { x: 2, y: 4, width: 646, height: 482 };
  const planes = planesOf(view, 10);
  for (const plane of [planes.y, planes.u, planes.v]) plane.fill(7);
  scene.draw(
    1,
    view,
    planes,
    3,
    "a clock that is far too long for this picture, so that it has to be clipped somewhere",
  );
  for (let row = 0; row < view.height; row++) {
    const end = row * planes.strideY + view.width;
    assert.ok(planes.y.subarray(end, end + 10).every((value) => value === 7));
    assert.notEqual(planes.y[end - 1], 7);
  }
  for (let row = 0; row < view.height / 2; row++) {
    const end = row * planes.strideUV + view.width / 2;
    assert.ok(planes.u.subarray(end, end + 10).every((value) => value === 7));
  }
});

test("a view that is odd, empty or beyond the panorama is refused with its numbers", () => {
  for (const view of [
    { x: 1, y: 0, width: 640, height: 480 },
    { x: 0, y: 0, width: 641, height: 480 },
    { x: -2, y: 0, width: 640, height: 480 },
    { x: 2000, y: 0, width: 640, height: 480 },
    { x: 0, y: 1000, width: 640, height: 480 },
    { x: 0, y: 0, width: 0, height: 480 },
    { x: Number.NaN, y: 0, width: 640, height: 480 },
  ]) {
    assert.throws(
      () => scene.draw(0, view, planesOf(middle), 0, ""),
      new RegExp(`view ${view.width}x${view.height}`),
    );
  }
  assert.throws(() => scene.draw(Number.NaN, middle, planesOf(middle), 0, ""), /time NaN/);
});

test("leaves and light move, slowly, with nobody in the street", () => {
  const sky = { x: 640, y: 300, width: 1280, height: 480 };
  const a = picture(empty, 10, sky);
  const b = picture(empty, 10.2, sky);
  const c = picture(empty, 470, sky);
  const moved = a.y.reduce((count, value, i) => count + (Math.abs(value - b.y[i]!) > 12 ? 1 : 0), 0);
  assert.ok(moved > 50 && moved < a.y.length / 20, `${moved} pixels moved`);
  assert.ok(mean(a.y, c.y) > 40, "it is night later");
});

test("the picture carries the frame number", () => {
  const planes = planesOf(middle);
  for (const frame of [0, 1, 4095, 1_234_567, 2 ** 24 + 5]) {
    scene.draw(1, middle, planes, frame, "12:00:00");
    const read = readFrameNumber({ y: planes.y, stride: planes.strideY, width: 1280, height: 720 });
    assert.equal(read, frame % 2 ** 24);
  }
});
