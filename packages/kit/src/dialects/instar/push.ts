/** What an alarm server is told of an alarm. */
export interface Push {
  readonly cause: "area" | "input" | "audio" | "heat and area" | "manual" | "unknown";
  /** The areas that saw it, 1 to 4. */
  readonly areas: readonly number[];
  /** What was recognised, where the model does that. */
  readonly objects: readonly ("person" | "vehicle" | "animal")[];
}

const maxText = 4096;
const objects = ["person", "vehicle", "animal"] as const;

/** Reads what a camera tells its alarm server in a query or a body; undefined where it says nothing of an alarm. */
export function parsePush(query: string, body = ""): Push | undefined {
  const fields = new URLSearchParams(`${query.slice(0, maxText)}&${body.slice(0, maxText)}`);
  const [active, trigger] = [fields.get("active"), fields.get("trigger")];
  const text = active ?? trigger;
  if (text === null || !/^\d{1,6}$/.test(text)) return undefined;
  const mask = Number(fields.get("object") ?? 0);
  const seen = objects.filter((_, n) => (mask & (1 << n)) !== 0);
  const told = active === null ? causesOf(Number(text)) : causeOf(Number(text));
  return { ...told, objects: seen };
}

/** `active`: 1 to 4 the area, 5 input or heat sensor, 6 noise, 7 to 10 the sensor and an area, 99 by hand. */
function causeOf(number: number): Omit<Push, "objects"> {
  if (number >= 1 && number <= 4) return { cause: "area", areas: [number] };
  if (number >= 7 && number <= 10) return { cause: "heat and area", areas: [number - 6] };
  const cause = number === 5 ? "input" : number === 6 ? "audio" : number === 99 ? "manual" : "unknown";
  return { cause, areas: [] };
}

/** `trigger` of later firmware is a sum; the areas are its lowest four bits. */
function causesOf(sum: number): Omit<Push, "objects"> {
  const areas = [1, 2, 3, 4].filter((area) => (sum & (1 << (area - 1))) !== 0);
  return areas.length > 0 ? { cause: "area", areas } : { cause: "unknown", areas };
}
