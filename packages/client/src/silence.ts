import type { CameraError } from "@pinhole/kit/model";

/** Questions in a row that a camera may leave without an answer, as some do with what they do not know. */
const most = 3;

/** Sees when a camera that is asked many things has stopped to answer at all. */
export interface Silence {
  /** Takes what one question ended with, or nothing for an answer. Throws it when there were too many in a row. */
  heard(error?: CameraError): void;
}

export function openSilence(): Silence {
  let silent = 0;
  return {
    heard: (error) => {
      const isSilent = error?.code === "timeout" || error?.code === "unreachable";
      silent = isSilent ? silent + 1 : 0;
      if (isSilent && silent === most) throw error;
    },
  };
}
