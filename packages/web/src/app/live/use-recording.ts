import { useEffect, useRef, useState } from "preact/hooks";
import { record } from "./h264/recording.ts";
import { request } from "./request.ts";
import { download } from "./save.ts";

/** Records by hand: the film is given to whoever looks when it is ended, also by leaving the page. */
export function useRecording(options: {
  readonly channel: number;
  readonly camera: string;
  say(words: string): void;
  done(name: string): string;
  readonly nothing: string;
}): { readonly since: number | undefined; toggle(): void } {
  const [since, setSince] = useState<number>();
  const stop = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const toggle = (): void => {
    if (stop.current !== undefined) return stop.current.abort();
    const { channel, camera, say, done, nothing } = options;
    const ending = new AbortController();
    stop.current = ending;
    setSince(Date.now());
    void record(channel, request, ending.signal).then((film) => {
      stop.current = undefined;
      setSince(undefined);
      say(film === undefined ? nothing : done(download(film, camera, "mp4")));
    });
  };
  return { since, toggle };
}
