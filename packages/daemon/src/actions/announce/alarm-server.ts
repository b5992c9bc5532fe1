import { type Alarm, alarmServer, CameraError, type RecordOf } from "@pinhole/kit/model";
import type { Action, Wire } from "../action.ts";
import { exchange } from "../wire/http.ts";

type Server = RecordOf<typeof alarmServer>;

/** A report that comes too late is none. */
const maxAgeSeconds = 86_400;

/** What a server is told: `active` is what set off the alarm, `object` what was recognised. */
export interface Told {
  readonly active: number;
  readonly object: number;
}

/** Tells up to three servers of each alarm, as INSTAR cameras do; each rests after it was told. */
export function alarmServerAction(): Action {
  /** By server: the alarm that it was last told of. */
  const last = new Map<number, Alarm>();
  const rests = (n: number, seconds: number, alarm: Alarm): boolean => {
    const before = last.get(n);
    // One that could not be taken over is handed over again; what several rules make of one happening is told once.
    if (alarm.trigger.kind === "drill" || before === undefined || before.id === alarm.id) return false;
    const since = alarm.trigger.at - before.trigger.at;
    return since === 0 || (since > 0 && since < seconds);
  };
  return {
    name: "alarmServer",
    targets: ({ action, alarm }, settings) => {
      if (action !== "announce" || alarm.rule === "report") return undefined;
      return settings(alarmServer).flatMap((server, n) => {
        if (!server.enabled || server.host === "" || !tellsOf(server, alarm)) return [];
        if (rests(n, server.intervalSeconds, alarm)) return [];
        if (alarm.trigger.kind !== "drill") last.set(n, alarm);
        return [{ name: `alarmServer${n + 1}`, limitSeconds: 30, maxAgeSeconds }];
      });
    },
    run: async ({ target, alarm }, context) => {
      const number = Number(target.slice("alarmServer".length));
      const server = context.settings(alarmServer)[number - 1];
      if (!server?.enabled || server.host === "") {
        throw new CameraError("target-missing", `alarm server ${number} is not set`);
      }
      await tell(server, { active: triggerOf(server, alarm), object: 0 }, context);
    },
  };
}

/** Asks for the server's address, and returns when it has answered with success. */
export async function tell(server: Server, told: Told, context: Wire): Promise<void> {
  await exchange(
    {
      method: server.method,
      url: urlOf(server, told),
      headers: { "User-Agent": "Pinhole", ...headersOf(server) },
      ...(server.login ? { login: { user: server.user, password: server.password } } : {}),
      verify: server.verify,
    },
    context,
  );
}

function tellsOf(server: Server, { trigger: { kind, places } }: Alarm): boolean {
  if (kind === "motion") return server.areas;
  if (kind === "input") return server.inputs;
  if (kind === "pir") return server.inputs || (server.inputsInAreas && places.length > 0);
  return kind === "audio" ? server.audio : true;
}

/** 1 to 4 the area, 5 input or heat sensor, 6 noise, 7 to 10 the heat sensor and an area, 99 by hand. */
export function triggerOf({ inputsInAreas }: Server, { trigger: { kind, places } }: Alarm): number {
  const area = Math.min(4, Math.max(1, places[0] ?? 1));
  if (kind === "motion") return area;
  if (kind === "pir" && inputsInAreas && places.length > 0) return 6 + area;
  if (kind === "input" || kind === "pir") return 5;
  return kind === "audio" ? 6 : 99;
}

export function urlOf(server: Server, told: Told): string {
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
  const active = server.sendsTrigger ? [`active=${told.active}`, `object=${told.object}`] : [];
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
