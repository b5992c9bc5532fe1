import type { Packet } from "../../bus/packet.ts";
import type { Stream } from "../../bus/stream.ts";

/** The first key frame that a stream gives from now on; undefined when none comes in time, or it ends. */
export function firstKey(stream: Stream, seconds: number): Promise<Packet | undefined> {
  return new Promise((resolve) => {
    const done = (packet?: Packet): void => {
      clearTimeout(timer);
      // A stream that publishes at once calls before `read` has returned.
      queueMicrotask(() => reading[Symbol.dispose]());
      resolve(packet);
    };
    const timer = setTimeout(done, seconds * 1000);
    const reading = stream.read({
      output: "rtsp",
      write: (packet) => {
        if (packet.key) done(packet);
        return packet.key;
      },
      end: () => done(),
    });
  });
}
