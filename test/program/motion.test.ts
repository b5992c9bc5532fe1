import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Truth, writeFilm } from "../../packages/daemon/src/sources/fixtures/film-clip.ts";
import { needs } from "../peers.ts";
import { emptyFolder, type Folder, run, start, until } from "./program.ts";

describe("pinhole motion", { skip: needs("ffmpeg") }, () => {
  let folder: Folder;
  let truth: Truth;
  const path = (name: string): string => join(folder.path, name);

  before(async () => {
    folder = await emptyFolder();
    const shared = { seed: 2, rate: 5 } as const;
    truth = await writeFilm(path("walk.mp4"), { ...shared, scenario: "crossing", from: 2, seconds: 26 });
    await writeFilm(path("still.mp4"), { ...shared, scenario: "rain", seconds: 10 });
    await writeFile(path("true.json"), JSON.stringify({ "walk.mp4": truth.moving, "still.mp4": [] }));
  });
  after(() => folder[Symbol.asyncDispose]());

  it("finds in recordings, compressed as they are, what moves, and scores it", async () => {
    const labelled = [path("walk.mp4"), path("still.mp4"), "--labels", path("true.json")];
    const { status, stdout, stderr } = await run("motion", ...labelled, "--min-f1", "0.95", "--json");
    assert.equal(status, 0, stderr);
    const [found] = JSON.parse(stdout);
    assert.equal(found.threshold, 80);
    assert.deepEqual([found.byEvent.precision, found.byEvent.recall, found.falseAlarmsPerHour], [1, 1, 0]);
    assert.ok(found.byTime.f1 > 0.9, `${found.byTime.f1}`);
    const [walk, still] = found.clips;
    assert.equal(walk.found.length, 1);
    assert.ok(Math.abs(walk.found[0].from - truth.moving[0]!.from) < 1.5, JSON.stringify(walk.found));
    assert.deepEqual(still.found, []);
    assert.equal(walk.levels.length, 130);
  });

  it("puts two settings side by side, and draws the level", async () => {
    await writeFile(path("true.csv"), `clip,from,to\nwalk.mp4,0:${truth.moving[0]!.from},0:25\n`);
    const clip = [path("walk.mp4"), "--labels", path("true.csv"), "--picture", path("level.svg")];
    const { status, stdout, stderr } = await run("motion", ...clip, "--compare", "threshold=254");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^defaults\n.*\n\S*walk\.mp4 +1 of 1 +0 +100\.0 % +100\.0 % +1\.000/m);
    assert.match(stdout, /^threshold=254\n.*\n\S*walk\.mp4 +0 of 1 +0 /m);
    const drawn = await readFile(path("level.svg"), "utf8");
    assert.match(drawn, /^<svg [\s\S]*window 1: 80[\s\S]*<\/svg>\n$/);
    assert.equal(drawn.match(/<polyline points="([^"]+)"/)?.[1]?.split(" ").length, 130);
  });

  it("looks at one area only", async () => {
    const sky = ["--settings", "area=0/0/639/100", "--expect", "none"];
    assert.equal((await run("motion", path("walk.mp4"), ...sky)).status, 0);
    const ground = ["--settings", "area=0/240/639/479", "--expect", "none"];
    const { status, stderr } = await run("motion", path("walk.mp4"), ...ground);
    assert.equal(status, 1);
    assert.match(stderr, /walk\.mp4: motion was found 1 times, against --expect none/);
  });

  it("proposes settings and says what they give up", async () => {
    const labelled = [path("walk.mp4"), path("still.mp4"), "--labels", path("true.json")];
    const { status, stdout, stderr } = await run("motion", "tune", ...labelled, "--json");
    assert.equal(status, 0, stderr);
    const { balanced, ...others } = JSON.parse(stdout);
    assert.equal(balanced.tally.met, 1);
    assert.equal(balanced.tally.found, 1);
    assert.deepEqual(Object.keys(others), ["as it comes", "no false alarm", "misses nothing"]);
  });

  it("says what is wrong and what to do", async () => {
    const wrong: readonly (readonly [words: RegExp, ...args: string[]])[] = [
      [/there is no file .*none\.mp4; check the path/, path("none.mp4")],
      [/no motion was found, against --expect motion/, path("still.mp4"), "--expect", "motion"],
      [/sensitivity must be/, path("still.mp4"), "--settings", "sensitivity=11"],
      [/area must be/, path("still.mp4"), "--settings", "area=100/0/50/20"],
      [/is not one of the settings such as/, path("still.mp4"), "--settings", "speed=3"],
      [/--min-f1 needs --labels/, path("still.mp4"), "--min-f1", "0.9"],
      [/the labels say nothing of .*still\.mp4/, path("still.mp4"), "--labels", path("true.csv")],
      [/line 1: must be two times|true\.txt: line/, path("still.mp4"), "--labels", path("true.txt")],
    ];
    await writeFile(path("true.txt"), "still.mp4,9,3\n");
    for (const [words, ...args] of wrong) {
      const { status, stderr } = await run("motion", ...args);
      assert.equal(status, 1, args.join(" "));
      assert.match(stderr, words);
    }
  });
});

describe("motion in a running camera", () => {
  it("is in the metrics, a level for each window that is watched", async () => {
    await using folder = await emptyFolder();
    await using camera = await start(folder, ["scene:crossing"]);
    await camera.set("group=MOTION&md_switch1=0&md_switch3=1&md_window3=0,240,639,479&md_threshold3=90");
    const levels = async (): Promise<string[]> =>
      (await camera.get("/metrics")).text.match(/^pinhole_motion_\w+\{.*$/gm) ?? [];
    await until("levels", async () => (await levels()).length > 0);
    assert.ok((await levels()).includes('pinhole_motion_threshold{window="3"} 90'));
    const high = /^pinhole_motion_level\{window="3"\} (?:1\d\d|2\d\d)$/;
    await until("motion", async () => (await levels()).some((line) => high.test(line)), 30);
    assert.ok((await levels()).every((line) => line.includes('window="3"')));
    const refused = await camera.get("/adm/set_group.cgi?group=MOTION&md_window2=0,0,640,100");
    assert.doesNotMatch(refused.text, /^OK/);
    const inverted = await camera.get("/adm/set_group.cgi?group=MOTION&md_window2=100,50,20,100");
    assert.doesNotMatch(inverted.text, /^OK/);
  });
});
