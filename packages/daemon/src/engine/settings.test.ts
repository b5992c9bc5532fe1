import assert from "node:assert/strict";
import { it } from "node:test";
import { defaults, type Group, motion, ptz, type RecordOf } from "@pinhole/kit/model";
import { settingsOf } from "./settings.ts";

it("motion belongs to a place only where the settings make detection pause elsewhere", () => {
  const aimOf = (motionMutex: "stay" | "pause" | "free") => {
    const set = (group: Group): readonly unknown[] => {
      if (group === ptz) return [{ ...defaults(ptz)[0]!, motionMutex }];
      return group === motion ? [{ ...defaults(motion)[0]!, position: [63, -18] }] : defaults(group);
    };
    const get = set as <G extends Group>(group: G) => readonly RecordOf<G>[];
    return settingsOf(get, { isNight: false, law: { offset: 0, speed: 1 } }).motionAim;
  };
  assert.deepEqual(aimOf("pause"), [1, 0.5]);
  assert.equal(aimOf("stay"), undefined);
  assert.equal(aimOf("free"), undefined);
});
