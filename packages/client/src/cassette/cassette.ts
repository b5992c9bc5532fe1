import { CameraError } from "@pinhole/kit/model";

/** What a camera answered to one question. */
export interface Recorded {
  /** "/adm/get_group.cgi?group=EVENT". */
  readonly target: string;
  readonly status: number;
  readonly type: string;
  /** The text, line by line with what ended each; or the bytes of what is no text. */
  readonly lines?: readonly string[];
  readonly base64?: string;
}

/** All that a camera answers to those who only read, without its secrets. */
export interface Cassette {
  readonly pinhole: "cassette 1";
  readonly dialect: "sercomm" | "instar";
  readonly model: string;
  readonly firmware: string;
  /** The paths that answer without a login, and what the others then ask for. */
  readonly open: readonly string[];
  readonly challenge: string;
  readonly replies: readonly Recorded[];
  /** JPEGs of its motion JPEG, in Base64. */
  readonly pictures: readonly string[];
}

const mostReplies = 2000;

/** Reads a cassette from its JSON. Throws CameraError "refused" with what is wrong. */
export function parseCassette(text: string): Cassette {
  const refuse = (words: string): CameraError => new CameraError("refused", `this is no cassette: ${words}`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw refuse("it is no JSON");
  }
  const { pinhole, dialect, replies, open, pictures, challenge } = (data ?? {}) as Partial<Cassette>;
  if (pinhole !== "cassette 1") throw refuse('"pinhole" must be "cassette 1"');
  if (dialect !== "sercomm" && dialect !== "instar") throw refuse('"dialect" must be sercomm or instar');
  if (!Array.isArray(replies) || replies.length > mostReplies || !replies.every(isRecorded))
    throw refuse(`"replies" must be at most ${mostReplies} with target, status, type, and lines or base64`);
  if (!isTexts(open) || !isTexts(pictures)) throw refuse('"open" and "pictures" must be lists of texts');
  if (typeof challenge !== "string" || /[\r\n]/.test(challenge)) throw refuse('"challenge" must be one line');
  return data as Cassette;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function isRecorded(value: unknown): boolean {
  const { target, status, type, lines, base64 } = (value ?? {}) as Partial<Recorded>;
  const isWhole =
    typeof target === "string" &&
    typeof type === "string" &&
    !/[\r\n]/.test(type) &&
    Number.isInteger(status);
  const hasBody = lines === undefined ? typeof base64 === "string" : isTexts(lines);
  return isWhole && hasBody && Number(status) >= 200 && Number(status) <= 599;
}

/** A text as lines, each with its own end. */
export function linesIn(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

/** The body of a reply. */
export function bodyOf({ lines, base64 = "" }: Recorded): Uint8Array {
  if (lines !== undefined) return new TextEncoder().encode(lines.join(""));
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
