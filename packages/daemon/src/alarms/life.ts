import { join } from "node:path";
import type { ActionName, Alarm, AlarmFile, Clock, Delivery } from "@pinhole/kit/model";
import type { Verdict } from "../events/decide.ts";
import type { Files, Recorded } from "../outputs/recorder/index.ts";
import { nothing } from "../outputs/recorder/index.ts";
import type { AlarmStore } from "../store/alarm-store.ts";
import type { Archive } from "./archive.ts";
import { recordClip, recordStill } from "./clip.ts";
import { type Handover, isOfTheCard } from "./handover.ts";
import type { AlarmMedia } from "./media.ts";
import type { Tapes } from "./tapes.ts";

/** Seconds from the first trigger after which an alarm is not prolonged any more. */
export const longestAlarm = 300;

/** What an alarm works with. */
export interface Workshop {
  readonly folder: string;
  readonly media: AlarmMedia;
  readonly tapes: Tapes;
  readonly store: AlarmStore;
  readonly archive: Archive;
  readonly handover: Handover;
  readonly files: Files;
  /** The camera's clock, and that of the packets. */
  readonly clock: Clock;
  readonly mediaClock: Clock;
  readonly signal: AbortSignal;
  log(severity: 3 | 4 | 5 | 6, message: string): void;
  /** Keeps a clip on the memory card, where the rule or the settings say so. */
  keep(alarm: Alarm, verdict: Verdict, recorded: Recorded): Promise<void>;
}

/** An alarm that goes on. */
export interface Life {
  readonly alarm: Alarm;
  /** Whether a time (on the clock of the packets) falls into it. */
  covers(at: number): boolean;
  /** Something happened again. */
  prolong(at: number): void;
  /** Resolves when the alarm is over, its clip complete and its deliveries due. */
  readonly over: Promise<void>;
}

/** Whether anybody gets pictures: servers are told without. */
export function showsSomething(actions: readonly ActionName[]): boolean {
  return actions.some((action) => action !== "announce");
}

/** Begins an alarm: what it is to do is on disk before anything else happens. */
export function beginLife(alarm: Alarm, verdict: Verdict, shop: Workshop): Life {
  const { store, handover, log } = shop;
  const attachment = verdict.attachment ?? noAttachment;
  const at = shop.clock.now();
  const { id, trigger } = alarm;
  const actions = verdict.actions.filter((action) => !isOfTheCard(action));
  const isStored = keep(`alarm ${id} can not be written down`, () => store.begin(alarm, at, actions));
  log(5, `alarm ${id}: ${trigger.detail} (${verdict.reason})`);

  const latest = trigger.at + longestAlarm;
  // The picture of the moment is in the clip even when nothing after it is.
  let end = trigger.at + Math.max(attachment.postSeconds, 0.002);
  const clips = join(shop.folder, "clips");
  const from = trigger.at - attachment.preSeconds;

  function keep(words: string, call: () => void): boolean {
    try {
      call();
      return true;
    } catch (thrown) {
      log(3, `${words}: ${(thrown as Error).message}`);
      return false;
    }
  }
  const reach = (stage: Delivery["stage"], recorded: Recorded): void => {
    const { files, trouble } = recorded;
    if (trouble !== undefined) log(3, `alarm ${id}: ${trouble}`);
    keep(`the recordings of alarm ${id} can not be listed`, () => {
      const [first] = files;
      if (first) shop.archive.add("clips", recorded, { at: at + first.at - trigger.at, alarm: id });
    });
    const isDue =
      isStored && keep(`alarm ${id} can not be written down`, () => store.reach(id, stage, files));
    if (isDue) handover.kick();
    // The disk takes nothing: whoever delivers may still have room.
    else for (const action of actions) handover.direct({ alarm, action, stage, files });
  };
  const still = async (): Promise<void> => {
    const path = join(clips, `${id}.jpg`);
    const recorded = await recordStill(shop.media.still(), {
      path,
      since: trigger.at - 0.5,
      files: shop.files,
      clock: shop.mediaClock,
      signal: shop.signal,
    });
    reach("begin", recorded);
  };
  const clip = async (): Promise<Recorded> => {
    using holding = shop.tapes.hold(attachment);
    if (holding.loaded === undefined) {
      return { ...nothing, trouble: `no clip: the streams for ${attachment.format} are off` };
    }
    const recorded = await recordClip({
      loaded: holding.loaded,
      attachment,
      from,
      until: () => end,
      folder: clips,
      name: id,
      files: shop.files,
      clock: shop.mediaClock,
      signal: shop.signal,
    });
    const isWanted = attachment.preSeconds + attachment.postSeconds > 0;
    const missing = isWanted && recorded.files.length === 0 && recorded.trouble === undefined;
    return missing ? { ...recorded, trouble: "no clip: no pictures came" } : recorded;
  };
  const live = async (): Promise<void> => {
    const isShown = showsSomething(verdict.actions);
    const begun = isShown ? still() : reach("begin", nothing);
    const recorded = isShown ? await clip() : nothing;
    await begun;
    reach("end", recorded);
    await shop.keep(alarm, verdict, recorded);
    keep(`alarm ${id} can not be written down`, () => store.finish(id));
    const files = recorded.files.length === 1 ? "1 file" : `${recorded.files.length} files`;
    log(6, `alarm ${id} is over: ${files}, ${recorded.seconds.toFixed(1)} s`);
  };
  const over = live().catch((thrown: unknown) => log(3, `alarm ${id}: ${(thrown as Error).message}`));
  return {
    alarm,
    // A time before its beginning means that the machine's clock was set back.
    covers: (time) => time >= trigger.at - 1 && time < end,
    prolong: (time) => {
      end = Math.max(end, Math.min(latest, time + attachment.postSeconds));
    },
    over,
  };
}

/** Finishes alarms that were cut off when the camera stopped. */
export async function resumeLives(shop: Workshop): Promise<void> {
  for (const alarm of shop.store.running()) {
    const found: readonly AlarmFile[] = await shop.archive.recover(alarm);
    const [pictures, clips] = [found.filter(isStill), found.filter((file) => !isStill(file))];
    const at = shop.clock.now() - (shop.mediaClock.now() - alarm.trigger.at);
    for (const [stage, files] of [
      ["begin", pictures],
      ["end", clips],
    ] as const) {
      if (files.length > 0) shop.archive.add("clips", { files, seconds: 0 }, { at, alarm: alarm.id });
      shop.store.reach(alarm.id, stage, files);
    }
    shop.store.finish(alarm.id);
    const many = found.length === 1 ? "1 file is" : `${found.length} files are`;
    shop.log(4, `alarm ${alarm.id} was cut off; ${many} kept`);
  }
  shop.handover.kick();

  function isStill({ path }: AlarmFile): boolean {
    return /[0-9A-Z]\.jpg$/.test(path) && !/-\d{3}\.jpg$/.test(path);
  }
}

const noAttachment = { format: "jpg", stream: 1, preSeconds: 0, postSeconds: 0, pictureRate: 1 } as const;
