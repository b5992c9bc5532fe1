import { CameraError, type CameraPort, type Level } from "../../model/index.ts";
import type { Reply, Request } from "../dialect.ts";
import { type Command, changes } from "./command.ts";
import { type Call, maxQueryLength, parseCalls } from "./query.ts";
import { codes, failed, type Grammar, newGrammar, type Outcome, oldGrammar, text } from "./reply.ts";

/** Where commands are taken, and how each place writes its replies. */
const grammars: Readonly<Record<string, Grammar>> = {
  "/param.cgi": newGrammar,
  "/cgi-bin/hi3510/param.cgi": oldGrammar,
  "/web/cgi-bin/hi3510/param.cgi": oldGrammar,
};

/** Pages of the older models that are one command each. */
const pages: Readonly<Record<string, string>> = {
  "/cgi-bin/hi3510/ptzctrl.cgi": "ptzctrl",
  "/web/cgi-bin/hi3510/ptzctrl.cgi": "ptzctrl",
  "/cgi-bin/hi3510/preset.cgi": "preset",
  "/web/cgi-bin/hi3510/preset.cgi": "preset",
};

const order: readonly Level[] = ["public", "viewer", "operator", "admin"];

/** What answers param.cgi. */
export interface ParameterServer {
  answers(path: string): boolean;
  changesState(path: string, query: string): boolean;
  serve(request: Request, camera: CameraPort): Promise<Reply>;
}

export function parameterServer(commands: readonly Command[]): ParameterServer {
  const byName = new Map(commands.map((command) => [command.name, command]));

  const run = async (call: Call, request: Request, camera: CameraPort): Promise<Outcome> => {
    const command = byName.get(call.name.toLowerCase());
    if (command === undefined) return failed(codes.unknownCommand);
    if (!mayCall(request, command.level)) return failed(codes.noPermission);
    try {
      return await command.run({ params: call.params, camera, caller: request.caller });
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      return failed(error.code.startsWith("store-") ? codes.writeConfigError : codes.internalError);
    }
  };

  return {
    answers: (path) => Object.hasOwn(grammars, path) || Object.hasOwn(pages, path),
    changesState: (path, query) =>
      Object.hasOwn(pages, path) || (parseCalls(query)?.some(({ name }) => changes(name)) ?? false),
    serve: async (request, camera) => {
      const page = pages[request.path];
      const grammar = page === undefined ? (grammars[request.path] as Grammar) : oldGrammar;
      if (request.method !== "GET" && request.method !== "POST") {
        return text(405, "this path takes GET and POST\n", { Allow: "GET, HEAD, POST" });
      }
      const calls = callsOf(
        page === undefined ? request : { ...request, query: `cmd=${page}&${request.query}` },
      );
      if (calls === undefined) return text(200, grammar("", failed(codes.syntaxError)));
      // A caller without a name, who may only look, is asked for a login where more is needed.
      const needsLogin = calls.some(({ name }) => {
        const level = byName.get(name.toLowerCase())?.level;
        return level !== undefined && request.caller.name === "" && !mayCall(request, level);
      });
      if (needsLogin) return text(401, "a login is needed\n");
      const blocks: string[] = [];
      let known = grammar !== oldGrammar;
      for (const call of calls) {
        const outcome = await run(call, request, camera);
        if (outcome.code !== codes.unknownCommand) known = true;
        blocks.push(grammar(nameOf(call), outcome));
      }
      // The older models answer a command that they do not know as a page that they do not have.
      return text(known ? 200 : 404, blocks.join(""));
    },
  };
}

function mayCall({ caller }: Request, level: Level): boolean {
  if (order.indexOf(caller.level) >= order.indexOf(level)) return true;
  return level === "operator" && caller.privileges.has("panTilt");
}

/** Clients look for their own spelling of the command; what can not be a name is not repeated. */
function nameOf({ name }: Call): string {
  return /^[\w-]{1,64}$/.test(name) ? name : "";
}

/** The calls of the query and, behind them, of a form. */
function callsOf({ method, query, headers, body }: Request): readonly Call[] | undefined {
  if (method === "GET" || body.length === 0) return parseCalls(query);
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "" && type !== "application/x-www-form-urlencoded") return undefined;
  if (body.length > maxQueryLength) return undefined;
  try {
    const form = new TextDecoder("utf-8", { fatal: true }).decode(body).replace(/[\r\n]+$/, "");
    return parseCalls(query === "" ? form : `${query}&${form}`);
  } catch {
    return undefined;
  }
}
