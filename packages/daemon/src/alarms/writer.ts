import { messageOf } from "@pinhole/kit/model";
import type { Decisions } from "../events/decisions.ts";
import type { EventLog } from "../events/log.ts";
import type { Journal } from "../store/journal.ts";

/** What waits at most for a disk that takes nothing. */
const mostWaiting = 1000;
/** Looks after which decisions are written that only came once more. */
const patience = 10;

/** Writes the log and the decisions to the disk. */
export interface Writer {
  /** Writes new lines; decisions that only came once more wait for them a while. */
  look(): void;
  writeAll(): void;
}

/** What the disk does not take is kept, and tried again. */
export function openWriter({
  events,
  journal,
  decisions,
}: {
  readonly events: EventLog;
  readonly journal: Journal;
  readonly decisions: Decisions;
}): Writer {
  let waiting: Parameters<Journal["write"]> = [[], []];
  let looks = 0;
  let isTold = false;
  const writeAll = (): void => {
    const [lines, noted] = waiting;
    waiting = [
      [...lines, ...events.fresh()].slice(-mostWaiting),
      [...noted, ...decisions.changed()].slice(-mostWaiting),
    ];
    looks = 0;
    try {
      journal.write(...waiting);
      waiting = [[], []];
      isTold = false;
    } catch (thrown) {
      const message = `the log can not be written: ${messageOf(thrown)}`;
      if (!isTold) events.add({ source: "alarm", severity: 3, message });
      isTold = true;
    }
  };
  return {
    look: () => {
      looks += 1;
      if (events.hasFresh || looks >= patience) writeAll();
    },
    writeAll,
  };
}
