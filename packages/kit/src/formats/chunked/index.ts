/** Takes the framing off a body in chunks (RFC 9112, 7.1), in pieces as they come. */
export interface ChunkDecoder {
  /** Whether the last chunk and what follows it have come. */
  readonly done: boolean;
  /** The content of the next bytes; what comes behind the end is left out. Throws a RangeError for what is no chunk. */
  take(bytes: Uint8Array): Uint8Array;
  /** The same without a copy: hands on views of the bytes. */
  each(bytes: Uint8Array, give: (content: Uint8Array) => void): void;
}

/** Characters of a line: a size with its extensions, or a field behind the last chunk. */
const mostLine = 1024;
/** Fields behind the last chunk. */
const mostFields = 64;

const lf = 10;
const cr = 13;

export function openChunkDecoder(): ChunkDecoder {
  let state: "size" | "content" | "end of content" | "fields" | "done" = "size";
  let left = 0;
  let line = "";
  let fields = 0;

  const lineEnded = (): void => {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    line = "";
    if (state === "size") {
      left = sizeOf(text);
      state = left === 0 ? "fields" : "content";
    } else if (state === "end of content") {
      if (text !== "") throw new RangeError("a chunk is longer than its size");
      state = "size";
    } else if (text === "") state = "done";
    else if (++fields > mostFields) throw new RangeError(`more than ${mostFields} fields follow the chunks`);
  };
  const each: ChunkDecoder["each"] = (bytes, give) => {
    for (let at = 0; at < bytes.length && state !== "done"; ) {
      if (state === "content") {
        const part = bytes.subarray(at, at + left);
        at += part.length;
        left -= part.length;
        if (left === 0) state = "end of content";
        give(part);
        continue;
      }
      const byte = bytes[at++] as number;
      if (byte === lf) lineEnded();
      else if (line.length >= mostLine || line.endsWith(String.fromCharCode(cr))) {
        throw new RangeError("a line of the chunks does not end");
      } else line += String.fromCharCode(byte);
    }
  };
  return {
    get done() {
      return state === "done";
    },
    each,
    take: (bytes) => {
      const content = new Uint8Array(bytes.length);
      let size = 0;
      each(bytes, (part) => {
        content.set(part, size);
        size += part.length;
      });
      return content.subarray(0, size);
    },
  };
}

function sizeOf(line: string): number {
  const digits = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(line)?.[1];
  if (digits === undefined) throw new RangeError("a chunk does not begin with its size");
  return Number.parseInt(digits, 16);
}
