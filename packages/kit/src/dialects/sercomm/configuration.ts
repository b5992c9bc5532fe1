import {
  type ConfigBlock,
  decodeBase64,
  decodeConfig,
  encodeBase64,
  encodeConfig,
  isBase64,
} from "../../formats/sercomm-config/index.ts";
import { CameraError } from "../../model/index.ts";

/** A configuration file in the camera's own words. */
export interface Configuration {
  readonly version: number;
  /** Keys and texts by the vendor's groups, in the file's order. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What is appended: a logo, certificates, what other programs put there. */
  readonly blocks: readonly ConfigBlock[];
}

const maxLines = 20_000;

/** Reads what a camera's download gives, in the cameras' Base64 or plain. Throws CameraError where it is damaged. */
export function decodeConfiguration(file: Uint8Array): Configuration {
  try {
    const { version, main, blocks } = decodeConfig(isBase64(file) ? decodeBase64(file) : file);
    const lines = new TextDecoder("utf-8").decode(main).split(/\r\n|\n|\r/);
    if (lines.length > maxLines) throw new RangeError(`${lines.length} lines; at most ${maxLines} are read`);
    const groups: Record<string, Record<string, string>> = Object.create(null);
    let group: Record<string, string> | undefined;
    for (const line of lines) {
      const name = /^\s*\[([^\]=]+)\]\s*$/.exec(line)?.[1];
      const cut = line.indexOf("=");
      if (name !== undefined) {
        groups[name] ??= Object.create(null) as Record<string, string>;
        group = groups[name];
      } else if (cut > 0) {
        group ??= groups[""] ??= Object.create(null) as Record<string, string>;
        group[line.slice(0, cut).trim()] = line.slice(cut + 1);
      }
    }
    return { version, groups, blocks };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CameraError("reply-damaged", `the configuration is damaged: ${error.message}`, {
      cause: error,
    });
  }
}

/** The file that a camera takes back, in the cameras' Base64. Throws CameraError for texts that would end a line. */
export function encodeConfiguration({ version, groups, blocks }: Configuration): Uint8Array {
  const lines = Object.entries(groups).flatMap(([name, texts]) => [
    ...(name === "" ? [] : [`[${name}]`]),
    ...Object.entries(texts).map(([key, text]) => {
      if (/\p{Cc}/u.test(`${name}${key}${text}`) || key.includes("="))
        throw new CameraError("refused", `${name}.${key}: must be one line`);
      return `${key}=${text}`;
    }),
  ]);
  const main = new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(""));
  return new TextEncoder().encode(encodeBase64(encodeConfig({ version, main, blocks })));
}
