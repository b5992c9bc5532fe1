import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { basic, openBench } from "./fixture.ts";

const eve = basic("eve", "look");

describe("health", () => {
  for (const [readings, status, body] of [
    [{}, 200, { status: "ok" }],
    [{ source: "running", pictureAge: 15 }, 200, { status: "ok" }],
    [{ source: "idle", pictureAge: 900 }, 200, { status: "ok" }],
    [
      { source: "running", pictureAge: 15.6 },
      503,
      { status: "degraded", reason: "the newest picture is 16 seconds old" },
    ],
    [{ source: "running" }, 503, { status: "degraded", reason: "there is no picture yet" }],
    [{ source: "down", pictureAge: 1 }, 503, { status: "degraded", reason: "the source is down" }],
  ] as const) {
    it(`is ${body.status} with ${JSON.stringify(readings)}, for anybody`, async () => {
      await using bench = await openBench();
      bench.readings = { ...bench.readings, ...readings };
      const got = await bench.get("/healthz");
      assert.deepEqual([got.status, JSON.parse(got.body)], [status, body]);
    });
  }
});

describe("metrics", () => {
  it("need a login", async () => {
    await using bench = await openBench();
    assert.equal((await bench.get("/metrics")).status, 401);
  });

  it("are the readings of this moment", async () => {
    await using bench = await openBench();
    const read = async () => {
      const { status, headers, body } = await bench.get("/metrics", eve);
      assert.equal(status, 200);
      assert.match(headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
      const lines = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      return new Map(lines.map((line) => line.split(" ") as [string, string]));
    };
    const before = await read();
    assert.equal(before.get("pinhole_pictures_in_total"), "0");
    assert.equal(before.has("pinhole_picture_age_seconds"), false);
    assert.ok(Number(before.get("process_resident_memory_bytes")) > 1e6);
    assert.ok(Number(before.get('pinhole_event_loop_delay_seconds{quantile="0.99"}')) >= 0);
    const usual = Number(before.get('pinhole_event_loop_delay_seconds{quantile="0.5"}'));
    assert.ok(usual < 0.04, `${usual} s of delay where nothing is late`);
    for (const [picturesIn, viewers] of [
      [7, { mjpeg: 2, rtsp: 1 }],
      [9, { rtsp: 3 }],
    ] as const) {
      bench.readings = {
        ...bench.readings,
        source: "running",
        picturesIn,
        viewers,
        pictureAge: 0.25,
        drops: 4,
      };
      const now = await read();
      assert.equal(now.get("pinhole_pictures_in_total"), String(picturesIn));
      assert.equal(now.get("pinhole_pictures_dropped_total"), "4");
      assert.equal(now.get("pinhole_picture_age_seconds"), "0.25");
      assert.equal(now.get("pinhole_source_up"), "1");
      for (const output of ["mjpeg", "rtsp"] as const) {
        const expected = (viewers as Partial<Record<string, number>>)[output];
        assert.equal(now.get(`pinhole_viewers{output="${output}"}`), expected && String(expected));
      }
    }
  });
});
