import { clock, daysInMonth, type LocalTime } from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { echo, type Param } from "../query.ts";
import { ok, pairs, refuse } from "../reply.ts";
import { cameraClock, firstRecord, twoDigits } from "../times.ts";

const ranges: Readonly<Record<keyof LocalTime, readonly [min: number, max: number]>> = {
  year: [2000, 2099],
  month: [1, 12],
  day: [1, 31],
  hour: [0, 23],
  minute: [0, 59],
  second: [0, 59],
};
const parts = Object.keys(ranges) as readonly (keyof LocalTime)[];

function date(call: Call): Reply | Promise<Reply> {
  const action = call.value("action");
  if (action === "get") return getDate(call);
  if (action === "set") return setDate(call);
  return refuse(`action: must be get or set${action === undefined ? "" : `, not ${echo(action)}`}`);
}

function getDate({ camera }: Call): Reply {
  const now = cameraClock(camera).local(camera.now());
  return pairs([
    ["timezone", firstRecord(camera, clock).timeZone],
    ["year", now.year],
    ...parts.slice(1).map((part) => [part, twoDigits(now[part])] as const),
  ]);
}

/** What is not named keeps its value, the fraction of the second included. */
async function setDate({ camera, request, value }: Call): Promise<Reply> {
  const { local, unix } = cameraClock(camera);
  const now = camera.now();
  const problems: string[] = [];
  const wanted: Record<keyof LocalTime, number> = { ...local(now) };
  let named = 0;
  for (const part of parts) {
    const text = value(part);
    if (text === undefined) continue;
    const [min, max] = ranges[part];
    const number = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= min && number <= max))
      problems.push(`${part}: must be ${min} to ${max}, not ${echo(text)}`);
    wanted[part] = number;
    named += 1;
  }
  if (named === 0) problems.push(`date: nothing to set; name any of ${parts.join(", ")}`);
  const days = daysInMonth(wanted.year, wanted.month);
  if (problems.length === 0 && wanted.day > days) {
    problems.push(`day: must be 1 to ${days} in month ${wanted.month} of ${wanted.year}, not ${wanted.day}`);
  }
  if (problems.length > 0) return refuse(problems);
  const fraction = value("second") === undefined ? now - Math.floor(now) : 0;
  await camera.setClock(unix(wanted) + fraction, request.caller);
  return ok;
}

const sets = (params: readonly Param[]): boolean =>
  params.some(({ key, value }) => key === "action" && value === "set");

export const clockCommands: readonly Command[] = [
  { path: "/adm/date.cgi", methods: ["GET"], changesState: sets, run: date },
];
