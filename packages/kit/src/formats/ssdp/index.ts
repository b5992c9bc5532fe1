export * from "./description.ts";
export * from "./igd.ts";

/** A message of the Simple Service Discovery Protocol (UPnP Device Architecture 1.1, 1): HTTP's head in a datagram. */
export interface SsdpMessage {
  readonly start: "NOTIFY * HTTP/1.1" | "M-SEARCH * HTTP/1.1" | "HTTP/1.1 200 OK";
  /** Names in capitals. */
  readonly headers: Readonly<Record<string, string>>;
}

const starts = ["NOTIFY * HTTP/1.1", "M-SEARCH * HTTP/1.1", "HTTP/1.1 200 OK"] as const;

const mostBytes = 2048;
const mostHeaders = 32;

export function formatSsdp({ start, headers }: SsdpMessage): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${value.replaceAll(/\p{Cc}/gu, " ")}\r\n`,
  );
  return `${start}\r\n${lines.join("")}\r\n`;
}

/** Reads a message; undefined for what is none. A header that makes no sense is passed by. */
export function parseSsdp(text: string): SsdpMessage | undefined {
  if (text.length > mostBytes) return undefined;
  const [first = "", ...lines] = text.split(/\r?\n/);
  const start = starts.find((known) => known === first.trim());
  if (start === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines.slice(0, mostHeaders)) {
    if (line === "") break;
    const [, name, value = ""] = /^([\w.-]{1,64}):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && name !== "__proto__") headers[name.toUpperCase()] ??= value;
  }
  return { start, headers };
}
