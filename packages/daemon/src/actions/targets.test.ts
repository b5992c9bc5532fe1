import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Action, Work } from "./action.ts";
import { targetsOf } from "./targets.ts";

/** What an action says at the two stages of an alarm. */
const says = (begin: ReturnType<Action["targets"]>, end: ReturnType<Action["targets"]>): Action =>
  ({ targets: ({ stage }) => (stage === "begin" ? begin : end) }) as Partial<Action> as Action;

const work = (stage: "begin" | "end"): Work => ({ action: "post", stage }) as Partial<Work> as Work;

const refusal = (stage: "begin" | "end", ...actions: readonly Action[]): string | undefined =>
  targetsOf(work(stage), actions, () => []).refusal;

describe("the targets of what an alarm sets off", () => {
  const off = says(undefined, "posting is switched off");
  const deaf = says(undefined, undefined);

  it("are refused in the words of who would have sent it, at its own stage only", () => {
    assert.equal(refusal("begin", deaf, off), undefined);
    assert.equal(refusal("end", deaf, off), "posting is switched off");
  });

  it("are refused where nobody knows what is wanted", () => {
    for (const stage of ["begin", "end"] as const)
      assert.match(refusal(stage, deaf) ?? "", /no part of this camera/);
  });

  it("are no fault where they come at the other stage, or nobody wants them", () => {
    assert.equal(refusal("begin", says(undefined, [{ name: "post" }])), undefined);
    assert.equal(refusal("end", says([{ name: "post" }], undefined)), undefined);
    assert.equal(refusal("end", says(undefined, []), off), undefined);
    assert.deepEqual(
      targetsOf(work("end"), [says(undefined, [{ name: "post" }]), off], () => []),
      {
        targets: [{ name: "post" }],
      },
    );
  });
});
