import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AnyRecord, clock, defaults, privacyMask, video } from "@pinhole/kit/model";
import { changeOf } from "./changes.ts";
import { effects } from "./effects.ts";
import { openOverlay } from "./overlay.ts";
import type { PictureSettings } from "./settings.ts";

type Settings = PictureSettings & { readonly night: boolean };

const plain: Settings = {
  video: { ...defaults(video)[0]!, timestamp: false },
  masks: defaults(privacyMask),
  clock: defaults(clock)[0]!,
  clockOffset: 0,
  night: false,
};
const withVideo = (values: AnyRecord): Settings => ({
  ...plain,
  video: { ...plain.video, ...values } as Settings["video"],
});

describe("what the settings do to a picture", () => {
  it("is nothing as long as they are neutral", () => {
    assert.equal(changeOf(plain), undefined);
    assert.equal(changeOf(withVideo({ text: "garden" })), undefined, "a text that is not switched on");
    assert.equal(changeOf(withVideo({ textOverlay: true, text: "" })), undefined, "a text of no letters");
  });

  for (const [values, words] of [
    [{ timestamp: true }, "the time stamp is drawn (video.timestamp)"],
    [{ textOverlay: true, text: "garden" }, "a text is drawn (video.textOverlay)"],
    [{ flip: true }, "the picture is turned upside down (video.flip)"],
    [{ mirror: true }, "the picture is mirrored (video.mirror)"],
    [{ whiteBalance: "indoor" }, "the white balance is changed (video.whiteBalance)"],
    [{ whiteBalance: "blackAndWhite" }, "the white balance is changed (video.whiteBalance)"],
    [{ exposure: 5 }, "the exposure is changed (video.exposure)"],
    [{ contrast: 3 }, "the contrast is changed (video.contrast)"],
    [{ saturation: 1 }, "the saturation is changed (video.saturation)"],
    [{ hue: 7 }, "the hue is changed (video.hue)"],
    [{ sharpness: 6 }, "the sharpness is changed (video.sharpness)"],
  ] as const) {
    it(`is named for ${JSON.stringify(values)}`, () => assert.equal(changeOf(withVideo(values)), words));
  }

  it("is named for a mask and for the night", () => {
    const [mask, ...others] = plain.masks;
    assert.match(changeOf({ ...plain, masks: [...others, { ...mask!, enabled: true }] })!, /mask is drawn/);
    assert.match(changeOf({ ...plain, night: true })!, /as at night/);
  });

  it("is nothing exactly when no filter, no text and no mask is made for it", () => {
    const fields: Readonly<Record<string, readonly unknown[]>> = {
      timestamp: [false, false, true],
      textOverlay: [false, true],
      text: ["", "", "door"],
      flip: [false, false, true],
      mirror: [false, false, true],
      whiteBalance: ["auto", "auto", "outdoor"],
      exposure: [4, 4, 4, 2],
      contrast: [4, 4, 4, 7],
      saturation: [4, 4, 4, 5],
      hue: [4, 4, 4, 1],
      sharpness: [4, 4, 4, 3],
    };
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let untouched = 0;
    for (let round = 0; round < 2000; round++) {
      const values = Object.fromEntries(
        Object.entries(fields).map(([name, choices]) => [name, choices[random(choices.length)]]),
      );
      const settings = { ...withVideo(values), night: random(6) === 0 };
      const isDrawnOn =
        effects(settings) !== "" || openOverlay({ width: 64, height: 48 }, settings) !== undefined;
      assert.equal(changeOf(settings) !== undefined, isDrawnOn, JSON.stringify(values));
      if (!isDrawnOn) untouched++;
    }
    assert.ok(untouched > 10);
  });
});
