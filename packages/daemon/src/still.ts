import type { Stream } from "./bus/stream.ts";

/** The next picture of a stream of JPEGs; undefined when none comes in time. */
export async function nextStill(
  stream: Stream | undefined,
  seconds: number,
): Promise<Uint8Array | undefined> {
  if (!stream) return undefined;
  const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
  const late = setTimeout(() => resolve(undefined), seconds * 1000);
  using _reading = stream.read({
    output: "drill",
    write: (packet) => {
      resolve(packet.data);
      return true;
    },
    end: () => resolve(undefined),
  });
  try {
    return await promise;
  } finally {
    clearTimeout(late);
  }
}
