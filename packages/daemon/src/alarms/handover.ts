import { type ActionName, type Clock, type Deliver, type Delivery, messageOf } from "@pinhole/kit/model";
import type { AlarmStore } from "../store/alarm-store.ts";

/** What the memory card does; everything else is handed over. */
const ofTheCard: readonly ActionName[] = ["sdCard", "sdRecording"];

/** Whether an action keeps the clip on the memory card. */
export function isOfTheCard(action: ActionName): boolean {
  return ofTheCard.includes(action);
}

const atOnce = 100;
const firstPause = 5;
const longestPause = 300;

/** A delivery in times of the camera's clock: so they are told, and so files are named. */
export function asShown(delivery: Delivery): Delivery {
  const { ahead = 0, trigger, ...alarm } = delivery.alarm;
  return {
    ...delivery,
    alarm: { ...alarm, trigger: { ...trigger, at: trigger.at + ahead } },
    files: delivery.files.map((file) => ({ ...file, at: file.at + ahead })),
  };
}

/** Hands deliveries that are on disk over to whoever delivers, again and again until they are taken. */
export interface Handover extends AsyncDisposable {
  /** There is something to hand over. */
  kick(): void;
  /** Hands over what the disk would not take. */
  direct(delivery: Delivery): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export function openHandover(options: {
  readonly store: AlarmStore;
  readonly deliver: Deliver;
  readonly clock: Clock;
  log(severity: 3 | 4, message: string): void;
}): Handover {
  const { store, deliver, clock, log } = options;
  const told = new Set<string>();
  let pause = firstPause;
  let waiting: Disposable | undefined;
  let working = Promise.resolve();
  let isBusy = false;
  let again = false;
  let closed = false;

  const attempt = async (delivery: Delivery): Promise<boolean> => {
    try {
      await deliver(asShown(delivery));
      return true;
    } catch (thrown) {
      const name = `${delivery.alarm.id}: ${delivery.action}`;
      if (!told.has(name)) log(4, `alarm ${name} is not taken over yet: ${messageOf(thrown)}`);
      told.add(name);
      if (told.size > 1000) told.clear();
      return false;
    }
  };
  const round = async (): Promise<boolean> => {
    let isFine = true;
    const due = store.due(atOnce);
    for (const delivery of due) {
      if (closed) return true;
      if (await attempt(delivery)) store.delivered(delivery);
      else isFine = false;
    }
    if (isFine && due.length === atOnce) again = true;
    return isFine;
  };
  const work = async (): Promise<void> => {
    let isFine = true;
    do {
      again = false;
      try {
        isFine = await round();
      } catch (thrown) {
        log(3, `deliveries can not be read: ${messageOf(thrown)}`);
        isFine = false;
      }
    } while (again && isFine && !closed);
    isBusy = false;
    if (isFine) pause = firstPause;
    else if (!closed) {
      waiting = clock.after(pause, kick);
      pause = Math.min(longestPause, pause * 2);
    }
  };
  const kick = (): void => {
    if (closed) return;
    again = true;
    if (isBusy) return;
    isBusy = true;
    waiting?.[Symbol.dispose]();
    working = working.then(work);
  };
  return {
    kick,
    direct: (delivery) => {
      working = working.then(() => attempt(delivery).then(() => undefined));
    },
    settled: async () => {
      for (let last: Promise<void> | undefined; last !== working; ) {
        last = working;
        await last;
      }
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      waiting?.[Symbol.dispose]();
      await working;
    },
  };
}
