import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { models } from "@pinhole/kit/dialects/sercomm";
import { defaults, merge, motionWindow } from "@pinhole/kit/model";
import { allocate, draw } from "../av/frame.ts";
import { eventsOf, type Interval, merge as join, type Sample, tallyOf } from "../motion/index.ts";
import { film, filmSize } from "../sources/scene/film.ts";
import type { ScenarioName } from "../sources/scene/names.ts";
import { plain } from "./fixtures/settings.ts";
import { openLookout } from "./lookout.ts";
import type { EngineSettings } from "./protocol.ts";

/** A camera as it comes. */
const standard: EngineSettings = {
  ...plain,
  motionWindows: defaults(motionWindow).map(
    (record, index) =>
      merge(motionWindow, record, models.RC8230.defaults.motionWindow![index]!) as typeof record,
  ),
};
const { threshold } = standard.motionWindows[0]!;
const joining = { gap: 2, period: 0.2 };

/** What the camera finds in a stretch of a scenario, and what is true. */
function watch(
  scenario: ScenarioName,
  from: number,
  seconds: number,
  seed = 5,
): { found: Interval[]; real: Interval[] } {
  const samples: Sample[] = [];
  const moving: Interval[] = [];
  using lookout = openLookout(standard, {
    showing: () => "drawn",
    report: ({ at, levels, tamper }) => {
      assert.equal(tamper, undefined, `${scenario} at ${at}`);
      samples.push({ at, levels });
    },
  });
  lookout.watch(true);
  using frame = allocate(filmSize);
  for (const { at, planes, movers } of film({ scenario, seed, from, seconds, rate: 5 })) {
    draw(frame, ({ y, strideY }) => {
      for (let row = 0; row < filmSize.height; row++)
        y.set(planes.y.subarray(row * filmSize.width, (row + 1) * filmSize.width), row * strideY);
    });
    lookout.take(frame, at, [0, 0]);
    if (movers.length > 0) moving.push({ from: at, to: at + 0.2 });
  }
  return { found: eventsOf(samples, [{ index: 0, threshold }], joining), real: join(moving, joining.gap) };
}

describe("in the scenes", () => {
  for (const [scenario, from, seconds] of [
    ["walker", 50, 30],
    ["walker-far", 60, 22],
    ["crossing", 0, 28],
    ["car", 0, 45],
    ["walker-rain", 55, 25],
    ["walker-night", 55, 25],
  ] as const) {
    it(`what moves is found, and nothing else: ${scenario}`, () => {
      const { found, real } = watch(scenario, from, seconds);
      const words = `found ${JSON.stringify(found)}, true ${JSON.stringify(real)}`;
      assert.ok(real.length > 0, words);
      const tally = tallyOf(found, real, seconds);
      assert.equal(tally.met, real.length, words);
      assert.equal(tally.right, found.length, words);
      assert.ok(tally.sharedSeconds > 0.75 * tally.realSeconds, words);
      assert.ok(tally.sharedSeconds > 0.75 * tally.foundSeconds, words);
    });
  }

  for (const scenario of [
    ...["empty", "noise", "rain", "headlights", "lamp", "cloud", "insect", "shake", "foliage"],
  ] as ScenarioName[]) {
    it(`nothing is found where nothing moves: ${scenario}`, () => {
      assert.deepEqual(watch(scenario, 0, 25).found, []);
    });
  }

  it("leaves that sway are nothing at first sight either", () => {
    for (const seed of [13, 34]) assert.deepEqual(watch("foliage", 0, 8, seed).found, []);
  });
});
