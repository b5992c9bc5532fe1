import {
  audio,
  type CameraPort,
  clock,
  h264Channel,
  identity,
  jpegChannel,
  preset,
  zoneClock,
} from "../../model/index.ts";
import { json, type Route } from "./route.ts";

/** What the camera is and how it is, for whoever may look. */
export const stateRoute: Route = {
  path: "/pinhole/state",
  level: "viewer",
  GET: ({ caller }, camera) => {
    const { model } = camera;
    const { timeZone, daylightSaving } = camera.get(clock)[0]!;
    const now = camera.now();
    return json({
      name: camera.get(identity)[0]!.hostName,
      model: { name: model.name, company: model.company, firmware: model.firmware, has: model.has },
      device: camera.device(),
      now,
      localTime: zoneClock(timeZone, daylightSaving).local(now),
      pins: camera.pins(),
      privacy: camera.privacy(),
      streams: streamsOf(camera),
      talk: talkOf(camera),
      ...(model.has.panTilt ? { aim: aimOf(camera) } : {}),
      viewers: camera.watching.viewers(),
      caller: { name: caller.name, level: caller.level, privileges: [...caller.privileges] },
    });
  },
};

/** What a page can play, best first. */
function streamsOf(camera: CameraPort) {
  const channels = [
    ["h264", camera.get(h264Channel)],
    ["mjpeg", camera.get(jpegChannel)],
  ] as const;
  return channels.flatMap(([codec, records]) =>
    records.flatMap(({ enabled, resolution, frameRate }, index) =>
      enabled ? [{ codec, channel: index + 1, resolution, frameRate }] : [],
    ),
  );
}

/** The codec that the speaker takes; absent where there is none or it is off. */
function talkOf(camera: CameraPort): string | undefined {
  const { speaker, outputCodec } = camera.get(audio)[0]!;
  return camera.model.has.speaker && speaker ? outputCodec : undefined;
}

function aimOf(camera: CameraPort) {
  const { panTilt } = camera;
  const presets = camera.get(preset).map(({ stored, name }, index) => ({ number: index + 1, stored, name }));
  return {
    position: panTilt.position(),
    moving: panTilt.isMoving(),
    tour: panTilt.tour(),
    presets: presets.filter(({ stored }) => stored).map(({ number, name }) => ({ number, name })),
  };
}
