import { parameter, split } from "./list.ts";

/** A Range header: a stretch of time in seconds, or one in a unit that is only named (RFC 2326, 3.5 to 3.7). */
export type Range =
  | { readonly unit: "npt"; readonly start: number | "now" | undefined; readonly end: number | undefined }
  | { readonly unit: "smpte" | "clock"; readonly text: string };

/** Throws a RangeError. */
export function parseRange(header: string): Range {
  const [unit, text] = parameter(split(header, ";")[0] ?? "");
  if (unit === "clock" || unit.startsWith("smpte"))
    return { unit: unit === "clock" ? "clock" : "smpte", text };
  const parts = /^(now|[\d.:]+)?\s*-\s*([\d.:]+)?$/.exec(text);
  if (unit !== "npt" || !parts || (parts[1] ?? parts[2]) === undefined) {
    throw new RangeError("Range has to be npt=start-end with seconds, h:mm:ss or now");
  }
  const start = parts[1] === "now" ? "now" : parts[1] === undefined ? undefined : nptSeconds(parts[1]);
  return { unit, start, end: parts[2] === undefined ? undefined : nptSeconds(parts[2]) };
}

export function formatRange(range: Range): string {
  if (range.unit !== "npt") return `${range.unit}=${range.text}`;
  const { start, end } = range;
  return `npt=${typeof start === "number" ? start.toFixed(3) : (start ?? "")}-${end?.toFixed(3) ?? ""}`;
}

function nptSeconds(text: string): number {
  const parts = /^(?:(\d{1,6}):([0-5]?\d):)?(\d{1,9}(?:\.\d{0,9})?)$/.exec(text);
  if (!parts) throw new RangeError("a time of Range has to be seconds (12.5) or h:mm:ss");
  return Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3]);
}

/** A Session header; the time-out is in seconds. */
export interface SessionHeader {
  readonly id: string;
  readonly timeout?: number | undefined;
}

/** Throws a RangeError. */
export function parseSession(header: string): SessionHeader {
  const [id = "", ...parameters] = split(header, ";");
  if (!/^[\w.+$-]{1,256}$/.test(id)) throw new RangeError("Session has to be letters, digits and $-_.+ only");
  const timeout = parameters.map(parameter).find(([name]) => name === "timeout")?.[1];
  if (timeout === undefined) return { id };
  if (!/^\d{1,9}$/.test(timeout)) throw new RangeError("timeout of Session has to be whole seconds");
  return { id, timeout: Number(timeout) };
}

export function formatSession({ id, timeout }: SessionHeader): string {
  return timeout === undefined ? id : `${id};timeout=${timeout}`;
}

/** Where a track begins after PLAY. */
export interface TrackStart {
  readonly url: string;
  readonly sequence?: number | undefined;
  readonly timestamp?: number | undefined;
}

/** The tracks of an RTP-Info header. Throws a RangeError. */
export function parseRtpInfo(header: string): TrackStart[] {
  return split(header, ",").map((text) => {
    const values = new Map(split(text, ";").map(parameter));
    const url = values.get("url");
    if (!url) throw new RangeError("RTP-Info names a track without its url");
    return {
      url,
      sequence: counter("seq", values, 0xffff),
      timestamp: counter("rtptime", values, 0xffffffff),
    };
  });
}

export function formatRtpInfo(tracks: readonly TrackStart[]): string {
  return tracks
    .map(({ url, sequence, timestamp }) =>
      [
        `url=${/[,;"\s]/.test(url) ? `"${url.replaceAll('"', "%22")}"` : url}`,
        ...(sequence === undefined ? [] : [`seq=${sequence}`]),
        ...(timestamp === undefined ? [] : [`rtptime=${timestamp}`]),
      ].join(";"),
    )
    .join(",");
}

function counter(name: string, values: ReadonlyMap<string, string>, max: number): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,10}$/.test(text) || Number(text) > max)
    throw new RangeError(`${name} of RTP-Info has to be up to ${max}`);
  return Number(text);
}

/** A CSeq header, or undefined when it is no whole number. */
export function parseCseq(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,10}$/.test(header) ? Number(header) : undefined;
}
