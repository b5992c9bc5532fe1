import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { levelOf } from "./levels.ts";
import { type Grey, sight } from "./sight.ts";
import { absorbSeconds, openWatch, type Watching } from "./watch.ts";

const { width, height } = sight;
const usual: Watching = { sensitivity: 6, updateRate: 90 };

/** A patterned ground and a plain square before it, brighter by `contrast`. */
function picture(x: number, { y = 60, size = 12, contrast = 60, pattern = 1 } = {}): Grey {
  const grey = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const inside = column >= x && column < x + size && row >= y && row < y + size;
      const ground = 100 + pattern * (((column >> 3) % 4) * 10 + ((row >> 3) % 3) * 8 - 20);
      grey[row * width + column] = inside ? 100 + contrast : ground;
    }
  }
  return grey;
}

/** For each picture, whether something moves in it; the square is away for the first 15. */
function moves(how: Watching, place: (n: number) => Grey, pictures = 60): boolean[] {
  const watch = openWatch(how);
  return Array.from(
    { length: pictures },
    (_, n) => watch.take(n < 15 ? picture(-50) : place(n - 15), n / 5).length > 0,
  );
}

describe("a watch", () => {
  it("finds what gets ahead, and not what stays, flickers or jumps about", () => {
    assert.ok(moves(usual, (n) => picture(n * 3)).some(Boolean));
    assert.ok(!moves(usual, () => picture(70)).some(Boolean));
    assert.ok(!moves(usual, (n) => picture(n % 2 === 0 ? 70 : -50)).some(Boolean));
    assert.ok(!moves(usual, (n) => picture((n * 67) % 140, { y: (n * 41) % 100 })).some(Boolean));
  });

  it("is sure of what is near with the second picture that shows it, once it knows the scene", () => {
    const watch = openWatch(usual);
    const comes = 100;
    const moving = Array.from({ length: comes + 3 }, (_, n) => {
      const grey = picture(n < comes ? -50 : (n - comes) * 3, { size: 14 });
      return watch.take(grey, n / 5).length > 0;
    });
    assert.equal(moving.indexOf(true), comes + 1);
  });

  it("notices the smaller contrast the more sensitive it is", () => {
    const plain = { pattern: 0 };
    const least = (sensitivity: number): number => {
      for (let contrast = 1; contrast < 120; contrast += 3) {
        const watch = openWatch({ ...usual, sensitivity });
        for (let n = 0; n < 40; n++) {
          const grey = picture(n < 15 ? -50 : (n - 15) * 3, { ...plain, contrast });
          if (watch.take(grey, n / 5).length > 0) return contrast;
        }
      }
      return 120;
    };
    const [deaf, middling, keen] = [0, 6, 10].map(least) as [number, number, number];
    assert.ok(keen < middling && middling < deaf, `${keen}, ${middling}, ${deaf}`);
  });

  it("lets what has stopped become background, the sooner the higher the update rate", () => {
    const stops = (updateRate: number): number =>
      moves({ ...usual, updateRate }, (n) => picture(Math.min(n, 15) * 3), 150).lastIndexOf(true);
    assert.ok(stops(100) <= stops(90) && stops(100) > 20, `${stops(100)}, ${stops(90)}`);
    assert.ok(stops(90) < 60, `${stops(90)}`);
    assert.deepEqual([100, 90, 1].map(absorbSeconds), [0, 20, 198]);
  });

  it("finds what moves with an update rate of 100 as well", () => {
    assert.ok(moves({ ...usual, updateRate: 100 }, (n) => picture(n * 3)).some(Boolean));
    assert.ok(!moves({ ...usual, updateRate: 100 }, () => picture(70)).some(Boolean));
  });

  it("takes another picture that stands still for the scene, however noisy it is", () => {
    let seed = 1;
    const noise = (): number => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return Math.round((seed / 0x7fffffff - 0.5) * 16);
    };
    const wall = (n: number): Grey =>
      Uint8Array.from({ length: width * height }, (_, i) => {
        const tile = ((i % width) >> 3) * 7 + (Math.floor(i / width) >> 3) * 5;
        return n < 40 ? 18 : 60 + (tile % 9) * 8 + noise();
      });
    const watch = openWatch(usual);
    const found = Array.from({ length: 100 }, (_, n) => watch.take(wall(n), n / 5).length > 0);
    assert.equal(found.indexOf(true), -1);
  });

  it("takes other light for light", () => {
    const dim = (n: number) => picture(-50).map((grey) => grey * (n < 20 ? 0.6 : 1));
    assert.ok(!moves(usual, dim).some(Boolean));
  });
});

describe("a level", () => {
  it("is 0 for nothing, 255 for all of a window, and 53 less for each tenth part", () => {
    const window = { left: 0, top: 0, right: 100, bottom: 100 };
    assert.deepEqual(
      [0, 10_000, 1000, 100].map((pixels) => levelOf(pixels, window)),
      [0, 255, 202, 149],
    );
    assert.ok(levelOf(6, window) > 80 && levelOf(4, window) < 80);
  });
});
