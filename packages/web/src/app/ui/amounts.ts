/** Bytes for people: "1.2 MB". */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** A Unix time in seconds by the browser's clock, in the language of the page. */
export function timeOf(unix: number): string {
  return new Date(unix * 1000).toLocaleString(document.documentElement.lang || undefined, {
    dateStyle: "short",
    timeStyle: "medium",
  });
}
