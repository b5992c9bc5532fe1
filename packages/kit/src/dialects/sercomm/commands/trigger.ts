import { httpEvent } from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { ok, refuse } from "../reply.ts";
import { firstRecord } from "../times.ts";

/** Fires the event of the web request; what becomes of it, the rules decide. */
function trigger({ camera, request }: Call): Reply {
  if (!firstRecord(camera, httpEvent).triggerEnabled) {
    return refuse("HTTP_EVENT.http_event_en is 0: requests fire no event", 403);
  }
  camera.alarms.fire("http", request.caller);
  return ok;
}

export const triggerCommands: readonly Command[] = [
  { path: "/adm/http_trigger.cgi", methods: ["GET"], changesState: true, run: trigger },
];
