import type { Action } from "../../packages/daemon/src/actions/action.ts";
import { ftpAction } from "../../packages/daemon/src/actions/ftp/index.ts";
import { mailAction } from "../../packages/daemon/src/actions/mail/index.ts";
import { notifyAction } from "../../packages/daemon/src/actions/notify/index.ts";
import { postAction } from "../../packages/daemon/src/actions/post/index.ts";
import { shareActions } from "../../packages/daemon/src/actions/share/index.ts";

/** Two cameras, as one has a single place for FTP and SFTP: each delivers by the actions named here. */
export const cameras = { first: ["ftp", "mail", "share", "post", "notify"], second: ["sftp"] } as const;

export type CameraName = keyof typeof cameras;
export type Protocol = (typeof cameras)[CameraName][number];

export const cameraNames: readonly CameraName[] = ["first", "second"];
export const protocols: readonly Protocol[] = [...cameras.first, ...cameras.second];

/** The actions of a camera; `tell` hears "+ftp" when an attempt begins and "-ftp" when it ends. */
export function actionsOf(
  camera: CameraName,
  { sharePort, tell = () => {} }: { readonly sharePort: number; tell?(line: string): void },
): readonly Action[] {
  const keys = { privateKey: () => undefined, trusted: () => [] };
  const [share] = shareActions({ port: sharePort });
  const all: readonly Action[] =
    camera === "first"
      ? [ftpAction({ keys }), mailAction(), share as Action, postAction, notifyAction]
      : [ftpAction({ keys })];
  return all.map((action) => {
    const name = camera === "second" ? "sftp" : action.name;
    return {
      ...action,
      run: async (job, context) => {
        tell(`+${name}`);
        try {
          await action.run(job, context);
        } finally {
          tell(`-${name}`);
        }
      },
    };
  });
}

/** What the clip of an alarm holds: no two are alike. */
export const clipOf = (n: number): Buffer => Buffer.alloc(60_000 + (n % 1000), `${n};`);
