import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clock, defaults, privacyMask, video } from "@pinhole/kit/model";
import { type Pixels, paint, pixels, type Yuv } from "../av/fixtures/pictures.ts";
import type { Size } from "../av/frame.ts";
import { yuvOf } from "./masks.ts";
import { type Fit, openPlate } from "./plate.ts";
import type { PictureSettings } from "./settings.ts";

const at = Date.UTC(2015, 9, 13, 7, 59, 57) / 1000;

const sizes = [
  { width: 160, height: 120 },
  { width: 320, height: 240 },
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
] as const;

interface Wish {
  readonly size: Size;
  readonly fit?: Fit;
  readonly look?: Partial<PictureSettings["video"]>;
  readonly masks?: readonly Partial<PictureSettings["masks"][number]>[];
  readonly clock?: Partial<PictureSettings["clock"]>;
  readonly clockOffset?: number;
  readonly at?: number;
  readonly from?: Size;
  readonly colour?: (x: number, y: number) => Yuv;
}

const ground = (x: number, y: number): Yuv => [90 + ((x + y) & 15), 100, 150];

function develop(wish: Wish): Pixels {
  const mask = defaults(privacyMask)[0]!;
  using plate = openPlate(wish.size, wish.fit ?? "whole", {
    video: { ...defaults(video)[0]!, timestamp: false, ...wish.look },
    masks: (wish.masks ?? []).map((change) => ({ ...mask, enabled: true, ...change })),
    clock: { ...defaults(clock)[0]!, ...wish.clock },
    clockOffset: wish.clockOffset ?? 0,
    night: false,
  });
  const source = paint(wish.from ?? wish.size, wish.colour ?? ground);
  try {
    const before = pixels(source);
    const made = pixels(plate.develop(source, wish.at ?? at));
    const after = pixels(source);
    assert.deepEqual([after.y, after.u, after.v], [before.y, before.u, before.v], "the source was changed");
    return made;
  } finally {
    source.free();
  }
}

/** Where two pictures of one size differ: left, top, right and bottom of the rectangle around it. */
function difference(one: Pixels, other: Pixels): readonly number[] | undefined {
  let box: [number, number, number, number] | undefined;
  for (let y = 0; y < one.height; y++) {
    for (let x = 0; x < one.width; x++) {
      if (one.y[y * one.width + x] === other.y[y * one.width + x]) continue;
      box ??= [x, y, x, y];
      box = [Math.min(box[0], x), box[1], Math.max(box[2], x), y];
    }
  }
  return box;
}

describe("a privacy mask", () => {
  const areas = [
    [160, 180, 479, 299],
    [0, 0, 639, 479],
    [0, 0, 1, 1],
    [638, 478, 639, 479],
    [101, 51, 333, 207],
  ] as const;

  for (const size of sizes) {
    it(`covers its area and nothing else at ${size.width}x${size.height}`, () => {
      for (const area of areas) {
        const made = develop({ size, masks: [{ area, color: "FF0000" }] });
        const plain = develop({ size });
        const [x0, y0, x1, y1] = area;
        const [left, top] = [(x0 * size.width) / 640, (y0 * size.height) / 480];
        const [right, bottom] = [((x1 + 1) * size.width) / 640, ((y1 + 1) * size.height) / 480];
        const cover = yuvOf("FF0000");
        for (let y = 0; y < size.height; y++) {
          for (let x = 0; x < size.width; x++) {
            const touched = x + 1 > left && x < right && y + 1 > top && y < bottom;
            // What shares a sample of colour with the area may be covered too.
            const beside = x + 2 > left && x - 1 < right && y + 2 > top && y - 1 < bottom;
            const found = made.at(x, y);
            const isCover = found.every((value, n) => value === cover[n]);
            if (touched) assert.ok(isCover, `${x},${y} of ${area} is ${found}`);
            else if (!beside) assert.deepEqual(found, plain.at(x, y), `${x},${y} outside of ${area}`);
          }
        }
      }
    });
  }

  it("stays where it was set when the picture is flipped, mirrored or grey", () => {
    const masks = [{ area: [0, 0, 319, 239] as const, color: "0000FF" }];
    for (const look of [{ flip: true }, { mirror: true }, { whiteBalance: "blackAndWhite" as const }]) {
      const made = develop({ size: sizes[2], masks, look });
      assert.deepEqual(made.at(10, 10), yuvOf("0000FF"));
      assert.notDeepEqual(made.at(630, 470), yuvOf("0000FF"));
    }
  });

  it("covers the same things in a picture that is cut as in the whole", () => {
    // A bright thing in a dark view, covered as it is seen in the whole picture.
    const thing = (x: number, y: number): Yuv =>
      x >= 406 && x < 514 && y >= 306 && y < 414 ? [220, 128, 128] : [40, 128, 128];
    const area = [200, 200, 259, 279] as const;
    for (const [size, fit] of [
      [sizes[3], "whole"],
      [sizes[2], "whole"],
      [sizes[2], "middle"],
      [sizes[0], "middle"],
    ] as const) {
      const bare = develop({ size, fit, from: sizes[3], colour: thing });
      assert.ok(
        bare.y.some((value) => value > 150),
        "the thing is seen without a mask",
      );
      const made = develop({ size, fit, from: sizes[3], colour: thing, masks: [{ area, color: "000000" }] });
      assert.ok(
        made.y.every((value) => value < 60),
        `${size.width}x${size.height} ${fit}`,
      );
    }
  });

  it("that lies outside of a cut picture draws nothing", () => {
    const made = develop({
      size: sizes[2],
      fit: "middle",
      from: sizes[3],
      masks: [{ area: [0, 0, 20, 479] }],
    });
    const plain = develop({ size: sizes[2], fit: "middle", from: sizes[3] });
    assert.equal(difference(made, plain), undefined);
  });

  it("that is switched off draws nothing; a later one lies above", () => {
    const size = sizes[1];
    const masks = [
      { enabled: false, area: [0, 0, 639, 479] as const, color: "00FF00" },
      { area: [0, 0, 319, 479] as const, color: "112233" },
      { area: [0, 0, 99, 99] as const, color: "FFFFFF" },
    ];
    const made = develop({ size, masks });
    assert.deepEqual(made.at(10, 10), [235, 128, 128]);
    assert.deepEqual(made.at(100, 200), yuvOf("112233"));
    assert.deepEqual(made.at(300, 200), ground(300, 200));
  });

  it("has its colour in BT.709, limited range", () => {
    assert.deepEqual(yuvOf("000000"), [16, 128, 128]);
    assert.deepEqual(yuvOf("FFFFFF"), [235, 128, 128]);
    assert.deepEqual(yuvOf("ff0000"), [63, 102, 240]);
    assert.deepEqual(yuvOf("00FF00"), [173, 42, 26]);
    assert.deepEqual(yuvOf("0000FF"), [32, 240, 118]);
  });
});

describe("time and text", () => {
  for (const size of sizes) {
    it(`are drawn in the upper corners at ${size.width}x${size.height}, on a mask too`, () => {
      const plain = develop({ size, masks: [{ area: [0, 0, 639, 479] }] });
      const masks = [{ area: [0, 0, 639, 479] as const }];
      const stamp = difference(develop({ size, masks, look: { timestamp: true } }), plain);
      assert.ok(stamp, "there is a time stamp");
      const [left = 0, top = 0, right = 0, bottom = 0] = stamp;
      assert.ok(left < size.width / 8 && top < size.height / 8 && bottom < size.height / 5, `${stamp}`);
      assert.ok(right - left > size.width / 4 && right < size.width - 1, `${stamp}`);
      const text = difference(
        develop({ size, masks, look: { textOverlay: true, text: "Front door" } }),
        plain,
      );
      assert.ok(text, "there is a text");
      assert.ok(
        text[2]! > size.width * 0.85 && text[2]! < size.width && text[3]! < size.height / 5,
        `${text}`,
      );
      const both = develop({
        size,
        masks,
        look: { timestamp: true, textOverlay: true, text: "W".repeat(20) },
      });
      const box = difference(both, plain)!;
      assert.ok(box[0]! >= 0 && box[2]! < size.width - 1, `the longest text fits: ${box}`);
    });
  }

  it("stay apart where there is no room side by side", () => {
    const size = sizes[0];
    const stamp = develop({ size, look: { timestamp: true } });
    const both = develop({ size, look: { timestamp: true, textOverlay: true, text: "W".repeat(20) } });
    const bottom = difference(stamp, develop({ size }))![3]!;
    assert.ok(difference(both, stamp)![1]! >= bottom - 1, "the text begins below the time stamp");
  });

  it("follow the camera's clock, zone and formats", () => {
    const size = sizes[1];
    const shown = (wish: Partial<Wish>): Pixels => develop({ size, look: { timestamp: true }, ...wish });
    const now = shown({});
    assert.equal(difference(shown({ at: at + 0.5 }), now), undefined, "the same second");
    assert.ok(difference(shown({ at: at + 1 }), now), "the next second");
    assert.equal(difference(shown({ at: at - 3600, clockOffset: 3600 }), now), undefined);
    assert.ok(difference(shown({ clock: { timeZone: 5 } }), now), "another zone");
    assert.ok(difference(shown({ clock: { dateFormat: "DD/MM/YYYY" } }), now), "another date format");
    assert.ok(difference(shown({ clock: { timeFormat: "12-hour" } }), now), "another time format");
  });

  it("are drawn upright whichever way the picture is turned", () => {
    const size = sizes[1];
    const plain = { timestamp: true, exposure: 5 };
    const box = difference(develop({ size, look: plain }), develop({ size, look: { exposure: 5 } }));
    for (const turn of [{ flip: true }, { mirror: true }, { flip: true, mirror: true }]) {
      for (const more of [{}, { exposure: 5 }, { hue: 2, sharpness: 6 }]) {
        const bare = develop({ size, look: { ...turn, ...more } });
        const found = difference(develop({ size, look: { ...turn, ...more, timestamp: true } }), bare);
        assert.deepEqual(found, box, JSON.stringify({ ...turn, ...more }));
      }
    }
  });

  it("are left out when the text is empty or switched off", () => {
    const size = sizes[1];
    const plain = develop({ size });
    assert.equal(difference(develop({ size, look: { textOverlay: true, text: "" } }), plain), undefined);
    assert.equal(difference(develop({ size, look: { textOverlay: false, text: "door" } }), plain), undefined);
  });
});

describe("fitting a picture to a size", () => {
  // A circle's worth of marks: white bars at the left and right quarter of a wide picture.
  const wide = { width: 1280, height: 720 };
  const bars = (x: number): Yuv => (x < 150 || x >= 1130 ? [220, 128, 128] : [40, 128, 128]);

  it("whole squeezes it, middle cuts what does not fit", () => {
    const whole = develop({ size: sizes[2], from: wide, colour: bars });
    assert.ok(whole.at(40, 240)[0] > 200 && whole.at(600, 240)[0] > 200);
    const middle = develop({ size: sizes[2], fit: "middle", from: wide, colour: bars });
    assert.ok(middle.y.every((value) => value < 60));
  });

  it("middle cuts above and below where the source is the higher one", () => {
    const high = (_x: number, y: number): Yuv => (y < 50 || y >= 430 ? [220, 128, 128] : [40, 128, 128]);
    const made = develop({ size: sizes[3], fit: "middle", from: sizes[2], colour: high });
    assert.ok(made.y.every((value) => value < 60));
  });

  it("takes sources of odd and of tiny sizes", () => {
    for (const from of [
      { width: 641, height: 479 },
      { width: 17, height: 333 },
      { width: 2, height: 2 },
      { width: 1, height: 1 },
    ]) {
      for (const fit of ["whole", "middle"] as const) {
        const made = develop({ size: sizes[1], fit, from, colour: () => [120, 100, 150] });
        assert.deepEqual(made.at(160, 120), [120, 100, 150], `${from.width}x${from.height} ${fit}`);
      }
    }
  });

  it("follows a source that changes its size", () => {
    using plate = openPlate(sizes[1], "whole", {
      video: { ...defaults(video)[0]!, mirror: true },
      masks: [],
      clock: defaults(clock)[0]!,
      clockOffset: 0,
      night: false,
    });
    for (const from of [sizes[3], sizes[0], sizes[1], sizes[3]]) {
      const source = paint(from, (x) => (x < from.width / 2 ? [60, 128, 128] : [180, 128, 128]));
      const made = pixels(plate.develop(source, at));
      source.free();
      assert.ok(made.at(40, 200)[0] > 170 && made.at(280, 200)[0] < 70);
    }
  });
});
