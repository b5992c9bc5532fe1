/** What a notification tells of an event. */
export type NotifiedEvent =
  | { readonly kind: "motion"; readonly windows: readonly number[] }
  | { readonly kind: "input"; readonly inputs: readonly number[] }
  | { readonly kind: "audio" | "pir" | "period" }
  /** Something that the documentation does not know, or nothing: older cameras only say that something was. */
  | { readonly kind: "unknown"; readonly text: string };

/** A request that a camera sends to the address in HTTP_NOTIFY. */
export interface Notification {
  readonly event: NotifiedEvent;
  /** "00:0e:8f:92:ff:f7", where it is told. */
  readonly mac: string | undefined;
  /** Unix time in seconds, where the camera's time and zone are told. */
  readonly at: number | undefined;
}

const maxText = 4096;

/** Reads a notification from the query of a GET or the body of a POST, or both; whatever comes, something is read. */
export function parseNotification(query: string, body = ""): Notification {
  const fields = new URLSearchParams(`${query.slice(0, maxText)}&${body.slice(0, maxText)}`);
  const mac = /^[0-9a-f]{12}$/i.exec((fields.get("mac") ?? "").replaceAll(/[:-]/g, ""))?.[0].toLowerCase();
  return {
    event: eventOf(fields.get("event") ?? ""),
    mac: mac?.replaceAll(/(..)(?=.)/g, "$1:"),
    // "+0200" may come as it is, and "+" is a blank there.
    at: timeOf(fields.get("event_time") ?? "", (fields.get("timezone") ?? "").replace(/^ /, "+")),
  };
}

function eventOf(text: string): NotifiedEvent {
  const [word = "", , detail = ""] = text.split(",");
  const mask = Number(/^[a-z_]+(\d{1,3})$/i.exec(detail)?.[1] ?? 0);
  const places = [1, 2, 3, 4, 5, 6, 7, 8].filter((place) => mask & (1 << (place - 1)));
  if (word === "motion") return { kind: "motion", windows: places };
  if (word === "io") return { kind: "input", inputs: places };
  if (word === "audio" || word === "period") return { kind: word };
  if (word.startsWith("pir")) return { kind: "pir" };
  return { kind: "unknown", text };
}

function timeOf(stamp: string, zone: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(stamp)?.slice(1).map(Number);
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (parts === undefined || offset === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const seconds = (Number(offset[2]) * 60 + Number(offset[3])) * 60 * (offset[1] === "-" ? -1 : 1);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
}
