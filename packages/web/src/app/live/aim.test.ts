import assert from "node:assert/strict";
import { test } from "node:test";
import { centreQuery, moveQuery, pictureIn } from "./aim.ts";

test("a picture lies in the middle of a frame of another shape", () => {
  const wide = { width: 1280, height: 720 };
  assert.deepEqual(pictureIn({ width: 640, height: 360 }, wide), {
    left: 0,
    top: 0,
    width: 640,
    height: 360,
  });
  assert.deepEqual(pictureIn({ width: 640, height: 480 }, wide), {
    left: 0,
    top: 60,
    width: 640,
    height: 360,
  });
  assert.deepEqual(pictureIn({ width: 1000, height: 360 }, wide), {
    left: 180,
    top: 0,
    width: 640,
    height: 360,
  });
});

test("orders are those of the camera, and never out of its bounds", () => {
  assert.equal(moveQuery("UL"), "mv=UL,6");
  assert.equal(moveQuery("H"), "mv=H");
  assert.equal(centreQuery(0.25, -0.5), "position=160,-240");
  assert.equal(centreQuery(-0.0001, 0), "position=0,0");
  assert.equal(centreQuery(7, -7), "position=320,-240");
});
