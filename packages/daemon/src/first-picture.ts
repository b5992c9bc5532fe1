import type { Stream } from "./bus/stream.ts";

/** Seconds for a first picture to come, and for which more are made after it, for those who wait for the camera to be up. */
const patience = { first: 10, more: 2 };

/** Has pictures made from now on until shortly after the first: the source is opened while the rest of the camera is. */
export function showFirst(stream: Stream): Disposable {
  const leaveIn = (seconds: number): NodeJS.Timeout =>
    setTimeout(() => reading[Symbol.dispose](), seconds * 1000).unref();
  let came = false;
  let timer = leaveIn(patience.first);
  const reading = stream.read({
    output: "start",
    write: () => {
      if (!came) {
        came = true;
        clearTimeout(timer);
        timer = leaveIn(patience.more);
      }
      return true;
    },
    end: () => clearTimeout(timer),
  });
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      reading[Symbol.dispose]();
    },
  };
}
