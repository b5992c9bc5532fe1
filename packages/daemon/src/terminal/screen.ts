import { setTimeout as delay } from "node:timers/promises";
import { drawBlocks, drawKitty, drawSixel, type Way } from "./drawings.ts";
import { fitted, type Pixels, scaled } from "./picture.ts";

/** Columns and rows of characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Pixels of one character. */
interface Cell {
  readonly width: number;
  readonly height: number;
}

/** What a terminal says of itself, found among the keys that are pressed. */
export interface Replies {
  /** Takes what came from the terminal; gives what of it are keys. */
  take(text: string): string;
  /** Resolves once the terminal has answered the last question, or never. */
  readonly complete: Promise<void>;
  /** Whether it draws sixels, and how large its characters are, as far as it said so. */
  readonly said: { readonly sixel: boolean; readonly cell: Cell | undefined };
}

/** The size of a character, then what the terminal can do (DA1), which every terminal answers. */
export const questions = "\x1b[16t\x1b[c";

/** How long an answer is waited for, also over a slow line. */
const patienceMs = 500;

export function openReplies(): Replies {
  const { promise: complete, resolve } = Promise.withResolvers<void>();
  const said = { sixel: false, cell: undefined as Cell | undefined };
  return {
    complete,
    said,
    take: (text) =>
      text
        // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals answer with escape sequences
        .replace(/\x1b\[6;(\d{1,4});(\d{1,4})t/, (_, height: string, width: string) => {
          if (Number(width) > 0 && Number(height) > 0)
            said.cell = { width: Number(width), height: Number(height) };
          return "";
        })
        // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
        .replace(/\x1b\[\?([\d;]{1,64})c/, (_, features: string) => {
          said.sixel = features.split(";").slice(1).includes("4");
          resolve();
          return "";
        }),
  };
}

/** How this terminal shows pictures best; what it does not say of itself is told by the environment. */
export async function bestWay(
  env: Readonly<Record<string, string | undefined>>,
  replies: Replies,
  signal: AbortSignal,
): Promise<Way> {
  await Promise.race([replies.complete, delay(patienceMs, undefined, { signal, ref: false })]);
  const { KITTY_WINDOW_ID, KONSOLE_VERSION, TERM = "", TERM_PROGRAM = "" } = env;
  const isKitty =
    KITTY_WINDOW_ID !== undefined ||
    /kitty|ghostty/i.test(`${TERM} ${TERM_PROGRAM}`) ||
    Number(KONSOLE_VERSION) >= 220_400;
  // Inside tmux and screen kitty's pictures do not come through.
  if (isKitty && !/^(?:screen|tmux)/.test(TERM)) return "kitty";
  return replies.said.sixel ? "sixel" : "blocks";
}

// Half of what most terminals have: enough to see, little to send.
const usualCell: Cell = { width: 8, height: 16 };

/** The text that shows a picture as large as fits into a terminal, from its upper left corner on. */
export function drawn(way: Way, picture: Pixels, { size, cell = usualCell }: Showing): string {
  const { columns, rows } = size;
  if (way === "blocks")
    return drawBlocks(scaled(picture, fitted(picture, { width: columns, height: rows * 2 })));
  const bounds = { width: columns * cell.width, height: rows * cell.height };
  const room = fitted(picture, bounds);
  if (way === "sixel") return drawSixel(scaled(picture, room));
  const own = room.width < picture.width ? room : picture;
  return drawKitty(scaled(picture, { width: own.width, height: own.height }), {
    columns: Math.max(1, Math.round(room.width / cell.width)),
    rows: Math.max(1, Math.round(room.height / cell.height)),
  });
}

interface Showing {
  readonly size: Size;
  readonly cell?: Cell | undefined;
}
