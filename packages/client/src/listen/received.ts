import { type Push, parsePush } from "@pinhole/kit/dialects/instar";
import { type NotifiedEvent, parseNotification } from "@pinhole/kit/dialects/sercomm";

/** A file that came in the body of a request. */
export interface ReceivedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** Where it was put, if it was. */
  readonly path: string | undefined;
}

/** What a camera sent. */
export interface Received {
  /** When it came. */
  readonly at: Date;
  /** The address it came from. */
  readonly from: string;
  readonly method: string;
  readonly path: string;
  /** In words: "motion in window 1". */
  readonly what: string;
  /** Of a Sercomm notification (HTTP_NOTIFY); undefined when it is none. */
  readonly event: NotifiedEvent | undefined;
  /** Of an INSTAR's push to its alarm server; undefined when it is none. */
  readonly push: Push | undefined;
  /** The camera's own, where it is told: "00:0e:8f:92:ff:f7". */
  readonly mac: string | undefined;
  /** When it happened by the camera's clock, where that is told. */
  readonly happened: Date | undefined;
  /** All that stood in the query and the form, as it came. */
  readonly fields: Readonly<Record<string, string>>;
  readonly file: ReceivedFile | undefined;
}

const mostFields = 64;

/** What a query and a form tell. */
export function readFields(
  query: string,
  form: string,
): Pick<Received, "event" | "push" | "mac" | "happened" | "fields"> {
  const fields: Record<string, string> = Object.create(null);
  const all = [...new URLSearchParams(query), ...new URLSearchParams(form)].slice(0, mostFields);
  for (const [key, value] of all) fields[key] = value;
  const push = parsePush(query, form);
  const { event, mac, at } = parseNotification(query, form);
  return {
    event: push !== undefined || (fields.event === undefined && event.kind === "unknown") ? undefined : event,
    push,
    mac,
    happened: at === undefined ? undefined : new Date(at * 1000),
    fields: { ...fields },
  };
}

/** What happened, in a few words. */
export function wordsOf({ event, push, file }: Pick<Received, "event" | "push" | "file">): string {
  const list = (name: string, numbers: readonly number[]): string =>
    numbers.length === 0 ? "" : ` in ${name} ${numbers.join(" and ")}`;
  if (push !== undefined) {
    const objects = push.objects.length === 0 ? "" : `: ${push.objects.join(", ")}`;
    const cause =
      push.cause === "area" ? "motion" : push.cause === "heat and area" ? "heat and motion" : push.cause;
    return `${cause}${list("area", push.areas)}${objects}`;
  }
  if (event?.kind === "motion") return `motion${list("window", event.windows)}`;
  if (event?.kind === "input") return `input ${event.inputs.join(" and ")}`.trim();
  if (event !== undefined && event.kind !== "unknown") return event.kind;
  if (file !== undefined) return `file ${file.name}`;
  return event?.kind === "unknown" && event.text !== "" ? event.text : "something happened";
}
