/** A value of an answer; `place` is what stood in brackets: key[1] or key['rec']. */
export interface Said {
  readonly key: string;
  readonly place: string | undefined;
  readonly value: string;
}

/** What a camera answered to one command. */
export interface Answered {
  /** 200 is success; undefined where the answer has no code. */
  readonly code: number | undefined;
  readonly values: readonly Said[];
}

const statement =
  /(?:\bvar\s+)?([A-Za-z_]\w*)(?:\[(?:'([^'\]]*)'|(\d+))\])?\s*=\s*"((?:[^"\\]|\\.)*)"\s*;?/gs;

/**
 * Reads the answer to one command, of the 2K+ models (cmd="..."; key="value"; response="200";) and of the older ones
 * (var key="value";, "[Succeed]set ok.", "[Error]..."). Undefined where it is neither.
 */
export function parseAnswer(text: string): Answered | undefined {
  const values: Said[] = [];
  let code: number | undefined;
  for (const [, key = "", word, number, value = ""] of text.matchAll(statement)) {
    if (key === "cmd") continue;
    if (key === "response") code = /^\d{3}$/.test(value) ? Number(value) : undefined;
    else values.push({ key, place: word ?? number, value: value.replaceAll(/\\(.)/gs, "$1") });
  }
  const old = /\[(Succeed|Error)\]/i.exec(text)?.[1]?.toLowerCase();
  if (code === undefined && values.length === 0 && old === undefined) return undefined;
  return { code: code ?? (old === undefined ? undefined : old === "error" ? codeOfError : 200), values };
}

/** The older models say only that something was wrong with a parameter. */
const codeOfError = 202;

/** The vendor's codes in words. */
export const codeWords: Readonly<Record<number, string>> = {
  201: "unknown parameter",
  202: "invalid value",
  203: "not implemented",
  204: "unknown command",
  205: "the configuration can not be read",
  206: "the configuration can not be written",
  208: "a parameter is missing",
  209: "the system failed",
  210: "not possible as it is",
  211: "not allowed for this account",
  212: "invalid action",
  213: "busy",
  214: "the camera failed",
  215: "switched off",
  216: "not available",
  217: "this model has no such part",
  218: "locked after wrong passwords",
  219: "unchanged",
  301: "the request was not understood",
  302: "the upload failed",
};
