import type { Planes, Size } from "../av/frame.ts";
import { drawText, openFont, textWidth } from "../glyphs/index.ts";
import { openClockText } from "./clock-text.ts";
import type { PictureSettings } from "./settings.ts";

/** Draws the time stamp (top left) and the text (top right); undefined when the settings ask for neither. */
export function openOverlay(
  size: Size,
  settings: PictureSettings,
): ((planes: Planes, at: number) => void) | undefined {
  const { timestamp, textOverlay, text } = settings.video;
  const label = textOverlay && text !== "" ? text : undefined;
  if (!timestamp && label === undefined) return undefined;
  const font = openFont(Math.max(10, Math.round(size.height / 22)));
  const clockText = openClockText(settings);
  const margin = font.height >> 1;
  return (planes, at) => {
    const picture = { ...planes, ...size };
    const stamp = timestamp ? clockText(at) : "";
    if (timestamp) drawText(picture, stamp, { font, x: margin, y: margin });
    if (label === undefined) return;
    const x = size.width - margin - textWidth(label, font);
    // On a small picture the two do not fit side by side.
    const below = timestamp && x < margin * 2 + textWidth(stamp, font);
    drawText(picture, label, { font, x: below ? margin : x, y: below ? margin + font.height : margin });
  };
}
