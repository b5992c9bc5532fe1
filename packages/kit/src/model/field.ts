/** What is wrong with one value: the field's path ("motionWindow.2.threshold") and what is allowed. */
export interface Issue {
  readonly key: string;
  readonly problem: string;
}

/** One parameter: its type, default, words for people, and the check that every edge shares. */
export interface Field<T = unknown> {
  readonly kind: "bool" | "int" | "text" | "choice" | "secret" | "rect" | "point" | "flags" | "list";
  readonly default: T;
  readonly doc: string;
  /** Set by the camera, never by a request. */
  readonly readOnly: boolean;
  /** Stored and returned, but a software camera can not honour it; says why. */
  readonly noEffect?: string;
  /** What a value has to look like, in words: "0 to 255". */
  readonly allowed: string;
  /** The problem with a value, or undefined when it is fine. */
  check(value: unknown): string | undefined;
}

/** What every field maker takes beside its own limits. */
export interface FieldOptions<T> {
  readonly default: T;
  readonly doc: string;
  readonly readOnly?: boolean;
  readonly noEffect?: string;
}

/** The type of a field's value. */
export type ValueOf<F> = F extends Field<infer T> ? T : never;

export type Rect = readonly [x0: number, y0: number, x1: number, y1: number];
export type Point = readonly [x: number, y: number];
export type Flags<K extends string = string> = Readonly<Record<K, boolean>>;

function field<T>(
  kind: Field["kind"],
  options: FieldOptions<T>,
  allowed: string,
  good: (value: unknown) => boolean,
): Field<T> {
  return {
    kind,
    default: options.default,
    doc: options.doc,
    readOnly: options.readOnly ?? false,
    ...(options.noEffect === undefined ? {} : { noEffect: options.noEffect }),
    allowed,
    check: (value) => (good(value) ? undefined : `must be ${allowed}`),
  };
}

const isInt = (value: unknown, min: number, max: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;

export function bool(options: FieldOptions<boolean>): Field<boolean> {
  return field("bool", options, "true or false", (value) => typeof value === "boolean");
}

/** A whole number from `min` to `max`, or one of `also`. */
export interface Int extends Field<number> {
  readonly kind: "int";
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly also: readonly number[];
}

/** A whole number; `step: 2` leaves only even numbers when `min` is even; `also` names lone values outside. */
export function int(
  options: FieldOptions<number> & {
    readonly min: number;
    readonly max: number;
    readonly step?: number;
    readonly also?: readonly number[];
  },
): Int {
  const { min, max, step = 1, also = [] } = options;
  const allowed = `${also.map((n) => `${n} or `).join("")}${min} to ${max}${step > 1 ? ` in steps of ${step}` : ""}`;
  const base = field("int", options, allowed, (value) => {
    if (typeof value === "number" && also.includes(value)) return true;
    return isInt(value, min, max) && (value - min) % step === 0;
  });
  return { ...base, kind: "int", min, max, step, also };
}

// Control characters end lines in config files, headers and protocols, so no text may hold one.
const control = /[\p{Cc}\u2028\u2029]/u;

/** One line of text, at most `max` characters; `pattern` has to match the whole of a value that is not empty. */
export function text(
  options: FieldOptions<string> & {
    readonly max: number;
    readonly min?: number;
    readonly pattern?: RegExp;
    readonly allowed?: string;
  },
): Field<string> {
  const { max, min = 0, pattern } = options;
  const allowed = options.allowed ?? `text of at most ${max} characters without control characters`;
  return field("text", options, allowed, (value) => {
    if (typeof value !== "string" || value.length > max || control.test(value)) return false;
    if (value === "") return min === 0 || options.default === "";
    return value.length >= min && (pattern === undefined || pattern.test(value));
  });
}

/** Text that is written, never read back: it leaves the store masked. `hashed` is kept only as a hash. */
export interface Secret extends Field<string> {
  readonly kind: "secret";
  readonly hashed: boolean;
}

export function secret(
  options: Omit<FieldOptions<string>, "default"> & {
    readonly max: number;
    readonly min?: number;
    readonly hashed?: boolean;
  },
): Secret {
  const { max, min = 0 } = options;
  const allowed = `${min > 0 ? `${min} to ${max}` : `at most ${max}`} characters without control characters`;
  const base = field("secret", { ...options, default: "" }, allowed, (value) => {
    if (typeof value !== "string" || value.length > max || control.test(value)) return false;
    return value === "" || value.length >= min;
  });
  return { ...base, kind: "secret", hashed: options.hashed ?? false };
}

/** One of a list of words. */
export interface Choice<T extends string = string> extends Field<T> {
  readonly kind: "choice";
  readonly values: readonly T[];
}

/** One of a list of words. */
export function choice<const T extends string>(
  options: Omit<FieldOptions<NoInfer<T>>, "default"> & {
    readonly default: NoInfer<T>;
    readonly values: readonly T[];
  },
): Choice<T> {
  const values: readonly string[] = options.values;
  const base = field<T>("choice", options, `one of ${values.join(", ")}`, (value) =>
    values.includes(value as string),
  );
  return { ...base, kind: "choice", values: options.values };
}

/** Corners [x0, y0, x1, y1] on a grid of `width` x `height`; both corners belong to the area. */
export function rect(width: number, height: number, options: FieldOptions<Rect>): Field<Rect> {
  const allowed = `x0,y0,x1,y1 with 0 <= x0 < x1 <= ${width - 1} and 0 <= y0 < y1 <= ${height - 1}`;
  return field("rect", options, allowed, (value) => {
    if (!Array.isArray(value) || value.length !== 4) return false;
    const [x0, y0, x1, y1] = value;
    return (
      isInt(x0, 0, x1 - 1) && isInt(x1, 1, width - 1) && isInt(y0, 0, y1 - 1) && isInt(y1, 1, height - 1)
    );
  });
}

/** A place [x, y], both ends of each range included. */
export function point(
  x: readonly [min: number, max: number],
  y: readonly [min: number, max: number],
  options: FieldOptions<Point>,
): Field<Point> {
  const allowed = `x,y with x ${x[0]} to ${x[1]} and y ${y[0]} to ${y[1]}`;
  return field("point", options, allowed, (value) => {
    return Array.isArray(value) && value.length === 2 && isInt(value[0], ...x) && isInt(value[1], ...y);
  });
}

/** A set of named switches. A patch may name some of them; the others stay (see `merge` in group.ts). */
export function flags<const K extends string>(
  names: readonly K[],
  options: Omit<FieldOptions<Flags<NoInfer<K>>>, "default"> & {
    readonly default?: Partial<Flags<NoInfer<K>>>;
  },
): Field<Flags<K>> {
  const allOff = Object.fromEntries(names.map((name) => [name, false])) as Flags<K>;
  const allowed = `switches out of ${names.join(", ")}`;
  return field<Flags<K>>(
    "flags",
    { ...options, default: { ...allOff, ...options.default } },
    allowed,
    (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
      return Object.entries(value).every(
        ([name, on]) => (names as readonly string[]).includes(name) && typeof on === "boolean",
      );
    },
  );
}

/** A fixed number of values of one kind. */
export interface List<T> extends Field<readonly T[]> {
  readonly kind: "list";
  readonly of: Field<T>;
  readonly length: number;
}

/** `length` values of one kind, such as one switch for each user slot. */
export function list<T>(
  of: Field<T>,
  length: number,
  options: Omit<FieldOptions<readonly T[]>, "default"> & { readonly default?: readonly T[] },
): List<T> {
  const full = options.default ?? Array.from({ length }, () => of.default);
  const allowed = `${length} values, each ${of.allowed}`;
  const base = field<readonly T[]>("list", { ...options, default: full }, allowed, (value) => {
    return (
      Array.isArray(value) && value.length === length && value.every((item) => of.check(item) === undefined)
    );
  });
  return { ...base, kind: "list", of, length };
}
