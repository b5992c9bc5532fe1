import type { Reply } from "../dialect.ts";

/** The codes that the vendor documents, as far as this camera answers them. */
export const codes = {
  success: 200,
  unknownParam: 201,
  invalidValue: 202,
  unknownCommand: 204,
  writeConfigError: 206,
  missingParam: 208,
  noPermission: 211,
  busy: 213,
  internalError: 214,
  notAvailable: 216,
  noHardware: 217,
  syntaxError: 301,
} as const;

export type Code = (typeof codes)[keyof typeof codes];

/** One value of a reply: key="value", key[1]="value" or key['rec']="value". */
export interface Line {
  readonly key: string;
  readonly place?: number | string | undefined;
  /** The key that the Full HD models write. */
  readonly old?: string | undefined;
  readonly value: string | number;
  /** The generation that alone writes it. */
  readonly models?: "new" | "old" | undefined;
}

/** What a command answers. */
export interface Outcome {
  readonly code: Code;
  readonly lines?: readonly Line[];
}

export const done: Outcome = { code: codes.success };
export const failed = (code: Code): Outcome => ({ code });
export const answered = (...lines: readonly Line[]): Outcome => ({ code: codes.success, lines });

/** Lines of a reply in the order of their keys. */
export function pairs(values: Readonly<Record<string, string | number>>): readonly Line[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

/** How a family of models writes replies: one block for each command. */
export type Grammar = (name: string, outcome: Outcome) => string;

/** 2K+ models: the command first, the code last. A SET has nothing between. */
export const newGrammar: Grammar = (name, { code, lines = [] }) => {
  const key = ({ key: bare, place }: Line): string => {
    if (place === undefined) return bare;
    return typeof place === "number" ? `${bare}[${place}]` : `${bare}['${place}']`;
  };
  const all = [
    `cmd="${quoted(name)}";`,
    ...lines
      .filter(({ models }) => models !== "old")
      .map((line) => `${key(line)}="${quoted(String(line.value))}";`),
  ];
  return [...all, `response="${code}";`, ""].join("\n");
};

/** Full HD and older models: a variable for each value, and words where there is none. */
export const oldGrammar: Grammar = (_name, { code, lines = [] }) => {
  if (code === codes.unknownCommand) return "[Error]Unknown command.\n";
  if (code === codes.noPermission) return "[Error]No permission.\n";
  if (code !== codes.success) return "[Error]Param error.\n";
  if (lines.length === 0) return "[Succeed]set ok.\n";
  const key = ({ key: bare, place, old }: Line): string =>
    old ?? (place === undefined ? bare : `${bare}_${place}`);
  return lines
    .filter(({ models }) => models !== "new")
    .map((line) => `var ${key(line)}="${quoted(String(line.value))}";\n`)
    .join("");
};

export function text(status: number, body: string, headers: Reply["headers"] = {}): Reply {
  return { status, type: "text/plain; charset=utf-8", body, headers };
}

// What ends a value or a line, or steers a terminal. The camera's log is one value of several lines.
const controls = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

function quoted(value: string): string {
  return value
    .replaceAll(controls, (character) => (character === "\n" ? character : " "))
    .replaceAll(/["\\]/g, "\\$&");
}
