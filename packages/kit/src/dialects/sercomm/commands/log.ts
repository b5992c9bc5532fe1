import type { EventSource } from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { textLines } from "../reply.ts";
import { cameraClock, dateText, timeText } from "../times.ts";

const maxLines = 500;

const tags: Readonly<Record<EventSource, string>> = {
  system: "SYSTEM",
  time: "NTP",
  network: "Network",
  user: "USER",
  settings: "CONFIG",
  video: "VIDEO",
  alarm: "EVENT",
  camera: "CAMERA",
  delivery: "DELIVERY",
};

/** Newest first; clients cut 20 characters of date and time off each line. */
function log({ camera }: Call): Reply {
  const clock = cameraClock(camera);
  return textLines(
    camera.log(maxLines).map(({ at, source, message }) => {
      const time = clock.local(at);
      return `${dateText(time, "YYYY-MM-DD")} ${timeText(time)} ${tags[source]}: ${message}`;
    }),
  );
}

export const logCommands: readonly Command[] = [
  { path: "/adm/log.cgi", methods: ["GET"], changesState: false, run: log },
];
