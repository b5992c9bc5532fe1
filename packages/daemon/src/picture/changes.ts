import { effects } from "./effects.ts";
import type { PictureSettings } from "./settings.ts";

/** The levels of a picture that is left as it comes. */
const neutral = 4;

/** What the settings do to every picture, in words, or undefined when they leave it as it comes. */
export function changeOf({
  video,
  masks,
  night,
  lamps,
}: PictureSettings & { readonly night: boolean }): string | undefined {
  if (masks.some(({ enabled }) => enabled)) return "a mask is drawn (privacyMask.enabled)";
  if (video.timestamp) return "the time stamp is drawn (video.timestamp)";
  if (video.textOverlay && video.text !== "") return "a text is drawn (video.textOverlay)";
  if (video.flip) return "the picture is turned upside down (video.flip)";
  if (video.mirror) return "the picture is mirrored (video.mirror)";
  if (night) return "the picture is shown as at night";
  if (video.whiteBalance !== "auto") return "the white balance is changed (video.whiteBalance)";
  const level = (["exposure", "contrast", "saturation", "hue", "sharpness"] as const).find(
    (name) => video[name] !== neutral,
  );
  if (level !== undefined) return `the ${level} is changed (video.${level})`;
  return effects({ video, night, ...(lamps ? { lamps } : {}) }) === ""
    ? undefined
    : "the look of the picture is changed";
}
