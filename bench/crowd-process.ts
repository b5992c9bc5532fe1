import type { CrowdOrder, CrowdResult } from "./crowd.ts";
import { countMissed } from "./stats.ts";
import { openViewer, type Viewer } from "./viewer.ts";

/** Many viewers in one process, commanded by messages: cheap, so that the server gets the machine. */
const order = JSON.parse(process.argv[2] ?? "") as CrowdOrder;
const buffer = Buffer.allocUnsafeSlow(256 * 1024);
const seen: number[][] = [];
const viewers: Viewer[] = [];
let recording = false;

async function gather(): Promise<void> {
  while (viewers.length < order.count) {
    const group = Array.from({ length: Math.min(50, order.count - viewers.length) }, () => {
      const lengths: number[] = [];
      seen.push(lengths);
      return openViewer(order.target, buffer, (length) => {
        if (recording) lengths.push(length);
      });
    });
    viewers.push(...group);
    await Promise.all(group.map(({ watching }) => watching));
  }
}

function report(): CrowdResult {
  const most = seen.reduce((longest, lengths) => (lengths.length > longest.length ? lengths : longest));
  const ended = viewers.map((viewer) => viewer.ended()).filter((words) => words !== undefined);
  return {
    pictures: seen.map((lengths) => lengths.length),
    bytes: seen.flat().reduce((sum, length) => sum + length, 0),
    missed: seen.reduce((sum, lengths) => sum + countMissed(most, lengths), 0),
    ended,
  };
}

process.on("message", (message) => {
  if (message === "begin") {
    for (const lengths of seen) lengths.length = 0;
    recording = true;
  }
  if (message === "end") {
    recording = false;
    process.send?.(report());
  }
});
process.on("disconnect", () => process.exit());

gather().then(
  () => process.send?.("ready"),
  (error) => process.send?.({ error: String(error) }),
);
