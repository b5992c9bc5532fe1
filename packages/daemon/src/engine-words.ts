import type { CameraEvent } from "@pinhole/kit/model";

type Line = Omit<CameraEvent, "at">;

/** What the log says of the engine. */
export const engineWords = {
  live: ({ width, height }: { readonly width: number; readonly height: number }): Line => ({
    source: "video",
    severity: 6,
    message: `source is live, ${width}x${height}`,
  }),
  down: (reason: string): Line => ({ source: "video", severity: 4, message: `no signal: ${reason}` }),
  passage: (
    channel: string,
    { passed, reason }: { readonly passed: boolean; readonly reason: string },
  ): Line => ({
    source: "video",
    severity: 6,
    message: `${channel} is ${passed ? "passed through" : "encoded"}: ${reason}`,
  }),
  trouble: (channels: readonly string[], reason: string): Line => ({
    source: "video",
    severity: 3,
    message: `${channels.join(", ")} can not be encoded: ${reason}`,
  }),
  readerFailed: (stream: string, output: string, error: unknown): Line => ({
    source: "video",
    severity: 3,
    message: `a viewer of ${stream} (${output}) was sent away: ${bugOf(error)}`,
  }),
  crash: (reason: string): Line => ({
    source: "video",
    severity: 2,
    message: `video engine restarted: ${reason}`,
  }),
};

/** A fault of ours, with the line where it happened. */
function bugOf(error: unknown): string {
  const [words = "", at = ""] = (error instanceof Error ? error.stack : undefined)?.split("\n") ?? [];
  return words === "" ? String(error) : `${words} ${at.trim()}`.trimEnd();
}
