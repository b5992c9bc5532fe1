import {
  type AnyRecord,
  type Change,
  type Group,
  h264Channel,
  type Issue,
  jpegChannel,
  merge,
  mpeg4Channel,
  pathOf,
  rtsp,
  userSlot,
  users,
} from "@pinhole/kit/model";

/** A value that must be another one everywhere, and the fields it came from. */
interface Claim {
  readonly value: string;
  readonly group: Group;
  readonly index: number;
  readonly keys: readonly string[];
}

type Records = (group: Group) => readonly AnyRecord[];

/**
 * What changes would make two of that has to be one: users of one name, of whom only the first could log in, streams of
 * one RTSP path or one multicast address. Only what the changes themselves name is looked at. `now` has the secrets.
 */
export function clashesOf(changes: readonly Change[], now: Records): Issue[] {
  const next = (group: Group): readonly AnyRecord[] =>
    now(group).map((record, index) =>
      changes
        .filter((change) => change.group === group && change.index === index)
        .reduce((merged, { values }) => merge(group, merged, values), record),
    );
  return [...clashes(names(next), "is the name of another user", changes)].concat(
    clashes(paths(next), "is the path of another channel", changes),
    clashes(multicasts(next), "is where another stream is sent to", changes),
  );
}

/** Accounts that can log in: without a password one is off. */
function names(next: Records): Claim[] {
  const claim = (group: Group, index: number, keys: readonly string[]): Claim => {
    const [name, password] = keys.map((key) => String(next(group)[index]?.[key] ?? ""));
    return { value: password === "" ? "" : name!, group, index, keys };
  };
  return [
    { ...claim(users, 0, ["adminName"]), value: String(next(users)[0]?.adminName) },
    claim(users, 0, ["viewerName", "viewerPassword"]),
    ...next(userSlot).map((_, index) => claim(userSlot, index, ["name", "password"])),
  ];
}

function paths(next: Records): Claim[] {
  return [h264Channel, mpeg4Channel, jpegChannel].flatMap((group) =>
    next(group).map((record, index) => ({ value: String(record.uri), group, index, keys: ["uri"] })),
  );
}

function multicasts(next: Records): Claim[] {
  const [record] = next(rtsp);
  if (!record?.multicast) return [];
  return (["mpeg4", "h264", "audio"] as const)
    .filter((stream) => record[`${stream}Multicast`])
    .map((stream) => ({
      value: `${record[`${stream}Address`]} port ${record[`${stream}Port`]}`,
      group: rtsp,
      index: 0,
      keys: [`${stream}Port`, `${stream}Address`, `${stream}Multicast`, "multicast"],
    }));
}

/** One problem for each claim of a value that another has too, if the changes name a field of it. */
function clashes(claims: readonly Claim[], problem: string, changes: readonly Change[]): Issue[] {
  return claims.flatMap((claim) => {
    const { value, group, index, keys } = claim;
    if (value === "" || !claims.some((other) => other !== claim && other.value === value)) return [];
    const named = keys.find((key) =>
      changes.some(
        (change) => change.group === group && change.index === index && Object.hasOwn(change.values, key),
      ),
    );
    return named === undefined ? [] : [{ key: pathOf(group, index, named), problem: `${value} ${problem}` }];
  });
}
