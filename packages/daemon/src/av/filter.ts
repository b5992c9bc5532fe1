import { AV_BUFFERSRC_FLAG_KEEP_REF } from "node-av/constants";
import { type FilterContext, FilterGraph, Frame } from "node-av/lib";
import { checked } from "./errors.ts";
import type { Size } from "./frame.ts";

/** A chain of FFmpeg filters over yuv420p pictures of one size. */
export interface FilterChain extends Disposable {
  /** The filtered picture, valid until the next call. */
  apply(frame: Frame): Frame;
}

/** `chain` is FFmpeg's notation ("hflip,hue=s=0"); it never holds text that came from outside. */
export function openFilterChain({ width, height }: Size, chain: string): FilterChain {
  const graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = 1;
  const source = `buffer=video_size=${width}x${height}:pix_fmt=yuv420p:time_base=1/90000:colorspace=bt709:range=tv`;
  checked(graph.parse2(`${source},${chain},buffersink`), `set up the filters ${chain}`);
  checked(graph.configSync(), `set up the filters ${chain}`);
  const filters = graph.filters ?? [];
  const find = (name: string): FilterContext => {
    const found = filters.find((context) => context.filter?.name === name);
    if (found === undefined) throw new TypeError(`the filters ${chain} have no ${name}`);
    return found;
  };
  const input = find("buffer");
  const output = find("buffersink");
  const result = new Frame();
  result.alloc();
  return {
    apply: (frame) => {
      result.unref();
      checked(input.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF), "filter a picture");
      checked(output.buffersinkGetFrameSync(result), "take a filtered picture");
      return result;
    },
    [Symbol.dispose]: () => {
      result.free();
      graph.free();
    },
  };
}
