import { CameraError, type Choice, type Field, type List } from "@pinhole/kit/model";

const yes = new Set(["true", "on", "yes", "1"]);
const no = new Set(["false", "off", "no", "0"]);

/**
 * A value as it stands on a command line: on, 40, Garden, 0,0,319,239 for areas and places; switches as "mail,notify",
 * or "+mail,-ftp" for some of them. Throws CameraError "refused" with what is allowed.
 */
export function parseValue(field: Field, text: string): unknown {
  const value = read(field, text);
  const problem = value === undefined ? `must be ${field.allowed}` : field.check(value);
  if (problem !== undefined) throw new CameraError("refused", `"${text}": ${problem}`);
  return value;
}

function read(field: Field, text: string): unknown {
  if (field.kind === "bool") return yes.has(text) ? true : no.has(text) ? false : undefined;
  if (field.kind === "int") return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
  if (field.kind === "choice") return (field as Choice).values.find((value) => value === text);
  if (field.kind === "rect" || field.kind === "point") {
    const parts = text
      .split(",")
      .map((part) => (/^-?\d{1,6}$/.test(part.trim()) ? Number(part) : Number.NaN));
    return parts.every(Number.isInteger) ? parts : undefined;
  }
  if (field.kind === "flags") return readFlags(field as Field<Readonly<Record<string, boolean>>>, text);
  if (field.kind === "list") {
    const { of, length } = field as List<unknown>;
    const parts = text === "" ? [] : text.split(",");
    if (parts.length > length) return undefined;
    return Array.from({ length }, (_, n) =>
      n < parts.length ? read(of, parts[n] as string) : (field.default as readonly unknown[])[n],
    );
  }
  return text;
}

function readFlags(field: Field<Readonly<Record<string, boolean>>>, text: string): unknown {
  const names = Object.keys(field.default);
  const parts = text.split(",").filter((part) => part !== "" && part !== "none");
  const isPatch = parts.length > 0 && parts.every((part) => /^[+-]/.test(part));
  const bare = parts.map((part) => part.replace(/^[+-]/, ""));
  if (bare.some((name) => !names.includes(name))) return undefined;
  if (isPatch) return Object.fromEntries(parts.map((part) => [part.slice(1), part.startsWith("+")]));
  return Object.fromEntries(names.map((name) => [name, parts.includes(name)]));
}

/** A value for people, as `parseValue` reads it. */
export function formatValue(field: Field, value: unknown): string {
  if (field.kind === "secret") return "(never shown)";
  if (field.kind === "bool") return value === true ? "on" : "off";
  if (field.kind === "flags") {
    const on = Object.entries(value as object).flatMap(([name, is]) => (is === true ? [name] : []));
    return on.length === 0 ? "none" : on.join(",");
  }
  if (Array.isArray(value)) return value.join(",");
  return String(value);
}
