import { type DeliveryFault, deliveryFault } from "@pinhole/kit/model";

/** Failures in a row after which a target counts as down: new work then waits for a probe by one job. */
export const breakerFailures = 3;

/** Attempts after which a job may be what is wrong, not its target. */
export const suspectAttempts = 10;

const firstSeconds = 2;
const mostSeconds = 300;
const mostSecondsForPerson = 900;

/**
 * Seconds until a target is tried again after `failures` (from 1) in a row: doubling from 2 to 300, or from 60 to 900 where
 * somebody has to mend something; between half and all of it, so that many cameras do not come back at once.
 */
export function backOff(failures: number, code: string, random: () => number): number {
  const { needsPerson }: DeliveryFault = deliveryFault(code);
  const first = needsPerson ? 60 : firstSeconds;
  const most = needsPerson ? mostSecondsForPerson : mostSeconds;
  return Math.min(most, first * 2 ** Math.min(failures - 1, 20)) * (0.5 + random() / 2);
}

/** Whether it can be the job's own content that fails, with a target that is otherwise well. */
export function canBeTheJob(code: string): boolean {
  return ["target-silent", "target-confused", "target-refused", "transfer-incomplete"].includes(code);
}
