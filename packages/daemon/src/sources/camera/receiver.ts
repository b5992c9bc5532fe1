import { createHash, timingSafeEqual } from "node:crypto";
import type { Dialect, Reply } from "@pinhole/kit/dialect";
import { type Push, parsePush } from "@pinhole/kit/dialects/instar";
import { parseNotification } from "@pinhole/kit/dialects/sercomm";
import type { Trigger } from "@pinhole/kit/model";

/** Where cameras tell what happened; what follows is known to the camera alone. */
export const notifyPath = "/notify/";

export interface ReceiverOptions {
  /** What nobody can guess. */
  readonly token: string;
  happened(what: Pick<Trigger, "kind" | "places" | "detail">): void;
}

const done: Reply = { status: 200, type: "text/plain", body: "OK" };

/** Takes the notifications of the camera, by GET and POST, in the words of both vendors. */
export function receiver({ token, happened }: ReceiverOptions): Dialect {
  const right = digest(notifyPath + token);
  return {
    name: "camera",
    // The path is the login: cameras of that age can not be told another that they would keep safe.
    level: (path) =>
      path.startsWith(notifyPath) && timingSafeEqual(digest(path), right) ? "public" : undefined,
    changesState: () => false,
    serve: ({ query, body }) => {
      const text = new TextDecoder().decode(body.subarray(0, mostText));
      const what = readNotification(query, text);
      if (what !== undefined) happened(what);
      return done;
    },
  };
}

/** Bytes of a body that are looked at: of a clip nothing is read. */
const mostText = 4096;

/** What a notification means here; undefined for one that is no alarm. */
export function readNotification(
  query: string,
  body: string,
): Pick<Trigger, "kind" | "places" | "detail"> | undefined {
  const push = parsePush(query, body);
  if (push !== undefined) return ofPush(push);
  const { event } = parseNotification(query, body);
  switch (event.kind) {
    case "motion": {
      const where = event.windows.length > 0 ? ` in window ${event.windows.join(", ")}` : "";
      return { kind: "motion", places: event.windows, detail: `the camera saw motion${where}` };
    }
    case "input":
      return {
        kind: "input",
        places: event.inputs,
        detail: `input ${event.inputs.join(", ")} of the camera`,
      };
    case "audio":
      return { kind: "audio", places: [], detail: "the camera heard noise" };
    case "pir":
      return { kind: "pir", places: [], detail: "the camera felt heat that moves" };
    case "period":
      return undefined;
    default:
      // Cameras that are not told to add details say only that something was: what they watch for is motion.
      return { kind: "motion", places: [], detail: "the camera notified of an event" };
  }
}

function ofPush({ cause, areas, objects }: Push): Pick<Trigger, "kind" | "places" | "detail"> {
  const seen = objects.length > 0 ? `: ${objects.join(", ")}` : "";
  const where = `in area ${areas.join(", ")}`;
  if (cause === "area")
    return { kind: "motion", places: areas, detail: `the camera saw motion ${where}${seen}` };
  if (cause === "heat and area")
    return { kind: "pir", places: areas, detail: `the camera felt heat that moves ${where}${seen}` };
  // One number stands for both.
  if (cause === "input")
    return { kind: "pir", places: [], detail: "the camera felt heat that moves, or an input" };
  if (cause === "audio") return { kind: "audio", places: [], detail: "the camera heard noise" };
  return { kind: "http", places: [], detail: "the camera was asked for an alarm" };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
