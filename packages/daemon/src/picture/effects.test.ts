import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clock, defaults, video } from "@pinhole/kit/model";
import { type Pixels, paint, pixels, type Yuv } from "../av/fixtures/pictures.ts";
import type { Size } from "../av/frame.ts";
import { openPlate } from "./plate.ts";
import type { Lamps, PictureSettings } from "./settings.ts";

const size = { width: 160, height: 120 };

type Look = Partial<PictureSettings["video"]>;

/** What becomes of a picture under settings that leave it alone but for `look`. */
function develop(
  look: Look,
  options: {
    colour: (x: number, y: number) => Yuv;
    night?: boolean;
    lamps?: Partial<Lamps>;
    from?: Size;
  },
): Pixels {
  const plain = { ...defaults(video)[0]!, timestamp: false };
  const settings = {
    video: { ...plain, ...look },
    masks: [],
    clock: defaults(clock)[0]!,
    clockOffset: 0,
    night: options.night ?? false,
    lamps: { infrared: undefined, white: false, filterOpen: undefined, ...options.lamps },
  };
  using plate = openPlate(size, "whole", settings);
  const source = paint(options.from ?? size, options.colour);
  try {
    const before = pixels(source);
    const made = pixels(plate.develop(source, 1_444_723_002));
    const after = pixels(source);
    assert.deepEqual([after.y, after.u, after.v], [before.y, before.u, before.v], "the source was changed");
    return made;
  } finally {
    source.free();
  }
}

/** A different colour in each corner of 2 x 2 fields. */
const corners = (x: number, y: number): Yuv =>
  y < 60 ? (x < 80 ? [60, 90, 200] : [100, 110, 150]) : x < 80 ? [140, 130, 120] : [180, 160, 100];

const flat =
  (...yuv: Yuv) =>
  (): Yuv =>
    yuv;

const near = (found: Yuv, wanted: Yuv, slack = 1): void => {
  for (const [n, value] of found.entries())
    assert.ok(Math.abs(value - wanted[n]!) <= slack, `${found} for ${wanted}`);
};

const levels = [1, 2, 3, 4, 5, 6, 7];

describe("the settings of the picture", () => {
  it("leave it as it is by default", () => {
    const made = develop({}, { colour: corners });
    assert.deepEqual(made.at(20, 20), corners(20, 20));
    assert.deepEqual(made.at(140, 100), corners(140, 100));
  });

  it("flip turns it upside down, mirror swaps left and right, both turn it round", () => {
    const at = (look: Look): Yuv[] => {
      const made = develop(look, { colour: corners });
      return [made.at(2, 2), made.at(158, 2), made.at(2, 118), made.at(158, 118)];
    };
    const [a, b, c, d] = [corners(0, 0), corners(159, 0), corners(0, 119), corners(159, 119)];
    assert.deepEqual(at({}), [a, b, c, d]);
    assert.deepEqual(at({ flip: true }), [c, d, a, b]);
    assert.deepEqual(at({ mirror: true }), [b, a, d, c]);
    assert.deepEqual(at({ flip: true, mirror: true }), [d, c, b, a]);
  });

  it("exposure makes it darker or brighter step by step, and no colour changes", () => {
    const found = levels.map((exposure) => develop({ exposure }, { colour: flat(120, 100, 150) }).at(80, 60));
    for (const [n, [y, u, v]] of found.entries()) {
      assert.deepEqual([u, v], [100, 150]);
      assert.ok(n === 0 || y > found[n - 1]![0] + 9, `${found.map(([luma]) => luma)}`);
    }
    assert.equal(found[3]![0], 120);
    assert.equal(develop({ exposure: 7 }, { colour: flat(230, 128, 128) }).at(80, 60)[0], 235);
    assert.equal(develop({ exposure: 1 }, { colour: flat(20, 128, 128) }).at(80, 60)[0], 16);
  });

  it("contrast spreads dark and bright about the middle", () => {
    const spans = levels.map((contrast) => {
      const made = develop({ contrast }, { colour: (x) => (x < 80 ? [90, 128, 128] : [162, 128, 128]) });
      return made.at(140, 60)[0] - made.at(20, 60)[0];
    });
    for (const [n, span] of spans.entries()) assert.ok(n === 0 || span > spans[n - 1]! + 5, `${spans}`);
    assert.equal(spans[3], 72);
  });

  it("saturation takes colour away down to none, or adds some; grey stays grey", () => {
    const found = levels.map((saturation) =>
      develop({ saturation }, { colour: flat(120, 108, 148) }).at(80, 60),
    );
    near(found[0]!, [120, 128, 128]);
    for (const [n, [y, u, v]] of found.entries()) {
      assert.equal(y, 120);
      assert.ok(n === 0 || (v > found[n - 1]![2] && u < found[n - 1]![1]), `${found.join(" ")}`);
    }
    near(develop({ saturation: 7 }, { colour: flat(120, 128, 128) }).at(80, 60), [120, 128, 128]);
  });

  it("hue turns colours without making them paler, to both sides alike", () => {
    const angles = levels.map((hue) => {
      const [y, u, v] = develop({ hue }, { colour: flat(120, 128, 188) }).at(80, 60);
      assert.equal(y, 120);
      assert.ok(Math.abs(Math.hypot(u - 128, v - 128) - 60) < 2, `${u}, ${v}`);
      return Math.round((Math.atan2(u - 128, v - 128) * 180) / Math.PI);
    });
    for (const [n, angle] of angles.entries())
      assert.ok(Math.abs(Math.abs(angle) - Math.abs((n - 3) * 15)) <= 2, `${angles}`);
    assert.ok(angles[0]! * angles[6]! < 0, `${angles}`);
  });

  it("sharpness smooths an edge or makes it stand out", () => {
    const overshoot = levels.map((sharpness) => {
      const made = develop({ sharpness }, { colour: (x) => (x < 80 ? [80, 128, 128] : [160, 128, 128]) });
      return made.at(80, 60)[0] - 160;
    });
    for (const [n, over] of overshoot.entries())
      assert.ok(n === 0 || over > overshoot[n - 1]!, `${overshoot}`);
    assert.equal(overshoot[3], 0);
  });

  it("white balance moves grey against the tint of its light", () => {
    const grey = flat(120, 128, 128);
    const of = (whiteBalance: Look["whiteBalance"] & string): Yuv =>
      develop({ whiteBalance }, { colour: grey }).at(80, 60);
    assert.deepEqual(of("auto"), grey());
    const [, indoorU, indoorV] = of("indoor");
    assert.ok(indoorU > 130 && indoorV < 126, "lamps are reddish: towards blue");
    const [, yellowU, yellowV] = of("yellowLight");
    assert.ok(yellowU > indoorU && yellowV < indoorV, "yellow light more so");
    const [, outdoorU, outdoorV] = of("outdoor");
    assert.ok(outdoorU < 126 && outdoorV > 130, "daylight is bluish: towards red");
    assert.notDeepEqual(of("whiteLight"), grey());
    const strong = develop({ whiteBalance: "yellowLight" }, { colour: flat(120, 236, 20) }).at(80, 60);
    assert.deepEqual(strong, [120, 240, 16]);
  });

  it("black and white has no colour, whatever else is set", () => {
    const look: Look = { whiteBalance: "blackAndWhite", saturation: 7, hue: 1 };
    const made = develop(look, { colour: corners });
    assert.ok([...made.u, ...made.v].every((value) => value === 128));
    assert.equal(made.at(20, 20)[0], corners(20, 20)[0]);
  });

  it("lamps light the night, and without its filter the sensor sees red by day", () => {
    const seen = (night: boolean, lamps: Partial<Lamps>): Yuv =>
      develop({}, { colour: flat(60, 110, 140), night, lamps }).at(80, 60);
    const lit = seen(true, {});
    const white = seen(true, { infrared: false, white: true });
    const dark = seen(true, { infrared: false });
    assert.ok(lit[0] > white[0] && white[0] > 60 && dark[0] < 50, `${lit} ${white} ${dark}`);
    assert.deepEqual(dark.slice(1), [128, 128]);
    near(seen(false, { filterOpen: true }), [60, 106, 154]);
    assert.deepEqual(seen(false, { infrared: true, filterOpen: false }), [60, 110, 140]);
  });

  it("night has no colour and lifts the shadows more than the lights", () => {
    const made = develop(
      { whiteBalance: "indoor", saturation: 7 },
      { colour: (x) => (x < 80 ? [40, 100, 170] : [220, 100, 170]), night: true },
    );
    assert.ok([...made.u, ...made.v].every((value) => value === 128));
    const [dark, light] = [made.at(20, 60)[0], made.at(140, 60)[0]];
    assert.ok(dark > 48 && light >= 220 && dark - 40 > light - 220, `${dark}, ${light}`);
  });

  it("have their effect together, and on a picture that is scaled as well", () => {
    const look: Look = { mirror: true, exposure: 6, saturation: 1, sharpness: 2 };
    const made = develop(look, {
      colour: (x) => (x < 320 ? [60, 90, 200] : [150, 128, 128]),
      from: { width: 640, height: 480 },
    });
    near(made.at(20, 60), [186, 128, 128]);
    near(made.at(140, 60), [96, 128, 128]);
  });
});
