const MAX_HEAD = 8192;
const MAX_PART = 16 * 1024 * 1024;

/**
 * Reads the parts of a `multipart/x-mixed-replace` body whose parts all carry a Content-Length.
 * The returned function takes the next bytes and answers with the bodies that are now complete.
 * It throws a RangeError, with the offset in the stream, on a part that is too big or has no length.
 */
export function partReader(): (chunk: Uint8Array) => Uint8Array<ArrayBuffer>[] {
  let kept: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  let offset = 0;
  let wanted: number | undefined;
  const drop = (count: number): void => {
    kept = kept.slice(count);
    offset += count;
  };

  return (chunk) => {
    kept = joined(kept, chunk);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      if (wanted === undefined) {
        const head = new TextDecoder("latin1").decode(kept.subarray(0, MAX_HEAD));
        const end = head.indexOf("\r\n\r\n") + 4;
        if (end < 4 && kept.length < MAX_HEAD) return parts;
        wanted = lengthIn(head.slice(0, end), offset);
        drop(end);
      }
      if (kept.length < wanted) return parts;
      if (wanted > 0) parts.push(kept.slice(0, wanted));
      drop(wanted);
      wanted = undefined;
    }
  };
}
function lengthIn(head: string, offset: number): number {
  const digits = /^content-length:[ \t]*(\d{1,12})[ \t]*\r$/im.exec(head)?.[1];
  if (digits === undefined) throw new RangeError(`part without a length at ${offset}`);
  const length = Number(digits);
  if (length > MAX_PART) throw new RangeError(`part of ${length} bytes at ${offset}, at most ${MAX_PART}`);
  return length;
}
function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
