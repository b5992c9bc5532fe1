import { bodyOf, type Cassette, type Recorded } from "./cassette.ts";
import { isSecretKey } from "./secrets.ts";

export interface Played {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

/** Answers as the recorded camera did. Changes of settings are kept in memory. */
export interface Player {
  /** `query` is everything behind the "?", encoded; of a form it is the body. */
  answer(path: string, query: string): Played;
  /** Whether a path wants a login. */
  isLocked(path: string): boolean;
}

type Param = readonly [key: string, value: string];

export function openPlayer(cassette: Cassette): Player {
  const byTarget = new Map(cassette.replies.map((reply) => [reply.target, reply]));
  const open = new Set(cassette.open);
  const answerSettings = cassette.dialect === "sercomm" ? sercommPlayer(cassette) : instarPlayer(cassette);
  return {
    isLocked: (path) => !open.has(path),
    answer: (path, query) => {
      const told = answerSettings(path, paramsOf(query));
      if (told !== undefined) return told;
      const exact = byTarget.get(query === "" ? path : `${path}?${query}`);
      // A picture is one, whatever size was asked for.
      const picture = cassette.replies.find(
        (each) => each.target.startsWith(path) && each.type.startsWith("image/"),
      );
      const reply = exact ?? (picture?.target.split("?")[0] === path ? picture : undefined);
      return reply === undefined ? text("not on the cassette\r\n", 404) : played(reply);
    },
  };
}

function played(reply: Recorded): Played {
  return { status: reply.status, type: reply.type, body: bodyOf(reply) };
}

function text(words: string, status = 200, type = "text/plain"): Played {
  return { status, type, body: new TextEncoder().encode(words) };
}

function paramsOf(query: string): readonly Param[] {
  return query.split("&").flatMap((part): readonly Param[] => {
    if (part === "") return [];
    const [key = "", ...rest] = part.split("=");
    return [[decoded(key), decoded(rest.join("="))]];
  });
}

function decoded(words: string): string {
  try {
    return decodeURIComponent(words);
  } catch {
    return words;
  }
}

/** A line that holds a value: what stands before and behind it. */
const sercommLine = /^([\w.-]+)=([^\r\n]*)([\r\n]*)$/;

type Answer = (path: string, params: readonly Param[]) => Played | undefined;

function sercommPlayer({ replies }: Cassette): Answer {
  const prefix = "/adm/get_group.cgi";
  const all = replies.find(({ target }) => target === prefix);
  const groups = new Map(
    replies.flatMap((reply) => {
      const [, name] = /^\/adm\/get_group\.cgi\?group=([\w-]+)$/.exec(reply.target) ?? [];
      return name === undefined || reply.lines === undefined ? [] : [[name, reply] as const];
    }),
  );
  const unknown = groups.get("NO_SUCH_GROUP");
  groups.delete("NO_SUCH_GROUP");
  const written = new Map<string, string>();
  /** Lines as they are after what was written; lines of other groups follow their head. */
  const current = (lines: readonly string[]): readonly string[] => {
    let group = "";
    return lines.map((line) => {
      group = /^\s*\[([^\]=]+)\]/.exec(line)?.[1] ?? group;
      const [, key = "", , end = ""] = sercommLine.exec(line) ?? [];
      const value = written.get(`${group}.${key}`);
      return value === undefined || isSecretKey(key) ? line : `${key}=${value}${end}`;
    });
  };
  const selected = (selection: string): Played => {
    const [name = "", key] = selection.split(".");
    const reply = groups.get(name);
    if (reply?.lines === undefined) return unknown ? played(unknown) : text(`Invalid Group ${name}`);
    const lines = current(reply.lines);
    const chosen = lines.filter(
      (line) => key === undefined || /^\s*\[/.test(line) || line.startsWith(`${key}=`),
    );
    return { ...played(reply), body: new TextEncoder().encode(chosen.join("")) };
  };
  const set = (params: readonly Param[]): Played => {
    const changes = new Map<string, string>();
    let group = params.find(([key]) => key === "group")?.[1] ?? "";
    for (const [key, value] of params) {
      if (key === "group") {
        group = value;
        continue;
      }
      const reply = groups.get(group);
      if (reply === undefined) return unknown ? played(unknown) : text(`Invalid Group ${group}`);
      if (!reply.lines?.some((line) => line.startsWith(`${key}=`)))
        return text(`${group}.${key}: is not recorded`);
      if (/[\r\n]/.test(value)) return text(`${group}.${key}: must be one line`);
      changes.set(`${group}.${key}`, value);
    }
    for (const [key, value] of changes) written.set(key, value);
    return text("OK");
  };
  return (path, params) => {
    if (path === "/adm/set_group.cgi") return set(params);
    if (path !== prefix) return undefined;
    const asked = params.filter(([key]) => key === "group").flatMap(([, value]) => value.split("&"));
    if (asked.length > 0) {
      const parts = asked.map(selected);
      const body = new TextEncoder().encode(
        parts.map((part) => new TextDecoder().decode(part.body)).join(""),
      );
      return { ...(parts[0] as Played), body };
    }
    if (all?.lines === undefined) return undefined;
    return { ...played(all), body: new TextEncoder().encode(current(all.lines).join("")) };
  };
}

/** var key="value";  key[1]="value";  key['rec']="value"; with what ends the line. */
const instarLine = /^((?:var\s+)?)(\w+)(?:\[([^\]]*)\])?(\s*=\s*)"((?:[^"\\]|\\.)*)"(.*)$/s;

function instarPlayer({ replies }: Cassette): Answer {
  const commands = new Map(
    replies.flatMap((reply) => {
      const [, name] = /^\/param\.cgi\?cmd=(\w+)$/.exec(reply.target) ?? [];
      return name === undefined || reply.lines === undefined ? [] : [[name, reply] as const];
    }),
  );
  const unknown = commands.get("getnosuchcommand");
  const written = new Map<string, string>();
  const end = unknown?.lines?.[0]?.match(/[\r\n]+$/)?.[0] ?? "\n";
  const isNew = [...commands.values()].some(({ lines }) =>
    lines?.some((line) => line.startsWith("response=")),
  );
  const code = (name: string, number: number): string => {
    if (isNew) return `cmd="${name}";${end}response="${number}";${end}`;
    return number === 200 ? `[Succeed]set ok.${end}` : `[Error]Param error.${end}`;
  };
  const current = (name: string, lines: readonly string[], params: readonly Param[]): string => {
    const place = placesOf(lines).find((each) => params.some(([, value]) => value === each));
    return lines
      .flatMap((line) => {
        const [, head = "", key = "", where, equals = "", , rest = ""] = instarLine.exec(line) ?? [];
        const at = where?.replaceAll("'", "");
        // Of one place its keys are told bare.
        if (place !== undefined && at !== undefined && at !== place) return [];
        const shown = where === undefined || place !== undefined ? key : `${key}[${where}]`;
        const value = written.get(`${name}.${at ?? ""}.${key}`);
        if (key === "" || key === "cmd" || key === "response") return [line];
        if (value === undefined || isSecretKey(key))
          return [line.replace(/^((?:var\s+)?)\w+(?:\[[^\]]*\])?/, `$1${shown}`)];
        return [`${head}${shown}${equals}"${value.replaceAll(/["\\]/g, "\\$&")}"${rest}`];
      })
      .join("");
  };
  const one = (name: string, params: readonly Param[]): string => {
    const reply = commands.get(name);
    if (reply?.lines !== undefined) return current(name, reply.lines, params);
    const read = commands.get(name.replace(/^set/, "get"));
    if (!name.startsWith("set") || read?.lines === undefined)
      return (unknown?.lines ?? []).join("").replaceAll("getnosuchcommand", name) || code(name, 204);
    const places = placesOf(read.lines);
    let place = params.find(([, value]) => places.includes(value))?.[1] ?? "";
    const keys = new Set(read.lines.map((line) => instarLine.exec(line)?.[2]));
    const changes: Param[] = [];
    for (const [dashed, value] of params) {
      const key = dashed.replace(/^-/, "");
      if (keys.has(key)) changes.push([`get${name.slice(3)}.${place}.${key}`, value]);
      else if (places.includes(value)) place = value;
      else if (!isSecretKey(key)) return code(name, 201);
    }
    for (const [key, value] of changes) written.set(key, value);
    return code(name, 200);
  };
  return (path, params) => {
    if (path !== "/param.cgi") return undefined;
    const calls: { readonly name: string; readonly params: Param[] }[] = [];
    for (const param of params) {
      if (param[0] === "cmd") calls.push({ name: param[1], params: [] });
      else calls.at(-1)?.params.push(param);
    }
    const type = unknown?.type ?? "text/plain";
    return text(calls.map(({ name, params }) => one(name, params)).join(""), 200, type);
  };
}

function placesOf(lines: readonly string[]): readonly string[] {
  const found = lines.flatMap((line) => instarLine.exec(line)?.[3]?.replaceAll("'", "") ?? []);
  return [...new Set(found)];
}
