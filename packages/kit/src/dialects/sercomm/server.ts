import type { Model } from "../../model/index.ts";
import type { Answer, Dialect, Request } from "../dialect.ts";
import type { Table } from "../table.ts";
import type { Command } from "./command.ts";
import { commands as allCommands } from "./commands/index.ts";
import { groupIndex } from "./group-index.ts";
import { levelOf, mayCall } from "./levels.ts";
import { programmeOf } from "./programmes.ts";
import { echo, maxQueryLength, type Param, parseQuery, repeatedKey } from "./query.ts";
import { refuse } from "./reply.ts";

/** The server half over any tables and commands; `sercomm` in index.ts has those of a model. */
export function sercommServer(
  model: Model,
  tables: readonly Table[],
  commands: readonly Command[] = allCommands,
): Dialect {
  const byPath = new Map(commands.map((command) => [command.path, command]));
  const groups = groupIndex(tables);
  return {
    name: "sercomm",
    level: (path) => (byPath.has(path) ? levelOf(path) : undefined),
    changesState: (_method, path, query) => {
      const changes = byPath.get(path)?.changesState ?? false;
      if (typeof changes === "boolean") return changes;
      const parsed = parseQuery(query);
      return "params" in parsed && changes(parsed.params);
    },
    programme: programmeOf,
    takesSound: (path) => byPath.get(path)?.sound === true || byPath.get(path)?.unread === true,
    serve: async (request, camera): Promise<Answer> => {
      const command = byPath.get(request.path);
      if (command === undefined) return refuse("not found", 404);
      if (!mayCall(request.caller, request.path)) return refuse("your account may not do this", 403);
      if (!command.methods.some((method) => method === request.method)) return wrongMethod(command);
      const read = paramsOf(request, command);
      if ("refusal" in read) return read.refusal;
      const { params } = read;
      const value = (name: string) => params.find((param) => param.key === name)?.value;
      return command.run({ request, camera, model, groups, params, value });
    },
  };
}

function wrongMethod({ methods }: Command): Answer {
  const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
  return { ...refuse(`this path takes ${allow} only`, 405), headers: { Allow: allow } };
}

type ReadParams = { readonly params: readonly Param[] } | { readonly refusal: Answer };

/** The parameters of a request, those of its form behind those of its query. */
function paramsOf(request: Request, command: Command): ReadParams {
  const query = parseQuery(request.query);
  if ("problem" in query) {
    return { refusal: refuse(query.problem, request.query.length > maxQueryLength ? 414 : 400) };
  }
  const form = request.method === "POST" && command.form ? formParams(request) : { params: [] };
  if ("refusal" in form) return form;
  const params = [...query.params, ...form.params];
  const repeated = command.repeats ? undefined : repeatedKey(params);
  if (repeated !== undefined) return { refusal: refuse(`${echo(repeated)}: is given more than once`) };
  return { params };
}

const formTypes = ["", "application/x-www-form-urlencoded", "text/plain"];

/** The cameras' own pages send the text of a form as text/plain. */
function formParams({ headers, body }: Request): ReadParams {
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!formTypes.includes(type)) {
    return {
      refusal: refuse(`content-type: must be ${formTypes.slice(1).join(" or ")}, not ${echo(type)}`, 415),
    };
  }
  if (body.length > maxQueryLength) {
    return { refusal: refuse(`a body of ${body.length} bytes; at most ${maxQueryLength} are taken`, 413) };
  }
  const text = formText(body);
  const parsed = text === undefined ? { problem: "the body is not UTF-8 text" } : parseQuery(text);
  return "problem" in parsed ? { refusal: refuse(parsed.problem) } : parsed;
}

/** A line break at the end belongs to the sender's editor, not to the last value. */
function formText(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body).replace(/[\r\n]+$/, "");
  } catch {
    return undefined;
  }
}
