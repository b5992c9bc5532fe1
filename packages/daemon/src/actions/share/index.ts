import { createReadStream } from "node:fs";
import { CameraError, share, shareRecording } from "@pinhole/kit/model";
import type { Action, Context, Job, JobFile, Reveal } from "../action.ts";
import { endingOf, type FileName, timeName } from "../uploads/names.ts";
import { partsOf } from "../uploads/place.ts";
import { put } from "../uploads/put.ts";
import { type Limits, usualLimits } from "../uploads/remote.ts";
import { openShare, type Share } from "./session.ts";

/** Seconds for one attempt: a long clip over a slow line; a server that hangs is given up long before. */
const limitSeconds = 900;
const usualPort = 445;

export interface ShareOptions {
  readonly limits?: Limits;
  /** For tests: no server of a user listens on 445. */
  readonly port?: number;
}

interface Place extends Share {
  readonly parts: readonly string[];
}

/** Uploads to a folder on the local network (SMB): pictures and clips of alarms, and recordings without end. */
export function shareActions(options: ShareOptions = {}): readonly Action[] {
  return [shareAction("share", options), shareAction("shareRecording", options)];
}

function shareAction(
  action: "share" | "shareRecording",
  { limits = usualLimits, port = usualPort }: ShareOptions,
): Action {
  return {
    name: action,
    targets: (work, settings) => {
      if (work.action !== action) return undefined;
      const place = placeOf(action, settings, port);
      return typeof place === "string" ? place : [{ name: action, limitSeconds }];
    },
    run: async (job, context) => {
      const { settings, signal, authorities } = context;
      const place = placeOf(job.action, settings, port);
      if (typeof place === "string") throw new CameraError("target-missing", place);
      const waiting = job.files.filter(({ name }) => !context.has(name));
      if (waiting.length === 0) return;
      const stage: Context["stage"] = (name, detail) => context.stage(name, detail);
      await using remote = await openShare(place, { signal, authorities, settings, limits, stage });
      stage("folder", place.parts.join("/"));
      await remote.enter(place.parts, place.parts.length);
      for (const file of waiting) {
        const { name, replace } = fileNameOf(job, file, context);
        const content = { bytes: file.bytes, open: () => createReadStream(file.path) };
        await put(remote, { name, content, replace }, stage);
        context.complete(file.name);
      }
    },
  };
}

/** Where the files go, or why they can not. A recording without a server of its own uses that of the uploads. */
function placeOf(action: Job["action"], settings: Reveal, port: number): Place | string {
  const [uploads] = settings(share);
  const [recording] = settings(shareRecording);
  const own = action === "shareRecording" && recording?.host !== "" ? recording : uploads;
  const isOn = action === "shareRecording" ? recording?.enabled : uploads?.enabled;
  if (own === undefined || own.host === "" || isOn !== true) return "no share is set and switched on";
  const folder = action === "shareRecording" && recording?.folder !== "" ? recording?.folder : own.folder;
  const [name, ...parts] = partsOf(folder ?? "").filter((part) => part !== "/");
  if (name === undefined) return "no share is named: the folder has to be share/folder";
  return { host: own.host, user: own.user, password: own.password, port, name, parts };
}

/** Recordings are named by their time behind a prefix, or all alike; files of alarms keep their own names. */
function fileNameOf({ action, alarm }: Job, file: JobFile, { settings, camera }: Context): FileName {
  const [recording] = settings(shareRecording);
  if (action !== "shareRecording" || recording === undefined) return { name: file.name, replace: false };
  const moved = alarm.trigger.kind === "motion" && recording.motionPrefix !== "";
  const prefix = moved ? recording.motionPrefix : recording.prefix;
  const ending = endingOf(file.name);
  if (!recording.timeInName) return { name: `${prefix || "recording"}${ending}`, replace: true };
  return { name: `${prefix}${timeName(camera.local(file.at))}${ending}`, replace: false };
}
