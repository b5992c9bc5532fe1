import { allocate, draw, type Frame } from "../av/frame.ts";
import { drawText, type Font, openFont, textWidth } from "../glyphs/index.ts";
import { openClockText } from "./clock-text.ts";
import type { PictureSettings } from "./settings.ts";

const size = { width: 1280, height: 720 };

// A dark blue, BT.709 limited range: seen at once as not being the view, and dim enough for the night.
const background = { y: 34, u: 138, v: 122 };

/** The picture that viewers see while the source gives none. */
export interface NoSignal {
  /** `since` is Unix time in seconds; the frame is reused by the next call. */
  draw(since: number): Frame;
}

/** `source` is the source's name without credentials. */
export function openNoSignal(source: string, settings: () => PictureSettings): NoSignal {
  const title = openFont(56);
  const small = openFont(28);
  let frame: Frame | undefined;
  return {
    draw: (since) => {
      frame ??= allocate(size);
      draw(frame, (planes) => {
        planes.y.fill(background.y);
        planes.u.fill(background.u);
        planes.v.fill(background.v);
        const centred = (text: string, y: number, font: Font): void => {
          drawText({ ...planes, ...size }, text, { font, x: (size.width - textWidth(text, font)) / 2, y });
        };
        centred("no signal", 270, title);
        centred(`since ${openClockText(settings())(since)}`, 350, small);
        centred(source.length > 60 ? `${source.slice(0, 57)}...` : source, 400, small);
      });
      return frame;
    },
  };
}
