import type { Point, Rect } from "../../model/index.ts";
import { parseWhole, whole, words } from "../codecs.ts";
import type { Codec } from "../table.ts";

export { counted, flag, plain, whole, words } from "../codecs.ts";

/** Values separated by commas. */
export function commas<T>(of: Codec<T>): Codec<readonly T[]> {
  return {
    encode: (values) => values.map((value) => of.encode(value)).join(","),
    decode: (text, current, allowed) => {
      const values: T[] = [];
      for (const [n, part] of text.split(",").entries()) {
        const decoded = of.decode(part, current[n] as T, allowed);
        if ("problem" in decoded) return decoded;
        values.push(decoded.value);
      }
      return { value: values };
    },
  };
}

/** "X0,Y0,X1,Y1". */
export const corners = commas(whole) as unknown as Codec<Rect>;

/** "X,Y". */
export const pair = commas(whole) as unknown as Codec<Point>;

/** Switches as the bits of a number, the first one the highest. */
export const mask: Codec<readonly boolean[]> = {
  encode: (values) => String(values.reduce((bits, on) => bits * 2 + (on ? 1 : 0), 0)),
  decode: (text, current) => {
    const bits = parseWhole(text);
    const highest = 2 ** current.length - 1;
    if (bits === undefined || bits < 0 || bits > highest) return { problem: `must be 0 to ${highest}` };
    return { value: current.map((_, n) => (bits & (1 << (current.length - 1 - n))) !== 0) };
  },
};

interface Account {
  readonly name: string;
  readonly password: string;
}

/**
 * "name,password"; what is read has an empty password. Written back, "name," keeps the password of that name;
 * another name starts without one. Nothing, or a lone comma, frees the slot.
 */
export const account: Codec<Account> = {
  encode: ({ name, password }) => (name === "" ? "" : `${name},${password}`),
  decode: (text, current) => {
    const cut = text.indexOf(",");
    const name = cut < 0 ? text : text.slice(0, cut);
    const password = cut < 0 ? "" : text.slice(cut + 1);
    if (name === "" && password !== "") return { problem: "must be name,password" };
    const kept = password === "" && name !== "" && name === current.name;
    return { value: (kept ? { name } : { name, password }) as Account };
  },
};

type StreamCodec = "h264" | "mjpeg" | "mpeg4";

/** "H264,1": codec and number of a stream. */
export const streamId: Codec<{ readonly codec: StreamCodec; readonly channel: number }> = {
  encode: ({ codec, channel }) => `${streamCodec.encode(codec)},${channel}`,
  decode: (text, current, allowed) => {
    const [name = "", number = "", ...rest] = text.split(",");
    const codec = streamCodec.decode(name, current.codec, allowed);
    const channel = parseWhole(number);
    if ("problem" in codec || channel === undefined || rest.length > 0)
      return { problem: "must be codec,number" };
    return { value: { codec: codec.value, channel } };
  },
};

const streamCodec = words({ h264: "H264", mjpeg: "JPEG", mpeg4: "MPEG4" });

/** "35,75": the brightness below which it is night, and the one above which it is day. */
export const thresholds: Codec<{ readonly nightBelow: number; readonly dayAbove: number }> = {
  encode: ({ nightBelow, dayAbove }) => `${nightBelow},${dayAbove}`,
  decode: (text) => {
    const [nightBelow, dayAbove, ...rest] = text.split(",").map(parseWhole);
    if (nightBelow === undefined || dayAbove === undefined || rest.length > 0 || nightBelow >= dayAbove) {
      return { problem: "must be night,day with night less than day" };
    }
    return { value: { nightBelow, dayAbove } };
  },
};

/** A position "X,Y"; nothing where none is stored. */
export const storedPosition: Codec<{ readonly stored: boolean; readonly position: Point }> = {
  encode: ({ stored, position }) => (stored ? pair.encode(position) : ""),
  decode: (text, { position }, allowed) => {
    if (text === "") return { value: { stored: false, position } };
    const decoded = pair.decode(text, position, allowed);
    return "problem" in decoded
      ? { problem: "must be X,Y or empty" }
      : { value: { stored: true, position: decoded.value } };
  },
};
