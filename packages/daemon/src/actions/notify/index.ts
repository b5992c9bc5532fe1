import { CameraError, notify } from "@pinhole/kit/model";
import type { Action, CameraFacts, Job } from "../action.ts";
import { sercommEvent } from "../events.ts";
import { exchange } from "../wire/http.ts";

/** A request to a web server for each event, as Sercomm's HTTP_NOTIFY sends it. */
export const notifyAction: Action = {
  name: "notify",
  targets: ({ action, stage }, settings) => {
    if (action !== "notify" || stage !== "begin") return undefined;
    const { enabled, url } = settings(notify)[0]!;
    if (!enabled) return "notifications are switched off";
    return url === "" ? "no URL is set for notifications" : [{ name: "notify", limitSeconds: 30 }];
  },
  run: async (job, context) => {
    const [set] = context.settings(notify);
    const { url, method, user, password, verify, details, proxyHost } = set!;
    if (url === "") throw new CameraError("target-missing", "no URL is set for notifications");
    const event = details ? eventFields(job, context.camera) : "";
    const isBody = method === "POST";
    await exchange(
      {
        method: method === "GET" ? "GET" : "POST",
        url: isBody || event === "" ? url : withQuery(url, event),
        headers: {
          "User-Agent": "Pinhole",
          ...(isBody && event !== "" ? { "Content-Type": "application/x-www-form-urlencoded" } : {}),
        },
        ...(isBody && event !== "" ? { body: event } : {}),
        login: { user, password },
        proxy:
          proxyHost === ""
            ? undefined
            : { host: proxyHost, port: set!.proxyPort, user: set!.proxyUser, password: set!.proxyPassword },
        verify,
      },
      context,
    );
  },
};

/** "event=motion,1,md_window2&mac=000E8F92FFF7&event_time=20260529213005&timezone=+0200&daylight_saving=1", bare as cameras send it. */
export function eventFields({ alarm }: Job, camera: CameraFacts): string {
  const time = camera.local(alarm.trigger.at);
  const stamp = time.year + time.month + time.day + time.hour + time.minute + time.second;
  return [
    `event=${sercommEvent(alarm)}`,
    `mac=${camera.mac.replaceAll(":", "").toUpperCase()}`,
    `event_time=${stamp}`,
    `timezone=${time.offset}`,
    `daylight_saving=${time.daylightSaving ? 1 : 0}`,
  ].join("&");
}

function withQuery(url: string, query: string): string {
  const parsed = new URL(url);
  const before = parsed.search === "" ? "?" : `${parsed.search}&`;
  return `${parsed.origin}${parsed.pathname}${before}${query}`;
}
