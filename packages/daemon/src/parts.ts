import type { Dialect } from "@pinhole/kit/dialect";
import { CameraError, type Model } from "@pinhole/kit/model";
import type { Action } from "./actions/action.ts";
import { alarmServerAction } from "./actions/announce/alarm-server.ts";
import { cloudEventAction, cloudReportAction } from "./actions/announce/cloud.ts";
import { ftpAction } from "./actions/ftp/index.ts";
import { mailAction } from "./actions/mail/index.ts";
import { messageAction } from "./actions/message/index.ts";
import { notifyAction } from "./actions/notify/index.ts";
import { pinsAction, type Switches } from "./actions/pins/index.ts";
import { postAction } from "./actions/post/index.ts";
import type { SshKeys } from "./actions/sftp/keys.ts";
import { shareActions } from "./actions/share/index.ts";
import { shrinking } from "./shrinking.ts";
import { camera } from "./sources/camera/index.ts";
import { device } from "./sources/device/index.ts";
import { file } from "./sources/file/index.ts";
import { images } from "./sources/images/index.ts";
import { scene } from "./sources/scene/index.ts";
import type { SourceKind } from "./sources/source.ts";
import { upstream } from "./sources/upstream/index.ts";

/** Where pictures can come from; the first that accepts a SOURCE has it. */
export const sources: readonly SourceKind[] = [scene, device, camera, upstream, images, file];

/** The kind of source that a text names. */
export async function sourceFor(text: string): Promise<SourceKind> {
  for (const kind of sources) if (await kind.accepts(text)) return kind;
  const known = sources.map((kind) => kind.usage).join("; ");
  throw new CameraError("source-missing", `${text} is not a source; one of: ${known}`);
}

/** What alarms set off. `switches` are the camera's own outputs and lamps, `keys` what SSH servers know it by. */
export function actions(
  switches: Switches,
  keys: SshKeys,
  wait: (seconds: number) => Promise<void>,
): readonly Action[] {
  return [
    mailAction({ shrink: shrinking }),
    ftpAction({ keys }),
    ...shareActions(),
    notifyAction,
    postAction,
    messageAction,
    alarmServerAction(),
    cloudEventAction,
    cloudReportAction,
    ...pinsAction(switches, wait),
  ];
}

/** What the camera speaks over HTTP; the first that knows a path answers. */
export async function dialects(model: Model): Promise<readonly Dialect[]> {
  const [{ sercomm }, { instar }, { pinhole }] = await Promise.all([
    import("@pinhole/kit/dialects/sercomm"),
    import("@pinhole/kit/dialects/instar"),
    import("@pinhole/kit/dialects/pinhole"),
  ]);
  return [sercomm(model), instar, pinhole];
}
