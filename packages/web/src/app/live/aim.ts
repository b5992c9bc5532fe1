import { request } from "./request.ts";

/** The ways of the pad, as `ptctrl.cgi` names them, row by row; "H" is home. */
export const ways = ["UL", "U", "UR", "L", "H", "R", "DL", "D", "DR"] as const;
export type Way = (typeof ways)[number];

/** Steps of one press: the camera turns by about a tenth of its way. */
const steps = 6;

export const keys: Readonly<Record<string, Way>> = {
  ArrowUp: "U",
  ArrowDown: "D",
  ArrowLeft: "L",
  ArrowRight: "R",
  Home: "H",
};

/** Resolves with the camera's words where it refuses, and with "" where it does as told. */
export async function order(query: string): Promise<string> {
  try {
    const answer = await request(`/pt/ptctrl.cgi?${query}`, { signal: AbortSignal.timeout(8000) });
    return answer.ok ? "" : (await answer.text()).trim().slice(0, 200) || String(answer.status);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function moveQuery(way: Way): string {
  return way === "H" ? "mv=H" : `mv=${way},${steps}`;
}

interface Box {
  readonly width: number;
  readonly height: number;
}

/** Where the picture lies in its frame, which may be wider or higher than it. */
export function pictureIn(frame: Box, picture: Box): { left: number; top: number } & Box {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { left: (frame.width - width) / 2, top: (frame.height - height) / 2, width, height };
}

/** Brings a place into the middle: its way from there in shares of the picture's width and height. */
export function centreQuery(across: number, down: number): string {
  const bound = (share: number): number => Math.max(-0.5, Math.min(0.5, share));
  // "+ 0" keeps a -0 out of the address.
  return `position=${Math.round(bound(across) * 640) + 0},${Math.round(bound(down) * 480) + 0}`;
}
