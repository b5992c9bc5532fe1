import type { Codec } from "./table.ts";

/** true is "1", false is "0". */
export const flag: Codec<boolean> = {
  encode: (value) => (value ? "1" : "0"),
  decode: (text) => (text === "0" || text === "1" ? { value: text === "1" } : { problem: "must be 0 or 1" }),
};

/** The number that decimal digits write; undefined when it is none. */
export function parseWhole(text: string): number | undefined {
  return /^(?:\d|-[1-9])\d{0,9}$/.test(text) ? Number(text) : undefined;
}

/** A whole number in decimal digits. */
export const whole: Codec<number> = {
  encode: String,
  decode: (text, _current, allowed) => {
    const value = parseWhole(text);
    return value === undefined ? { problem: `must be ${allowed}` } : { value };
  },
};

/** Text as it is. */
export const plain: Codec<string> = {
  encode: (value) => value,
  decode: (text) => ({ value: text }),
};

/** Words of ours and what the vendor writes for them; `also` are further spellings that are read. */
export function words<const T extends string>(
  spelled: Readonly<Record<T, string>>,
  also: Readonly<Record<string, NoInfer<T>>> = {},
): Codec<T> {
  const values = new Map<string, T>(Object.entries(also));
  for (const [value, text] of Object.entries<string>(spelled)) values.set(text, value as T);
  const shown = Object.values<string>(spelled);
  const allowed = shown.filter((text) => text !== "").join(", ") + (shown.includes("") ? " or empty" : "");
  return {
    encode: (value) => spelled[value],
    decode: (text) => {
      const value = values.get(text);
      return value === undefined ? { problem: `must be one of ${allowed}` } : { value };
    },
  };
}

/** Words of ours that the vendor counts, from `first`. */
export function counted<const T extends string>(values: readonly T[], first = 0): Codec<T> {
  return words(Object.fromEntries(values.map((value, n) => [value, String(n + first)])) as Record<T, string>);
}
