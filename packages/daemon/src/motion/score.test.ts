import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drawChart } from "./chart.ts";
import { eventsOf, merge } from "./intervals.ts";
import { parseLabels } from "./labels.ts";
import { addTally, falseAlarmsPerHour, nothing, scoreByEvent, scoreByTime, tallyOf } from "./score.ts";
import { proposalsOf, tryAll } from "./tuning.ts";

const samples = (levels: readonly number[]) => levels.map((level, n) => ({ at: n, levels: [level] }));

describe("events", () => {
  it("are the stretches above the threshold, joined when they are less than the gap apart", () => {
    const found = eventsOf(samples([0, 90, 80, 81, 0, 0, 0, 200]), [{ index: 0, threshold: 80 }], {
      gap: 2,
      period: 1,
    });
    assert.deepEqual(found, [
      { from: 1, to: 4 },
      { from: 7, to: 8 },
    ]);
  });

  it("of several windows are events of any", () => {
    const both = [
      { at: 0, levels: [0, 100] },
      { at: 1, levels: [50, 0] },
      { at: 2, levels: [0, 0] },
    ];
    const windows = [
      { index: 0, threshold: 40 },
      { index: 1, threshold: 99 },
    ];
    assert.deepEqual(eventsOf(both, windows, { gap: 0, period: 1 }), [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ]);
  });
});

describe("a score", () => {
  const real = [
    { from: 10, to: 20 },
    { from: 50, to: 60 },
  ];

  it("counts events, seconds and false alarms", () => {
    const tally = tallyOf(
      [
        { from: 11, to: 21 },
        { from: 30, to: 32 },
      ],
      real,
      120,
    );
    const byEvent = scoreByEvent(tally);
    assert.deepEqual([byEvent.precision, byEvent.recall, byEvent.f1], [0.5, 0.5, 0.5]);
    assert.deepEqual([tally.sharedSeconds, tally.foundSeconds, tally.realSeconds], [9, 12, 20]);
    assert.equal(scoreByTime(tally).precision, 0.75);
    assert.equal(falseAlarmsPerHour(tally), 30);
    assert.equal(falseAlarmsPerHour(addTally(tally, tallyOf([], [], 120))), 15);
  });

  it("is whole where there was nothing to find and nothing was found", () => {
    assert.equal(scoreByEvent(tallyOf([], [], 10)).f1, 1);
    assert.equal(scoreByEvent(tallyOf([], real, 10)).f1, 0);
    assert.equal(scoreByEvent(tallyOf([{ from: 1, to: 2 }], [], 10)).precision, 0);
    assert.equal(falseAlarmsPerHour(nothing), 0);
  });

  it("leads to settings: the middle of those that do best, and what they give up", () => {
    const real = [{ from: 2, to: 4 }];
    const clear = [{ samples: samples([0, 0, 200, 200, 0, 0, 60]), real, seconds: 7 }];
    const dull = [{ samples: samples([0, 0, 20, 20, 0, 0, 60]), real, seconds: 7 }];
    const all = tryAll(
      new Map([
        [8, clear],
        [3, dull],
      ]),
      { gap: 1, period: 1 },
    );
    const { balanced, quiet, complete } = proposalsOf(all);
    assert.equal(balanced.sensitivity, 8);
    assert.ok(balanced.threshold > 100 && balanced.threshold < 160, `${balanced.threshold}`);
    assert.equal(quiet?.tally.found, 1);
    assert.equal(complete?.tally.met, 1);
  });
});

describe("labels", () => {
  it("are JSON or lines, by clip or for all", () => {
    const wanted = [
      { from: 1.5, to: 4 },
      { from: 60, to: 3661.5 },
    ];
    for (const text of [
      '{"a.mp4": [[1.5, 4], {"from": "1:00", "to": "1:01:01.5"}]}',
      '[{"from": 1.5, "to": 4}, [60, 3661.5]]',
      "clip,from,to\na.mp4,1.5,4\nfolder/a.mp4,1:00,1:01:01.5\n",
      "# by hand\n1.5;4\r\n60\t3661.5",
    ])
      assert.deepEqual(parseLabels(text)("some/where/a.mp4"), wanted, text);
    assert.equal(parseLabels('{"a.mp4": []}')("b.mp4"), undefined);
  });

  it("say where they are wrong", () => {
    for (const [text, words] of [
      ["[[4, 1]]", /^interval 1: must be two times/],
      ['{"a.mp4": [[0, 1], [2]]}', /^a\.mp4: interval 2: must be/],
      ['{"a.mp4": 3}', /^a\.mp4: must be a list/],
      ["{", /^is no JSON: /],
      ["from,to\n1,2\nx,3", /^line 3: must be/],
    ] as const)
      assert.throws(
        () => parseLabels(text),
        (error: Error) => error instanceof RangeError && words.test(error.message),
      );
  });

  it("that are damaged in any way are read or refused in words", () => {
    const whole = '{"a.mp4": [[1.5, 4], {"from": "1:00", "to": 99}], "b": []}';
    let state = 7;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state % below;
    };
    for (let round = 0; round < 2000; round++) {
      const letters = [...whole];
      for (let n = next(4); n >= 0; n--) letters[next(letters.length)] = String.fromCharCode(32 + next(95));
      try {
        for (const { from, to } of parseLabels(letters.join(""))("a.mp4") ?? [])
          assert.ok(to > from && from >= 0);
      } catch (error) {
        assert.ok(error instanceof RangeError, `${letters.join("")}: ${error}`);
      }
    }
  });
});

describe("a chart", () => {
  it("holds no markup of the clip's name", () => {
    const windows = [{ index: 0, threshold: 80 }];
    const chart = { title: '<b>&"', seconds: 3, samples: samples([1, 2, 3]), windows, found: merge([], 0) };
    const drawn = drawChart({ ...chart, real: undefined });
    assert.ok(drawn.includes("&lt;b&gt;&amp;") && !drawn.includes("<b>"));
  });
});
