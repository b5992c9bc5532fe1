import { clock, identity, sdcard, timeZones, zoneClock } from "../../../model/index.ts";
import type { Asked, Command } from "../command.ts";
import { store } from "../menu.ts";
import { answered, codes, done, failed, type Outcome, pairs } from "../reply.ts";
import { formatZone, parseZone } from "../zones.ts";

type Facts = (asked: Asked) => Readonly<Record<string, string | number>>;

/** Facts that nobody may set; a command that only reads takes no parameters. */
const facts =
  (read: Facts): Command["run"] =>
  (asked) =>
    asked.params.length > 0 ? failed(codes.unknownParam) : answered(...pairs(read(asked)));

const server: Facts = ({ camera }) => {
  const { firmware, startedAt } = camera.device();
  return {
    model: camera.model.name,
    hardVersion: "1.0",
    sysVersion: firmware,
    softVersion: firmware,
    webVersion: firmware,
    name: camera.get(identity)[0]?.hostName ?? "",
    startdate: dateTime({ camera }, startedAt),
  };
};

const time: Facts = ({ camera }) => ({
  timezone: formatZone(camera.get(clock)[0]?.timeZone ?? 0),
  time: Math.floor(camera.now()),
});

async function setTime({ params, camera, caller }: Asked): Promise<Outcome> {
  if (params.length === 0) return failed(codes.missingParam);
  let zone: number | undefined;
  let unix: number | undefined;
  for (const { key, value } of params) {
    if (key === "timezone") {
      zone = parseZone(value);
      if (zone === undefined) return failed(codes.invalidValue);
    } else if (key === "time") {
      unix = /^\d{9,10}$/.test(value) ? Number(value) : undefined;
      if (unix === undefined || unix >= 2 ** 32) return failed(codes.invalidValue);
    } else return failed(codes.unknownParam);
  }
  if (zone !== undefined) {
    const follows = timeZones[zone]?.daylightSaving !== undefined;
    const values = { timeZone: zone, daylightSaving: follows };
    const stored = await store([{ group: clock, index: 0, values }], camera, caller);
    if (stored !== done) return stored;
  }
  if (unix !== undefined) await camera.setClock(unix, caller);
  return done;
}

/** The memory card in bytes; 0 where the model takes none. */
const card: Facts = ({ camera }) => {
  if (!camera.model.has.sdCard) return { sdstatus: 0, sdfreespace: 0, sdtotalspace: 0 };
  const total = (camera.get(sdcard)[0]?.sizeMb ?? 0) * 2 ** 20;
  const free = Math.max(0, total - camera.alarms.cardBytes());
  return { sdstatus: 1, sdfreespace: free, sdtotalspace: total };
};

const levels = { public: 0, viewer: 1, operator: 2, admin: 3 } as const;

const logLines = 200;

const log: Facts = ({ camera }) => ({
  log: camera
    .log(logLines)
    .map(
      ({ at, source, message }) =>
        `${dateTime({ camera }, at)} ${source}: ${message.replaceAll(/\s+/g, " ")}`,
    )
    .join("\n"),
});

function dateTime({ camera }: Pick<Asked, "camera">, unix: number): string {
  const { timeZone = 0, daylightSaving = false } = camera.get(clock)[0] ?? {};
  const { year, month, day, hour, minute, second } = zoneClock(timeZone, daylightSaving).local(unix);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

export const factCommands: readonly Command[] = [
  { name: "getserverinfo", level: "viewer", run: facts(server) },
  {
    name: "getdevinfo",
    level: "viewer",
    run: facts(({ camera }) => ({
      serialno: camera.device().serial,
      product: camera.model.name,
      hardVersion: "1.0",
    })),
  },
  {
    name: "getvendorinfo",
    level: "viewer",
    run: facts(({ camera }) => ({ product: camera.model.name, series: "2k+", vendor: camera.model.company })),
  },
  { name: "getservertime", level: "viewer", run: facts(time) },
  { name: "setservertime", level: "admin", run: setTime },
  {
    name: "getnightstate",
    level: "viewer",
    run: facts(({ camera }) => ({ state: camera.pins().night ? 1 : 0 })),
  },
  {
    name: "getsdinfo",
    level: "viewer",
    run: facts(card),
  },
  {
    name: "getlanmac",
    level: "viewer",
    run: facts(({ camera }) => ({ macaddress: camera.device().mac.toUpperCase() })),
  },
  { name: "getsyslog", level: "admin", run: facts(log) },
  {
    name: "getuserinfo",
    level: "viewer",
    run: facts(({ caller }) => ({
      at_userid: 0,
      at_username: caller.name,
      at_authlevel: levels[caller.level],
      at_enable: 1,
      at_lancode: "en",
      at_authexpire: 0,
    })),
  },
];
