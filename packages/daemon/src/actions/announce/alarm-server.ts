import { type Alarm, alarmServer, CameraError, type RecordOf } from "@pinhole/kit/model";
import type { Action } from "../action.ts";
import { exchange } from "../wire/http.ts";

type Server = RecordOf<typeof alarmServer>;

/** A report that comes too late is none. */
const maxAgeSeconds = 86_400;

/** Tells up to three servers of each alarm, as INSTAR cameras do. */
export const alarmServerAction: Action = {
  name: "alarmServer",
  targets: ({ action, alarm }, settings) => {
    if (action !== "announce" || alarm.rule === "report") return undefined;
    return settings(alarmServer).flatMap((server, n) =>
      server.enabled && server.host !== "" && tellsOf(server, alarm)
        ? [{ name: `alarmServer${n + 1}`, limitSeconds: 30, maxAgeSeconds }]
        : [],
    );
  },
  run: async (job, context) => {
    const number = Number(job.target.slice("alarmServer".length));
    const server = context.settings(alarmServer)[number - 1];
    if (!server?.enabled || server.host === "") {
      throw new CameraError("target-missing", `alarm server ${number} is not set`);
    }
    await exchange(
      {
        method: server.method,
        url: urlOf(server, job.alarm),
        headers: { "User-Agent": "Pinhole", ...headersOf(server) },
        ...(server.login ? { login: { user: server.user, password: server.password } } : {}),
        verify: server.verify,
      },
      context,
    );
  },
};

function tellsOf(server: Server, { trigger: { kind } }: Alarm): boolean {
  if (kind === "motion") return server.areas;
  if (kind === "input" || kind === "pir") return server.inputs;
  return kind === "audio" ? server.audio : true;
}

/** `active`: 1 to 4 the area, 5 input or heat sensor, 6 noise, 99 by hand. `object` is what was recognised: nothing. */
export function triggerOf({ trigger: { kind, places } }: Alarm): number {
  if (kind === "motion") return Math.min(4, Math.max(1, places[0] ?? 1));
  if (kind === "input" || kind === "pir") return 5;
  return kind === "audio" ? 6 : 99;
}

export function urlOf(server: Server, alarm: Alarm): string {
  const host = server.host.includes(":") ? `[${server.host}]` : server.host;
  const url = new URL(`${server.secure ? "https" : "http"}://${host}:${server.port}`);
  const [path = "/", ...query] = server.path.split("?");
  url.pathname = path;
  const own = server.queries.flatMap((on, n) => {
    const name = server.queryNames[n] ?? "";
    return on && name !== ""
      ? [`${encodeURIComponent(name)}=${encodeURIComponent(server.queryValues[n] ?? "")}`]
      : [];
  });
  const active = server.sendsTrigger ? [`active=${triggerOf(alarm)}`, "object=0"] : [];
  url.search = [...(query.length > 0 ? [query.join("?")] : []), ...active, ...own].join("&");
  return url.href;
}

// These say where the request goes and how it ends; a setting may not.
const fixed = /^(?:host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|proxy-.*)$/i;

function headersOf(server: Server): Record<string, string> {
  const chosen = server.headers.flatMap((on, n) => {
    const name = server.headerNames[n] ?? "";
    return on && name !== "" && !fixed.test(name) ? [[name, server.headerValues[n] ?? ""] as const] : [];
  });
  return Object.fromEntries(chosen);
}
