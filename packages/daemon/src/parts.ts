import type { Dialect } from "@pinhole/kit/dialect";
import { CameraError, type Model } from "@pinhole/kit/model";
import type { Action } from "./actions/action.ts";
import type { Switches } from "./actions/pins/index.ts";
import type { SshKeys } from "./actions/sftp/keys.ts";
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

/**
 * What alarms set off; read from disk when the first work comes. `switches` are the camera's own outputs and lamps, `keys`
 * what SSH servers know it by.
 */
export async function actions(
  switches: Switches,
  keys: SshKeys,
  wait: (seconds: number) => Promise<void>,
): Promise<readonly Action[]> {
  const [{ shrinking }, mail, ftp, share, notify, post, message, alarmServer, cloud, pins] =
    await Promise.all([
      import("./shrinking.ts"),
      import("./actions/mail/index.ts"),
      import("./actions/ftp/index.ts"),
      import("./actions/share/index.ts"),
      import("./actions/notify/index.ts"),
      import("./actions/post/index.ts"),
      import("./actions/message/index.ts"),
      import("./actions/announce/alarm-server.ts"),
      import("./actions/announce/cloud.ts"),
      import("./actions/pins/index.ts"),
    ]);
  return [
    mail.mailAction({ shrink: shrinking }),
    ftp.ftpAction({ keys }),
    ...share.shareActions(),
    notify.notifyAction,
    post.postAction,
    message.messageAction,
    alarmServer.alarmServerAction(),
    cloud.cloudEventAction,
    cloud.cloudReportAction,
    ...pins.pinsAction(switches, wait),
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
