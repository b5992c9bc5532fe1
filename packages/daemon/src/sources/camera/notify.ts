import type { Camera } from "@pinhole/client";
import type { Written } from "@pinhole/kit/client";
import { alarmServer, CameraError, type Change, events, notify } from "@pinhole/kit/model";
import { notifyPath } from "./receiver.ts";

/** Has a camera tell us of its alarms, at "http://host:port/notify/…". Throws a CameraError where it can not. */
export async function configureNotify(camera: Camera, url: string): Promise<readonly Written[]> {
  const changes = camera.dialect === "sercomm" ? sercommChanges(url) : await instarChanges(camera, url);
  return camera.setAll(changes);
}

function sercommChanges(url: string): readonly Change[] {
  const told = { notify: true };
  return [
    { group: notify, index: 0, values: { enabled: true, url, method: "GET", details: true } },
    { group: events, index: 0, values: { motion: told } },
  ];
}

/** The server that is ours already, or one that nobody uses. */
async function instarChanges(camera: Camera, url: string): Promise<readonly Change[]> {
  const { hostname, port, pathname } = new URL(url);
  const { records } = await camera.readGroup("alarmServer");
  const ours = records.findIndex(({ path }) => path.includes(notifyPath));
  const free = records.findIndex(({ host, enabled }) => host === "" || !enabled);
  const index = ours >= 0 ? ours : free;
  if (index < 0)
    throw new CameraError("refused", "all alarm servers of the camera are in use; free one of them");
  const values = {
    ...{ enabled: true, host: hostname, port: Number(port || 80), path: pathname },
    ...{ secure: false, method: "GET", login: false, sendsTrigger: true },
    ...{ areas: true, inputs: true, audio: true },
  };
  return [{ group: alarmServer, index, values }];
}
