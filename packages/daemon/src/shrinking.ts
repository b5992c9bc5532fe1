import type { Shrink } from "./actions/mail/fit.ts";

/** Makes pictures and clips smaller with FFmpeg, which is loaded when it is needed first. */
export const shrinking: Shrink = {
  picture: async (path, limit) => {
    const [{ smallerPicture }] = await Promise.all([import("./av/smaller.ts"), quiet()]);
    return smallerPicture(path, limit);
  },
  clip: async (what) => {
    const [{ shorterClip }] = await Promise.all([import("./av/shorter.ts"), quiet()]);
    return shorterClip(what);
  },
};

async function quiet(): Promise<void> {
  const { quieten } = await import("./av/log.ts");
  quieten(true);
}
