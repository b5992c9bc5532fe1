import { bool, int } from "../field.ts";
import { group } from "../group.ts";

export const outbox = group(
  "outbox",
  "What waits for its delivery while a server is away. When there is no room, failed work goes first, then the oldest.",
  {
    maxMegabytes: int({
      default: 1024,
      min: 1,
      max: 1048576,
      doc: "How much of the disk pictures and clips may take while they wait, in MiB.",
    }),
    maxJobs: int({ default: 20000, min: 1, max: 200000, doc: "How many deliveries may wait." }),
    maxDays: int({ default: 14, min: 1, max: 365, doc: "After how many days a delivery is given up." }),
    failedDays: int({
      default: 7,
      min: 0,
      max: 365,
      doc: "How many days a delivery that failed for good is kept, to be retried by hand.",
    }),
    logEntries: int({
      default: 50000,
      min: 100,
      max: 1000000,
      doc: "How many attempts the delivery log remembers.",
    }),
    linkLocal: bool({
      default: false,
      doc: "Delivers to link-local addresses (169.254.x.x, fe80::) and those of cloud metadata servers as well.",
    }),
  },
);
