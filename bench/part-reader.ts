const longestHead = 8192;
// Enough for every head that was seen, so that little of the picture behind it is turned into text.
const bite = 512;
const endOfHead = "\r\n\r\n";

/**
 * Reads a multipart stream as it comes over a socket, in chunks of any size: tells the length of each picture and
 * the head of its part when its last byte is there. It copies nothing, so that many viewers fit into one process.
 */
export function openPartReader(onPicture: (length: number, head: string) => void): (chunk: Buffer) => void {
  let head = "";
  let length = 0;
  let left = 0;
  let isAnswer = true;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const taken = Math.min(left, chunk.length - at);
        left -= taken;
        at += taken;
        if (left === 0) {
          onPicture(length, head);
          head = "";
        }
        continue;
      }
      const before = head.length;
      const taken = Math.min(bite, chunk.length - at);
      head += chunk.toString("latin1", at, at + taken);
      const end = head.indexOf(endOfHead, Math.max(0, before - endOfHead.length));
      if (end < 0) {
        if (head.length > longestHead) throw new Error(`no end of a head within ${longestHead} bytes`);
        at += taken;
        continue;
      }
      head = head.slice(0, end + endOfHead.length);
      at += head.length - before;
      if (isAnswer) {
        checkAnswer(head);
        isAnswer = false;
        head = "";
        continue;
      }
      left = length = lengthOf(head);
    }
  };
}

function checkAnswer(head: string): void {
  const line = head.slice(0, head.indexOf("\r\n"));
  if (!/^HTTP\/1\.[01] 200/.test(line)) throw new Error(`the server answers "${line}"`);
  if (/^transfer-encoding:/im.test(head))
    throw new Error("the server answers in chunks to an HTTP/1.0 request");
}

function lengthOf(head: string): number {
  const found = /^content-length: *(\d+)/im.exec(head);
  if (!found) throw new Error("a part without content-length");
  return Number(found[1]);
}

/** When the server says a picture was taken, in Unix seconds; undefined if it does not say. */
export function stampOf(head: string): number | undefined {
  const found = /^x-(?:timestamp|capture-time): *(\S+)/im.exec(head);
  if (!found) return undefined;
  const [, text = ""] = found;
  // Seconds, or a date of ISO 8601.
  const stamp = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  return Number.isNaN(stamp) ? undefined : stamp;
}
