import { createReadStream } from "node:fs";
import { alarmClips, alarmPictures, CameraError, ftpServer } from "@pinhole/kit/model";
import type { Action, Context, Job, Reveal } from "../action.ts";
import type { SshKeys } from "../sftp/keys.ts";
import { fileNameOf } from "../uploads/names.ts";
import { openSite } from "../uploads/open.ts";
import { placeOf } from "../uploads/place.ts";
import { put } from "../uploads/put.ts";
import { type Limits, type Site, usualLimits } from "../uploads/remote.ts";

/** Seconds for one attempt: a long clip over a slow line; a server that hangs is given up long before. */
const limitSeconds = 900;

export interface FtpOptions {
  readonly keys: SshKeys;
  readonly limits?: Limits;
}

/** Uploads by FTP, FTP over TLS or SFTP to the first server, or to the second where the first fails. */
export function ftpAction({ keys, limits = usualLimits }: FtpOptions): Action {
  return {
    name: "ftp",
    targets: ({ action, stage, alarm }, settings) => {
      if (action !== "ftp") return undefined;
      // A clip is asked for, and not the picture of the moment besides.
      if (stage === "begin" && alarm.rule === alarmClips.name) return [];
      return sitesOf(settings).length > 0
        ? [{ name: "ftp", limitSeconds }]
        : "no FTP server is set and switched on";
    },
    run: async (job, context) => {
      let first: CameraError | undefined;
      for (const site of sitesOf(context.settings)) {
        try {
          await deliver(job, site, { context, keys, limits });
          return;
        } catch (error) {
          if (context.signal.aborted || !(error instanceof CameraError)) throw error;
          if (first !== undefined) context.log(5, `ftp: the second server failed too: ${error.message}`);
          first ??= error;
        }
      }
      throw first ?? new CameraError("target-missing", "no FTP server is set and switched on");
    },
  };
}

function sitesOf(settings: Reveal): readonly Site[] {
  return settings(ftpServer).filter(({ enabled, host }) => enabled && host !== "");
}

interface Tools extends FtpOptions {
  readonly context: Context;
  readonly limits: Limits;
}

async function deliver(job: Job, site: Site, { context, keys, limits }: Tools): Promise<void> {
  const waiting = filesOf(job, context).filter(({ name }) => !context.has(name));
  if (waiting.length === 0) return;
  const { signal, authorities, settings, camera } = context;
  const stage: Context["stage"] = (name, detail) => context.stage(name, detail);
  await using remote = await openSite(site, { signal, authorities, settings, limits, stage }, { keys });
  let folder: string | undefined;
  for (const file of waiting) {
    const { parts, make } = placeOf(site, camera.local(file.at));
    const path = parts.join("/");
    if (path !== folder) {
      stage("folder", path);
      await remote.enter(parts, make);
      folder = path;
    }
    const { name, replace } = fileNameOf(job, file, { settings, local: camera.local });
    const content = { bytes: file.bytes, open: () => createReadStream(file.path) };
    await put(remote, { name, content, replace }, stage);
    context.complete(file.name);
  }
}

/** An alarm that goes on has more pictures than are wanted of each; the first has gone when it began. */
function filesOf({ alarm, stage, files }: Job, { settings }: Context): Job["files"] {
  if (alarm.rule !== alarmPictures.name) return files;
  const count = settings(alarmPictures)[0]?.count ?? 1;
  return files.slice(0, stage === "begin" ? 1 : count - 1);
}
