import type { Reply } from "../../dialect.ts";
import { type Assignment, assign } from "../assign.ts";
import type { Call, Command } from "../command.ts";
import { echo, type Param, parseQuery } from "../query.ts";
import { ok, refuse, textLines } from "../reply.ts";
import { licences, webPage } from "./web-pages.ts";

async function privacy({ camera, request, value }: Call): Promise<Reply> {
  const text = value("privacy");
  if (text !== "start" && text !== "stop") {
    return refuse(`privacy: must be start or stop${text === undefined ? "" : `, not ${echo(text)}`}`);
  }
  await camera.setPrivacy(text === "start", request.caller);
  return ok;
}

async function reboot({ camera, request }: Call): Promise<Reply> {
  await camera.reboot(request.caller);
  return ok;
}

async function resetToDefaults({ camera, request }: Call): Promise<Reply> {
  await camera.resetToDefaults(request.caller);
  return ok;
}

// Names of the web form that armed older cameras -> the group and key of today.
const formFields: Readonly<Record<string, readonly [group: string, key: string]>> = {
  h_en_trig: ["EVENT", "event_trigger"],
  h_trig_md: ["MOTION", "md_mode"],
  h_LEDs: ["SYSTEM", "led_mode"],
  LEDs: ["SYSTEM", "led_mode"],
};

/** What is left of the page server of older cameras: saving the fields of its forms, and two pages that programs read. */
async function file(call: Call): Promise<Reply> {
  const todo = call.value("todo");
  if (todo === "inject_telnetd") return refuse("todo: inject_telnetd is not offered", 403);
  if (todo === "save") return saveForm(call);
  const page = call.value("next_file");
  if (todo === undefined && page !== undefined) return webPage(page, call);
  return refuse("todo: must be save; or name a page in next_file", 404);
}

const parts = (query: string): readonly Param[] => {
  const parsed = parseQuery(query);
  return "params" in parsed ? parsed.params : [];
};

/** A page is only read. A form can not pass for a page, as it has its fields in its body. */
const saves = (params: readonly Param[]): boolean =>
  params.some(({ key }) => key === "todo") || !params.some(({ key }) => key === "next_file");

async function saveForm({ camera, groups, params, request }: Call): Promise<Reply> {
  const assignments = params.flatMap(({ key, value }): Assignment[] => {
    const field = Object.hasOwn(formFields, key) ? formFields[key] : undefined;
    const table = field && groups.find(field[0]);
    const row = field && table && groups.row(table, field[1]);
    return row === undefined ? [] : [{ name: key, row, text: value ?? "" }];
  });
  if (request.method === "POST" && !saves(parts(request.query))) {
    return refuse("todo: must not be in the form while next_file is in the address");
  }
  if (assignments.length === 0) {
    return refuse(`nothing to save; name any of ${Object.keys(formFields).join(", ")}`);
  }
  const problems = await assign(assignments, camera, request.caller);
  return problems.length > 0 ? refuse(problems) : ok;
}

export const maintenanceCommands: readonly Command[] = [
  { path: "/adm/privacy_ctl.cgi", methods: ["GET"], changesState: true, run: privacy },
  { path: "/adm/reboot.cgi", methods: ["GET"], changesState: true, run: reboot },
  { path: "/adm/reset_to_default.cgi", methods: ["GET"], changesState: true, run: resetToDefaults },
  // The pages of this camera are always on, so there is nothing left to enable.
  { path: "/adm/enable_ui.cgi", methods: ["GET"], changesState: true, run: () => ok },
  { path: "/adm/file.cgi", methods: ["GET", "POST"], changesState: saves, form: true, run: file },
  { path: "/adm/Licenses.txt", methods: ["GET"], changesState: false, run: () => textLines(licences) },
];
