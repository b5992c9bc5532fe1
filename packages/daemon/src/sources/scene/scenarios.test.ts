import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CameraError } from "@pinhole/kit/model";
import { film, filmSize } from "./film.ts";
import { scene } from "./index.ts";
import { scenarioNames } from "./names.ts";
import { scenarios } from "./scenarios.ts";

const looksEmpty = ["empty", "noise", "rain", "headlights", "lamp", "cloud", "insect", "shake", "foliage"];

describe("the scenarios", () => {
  it("are asked for by name, and others refused with what there is", async () => {
    assert.deepEqual(Object.keys(scenarios).sort(), [...scenarioNames].sort());
    for (const name of scenarioNames) {
      assert.ok(await scene.accepts(`scene:${name}`));
      await scene.check(`scene:${name}`);
    }
    await assert.rejects(scene.check("scene:snow"), (error) => {
      return (
        error instanceof CameraError &&
        /there is no scene:snow; one of: scene, scene:walker/.test(error.message)
      );
    });
  });

  it("tell what moves, within the picture, and of the others that nothing does", () => {
    const { width, height } = filmSize;
    for (const scenario of scenarioNames) {
      let seen = 0;
      for (const { movers } of film({ scenario, seed: 1, seconds: 120, rate: 0.25 })) {
        seen += movers.length;
        for (const { x, y, width: across, height: down } of movers)
          assert.ok(x >= 0 && y >= 0 && x + across <= width && y + down <= height, scenario);
      }
      assert.equal(seen === 0, looksEmpty.includes(scenario), `${scenario}: ${seen}`);
    }
  });

  it("are the same for the same seed, and change the picture from one to the next", () => {
    const second = (scenario: (typeof scenarioNames)[number], seed: number): string => {
      const pictures = [...film({ scenario, seed, from: 3, seconds: 1, rate: 2 })];
      return Buffer.from(pictures.at(-1)!.planes.y).toString("base64");
    };
    const shown = new Set(["rain", "noise", "empty", "foliage"].map((name) => second(name as "rain", 3)));
    assert.equal(shown.size, 4);
    assert.equal(second("rain", 3), second("rain", 3));
    assert.notEqual(second("rain", 3), second("rain", 4));
  });
});
