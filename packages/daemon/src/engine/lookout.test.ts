import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MotionReport } from "@pinhole/kit/model";
import { allocate, draw, type Frame } from "../av/frame.ts";
import { plain } from "./fixtures/settings.ts";
import { openLookout } from "./lookout.ts";
import type { EngineSettings } from "./protocol.ts";

const size = { width: 640, height: 360 };
const ahead = [0, 0] as const;

/** A textured ground, and a dark block whose left upper corner is given; both as 16:9 pictures have them. */
function paintBlock(frame: Frame, x: number, y: number): void {
  draw(frame, ({ y: luma, strideY }) => {
    for (let row = 0; row < size.height; row++) {
      for (let column = 0; column < size.width; column++) {
        const inside = column >= x && column < x + 40 && row >= y && row < y + 70;
        luma[row * strideY + column] = inside ? 40 : 120 + ((column >> 4) % 5) * 12 + ((row >> 4) % 3) * 9;
      }
    }
  });
}

/** Walks the block from left to right in the lower half of the picture. */
/** Seconds for which nothing moves before. */
const quiet = 5;

function walk(settings: EngineSettings, pictures = 55): MotionReport[] {
  const reports: MotionReport[] = [];
  using lookout = openLookout(settings, { showing: () => "drawn", report: (report) => reports.push(report) });
  lookout.watch(true);
  using frame = allocate(size);
  for (let n = 0; n < pictures; n++) {
    paintBlock(frame, n < quiet * 5 ? -100 : (n - quiet * 5) * 20, 240);
    lookout.take(frame, 1000 + n / 5, ahead);
  }
  return reports;
}

/** Windows 2 to 4 on quarters of the picture: right below, left below, and all that is above. */
const quarters: EngineSettings = {
  ...plain,
  motionWindows: plain.motionWindows.map((window, index) => ({
    ...window,
    enabled: index > 0,
    area: (
      [
        [0, 0, 639, 479],
        [320, 240, 639, 479],
        [0, 240, 319, 479],
        [0, 0, 639, 239],
      ] as const
    )[index]!,
  })),
};

/** As the cameras come: the whole picture is watched. */
const whole: EngineSettings = {
  ...plain,
  motionWindows: plain.motionWindows.map((window, index) =>
    index === 0 ? { ...window, enabled: true, threshold: 80 } : window,
  ),
};

const order = (reports: readonly MotionReport[]): number[] => [
  ...new Set(reports.flatMap(({ moving }) => moving)),
];

describe("the lookout", () => {
  it("tells in which window something moves, and in the order in which it gets there", () => {
    const reports = walk(quarters);
    assert.equal(reports.length, 55);
    assert.deepEqual(order(reports), [3, 2]);
    assert.ok(reports.slice(0, quiet * 5).every(({ levels }) => levels.every((level) => level === 0)));
    assert.ok(reports.every(({ levels }) => levels[0] === 0 && levels[3] === 0));
  });

  it("finds it with the second picture that shows it", () => {
    const first = walk(whole).find(({ moving }) => moving.length > 0);
    assert.deepEqual(first?.moving, [1]);
    assert.ok(first.at - 1000 - quiet <= 0.25, `${first.at - 1000 - quiet} s`);
  });

  it("goes by the picture as it is seen, mirrored or upside down", () => {
    const seen = (look: { readonly flip?: boolean; readonly mirror?: boolean }): number[] =>
      order(walk({ ...quarters, video: { ...quarters.video, ...look } }));
    assert.deepEqual(seen({ mirror: true }), [2, 3]);
    assert.deepEqual(seen({ flip: true }), [4]);
    assert.deepEqual(seen({ flip: true, mirror: true }), [4]);
  });

  it("sees nothing behind a mask, nor while it is off", () => {
    const mask = { ...plain.masks[0]!, enabled: true, area: [0, 240, 639, 479] as const };
    assert.deepEqual(order(walk({ ...quarters, masks: [mask] })), []);
    assert.deepEqual(walk({ ...whole, motion: { ...plain.motion, enabled: false } }), []);
  });

  it("looks at five pictures a second, however many come", () => {
    const reports: MotionReport[] = [];
    using lookout = openLookout(plain, { showing: () => "drawn", report: (report) => reports.push(report) });
    using frame = allocate(size);
    paintBlock(frame, 0, 0);
    for (let n = 0; n < 25; n++) lookout.take(frame, 50 + n / 25, ahead);
    assert.equal(reports.length, 0, "nobody watches");
    lookout.watch(true);
    for (let n = 0; n < 250; n++) lookout.take(frame, 100 + n / 25, ahead);
    assert.ok(Math.abs(reports.length - 50) <= 1, `${reports.length} in 10 s`);
  });

  it("looks where viewers see the camera look, when a part of the source is cut out", () => {
    const reports: MotionReport[] = [];
    using lookout = openLookout(whole, { showing: () => "cut", report: (report) => reports.push(report) });
    lookout.watch(true);
    using frame = allocate(size);
    // To the left and up: what walks in the right lower corner is out of sight.
    for (let n = 0; n < 40; n++) {
      paintBlock(frame, n < 10 ? -100 : 420 + ((n * 10) % 160), 270);
      lookout.take(frame, 10 + n / 5, [-1, -1]);
    }
    assert.ok(reports.length >= 38);
    assert.deepEqual(order(reports), []);
  });

  it("finds nothing while the view moves, nor right after that", () => {
    const reports: MotionReport[] = [];
    using lookout = openLookout(whole, { showing: () => "drawn", report: (report) => reports.push(report) });
    lookout.watch(true);
    using frame = allocate(size);
    for (let n = 0; n < 60; n++) {
      paintBlock(frame, (n * 40) % 600, (n * 30) % 280);
      lookout.take(frame, 10 + n / 5, [Math.floor(n / 4) / 20, 0]);
    }
    assert.ok(reports.length >= 40 && reports.length < 60, `${reports.length}`);
    assert.deepEqual(order(reports), []);
  });

  it("waits for motors that turn the source, which may need longer than the way was", () => {
    const reports: MotionReport[] = [];
    using lookout = openLookout(whole, {
      showing: () => "turned",
      report: (report) => reports.push(report),
    });
    lookout.watch(true);
    using frame = allocate(size);
    for (let n = 0; n < 50; n++) {
      paintBlock(frame, (n * 40) % 600, (n * 30) % 280);
      lookout.take(frame, 10 + n / 5, [n < 10 ? n / 20 : 0.5, 0]);
    }
    assert.ok(reports.length >= 22 && reports.length <= 26, `${reports.length} in 5 s of 8 s`);
  });
});
