import type { CameraEvent } from "@pinhole/kit/model";

type Line = Omit<CameraEvent, "at">;

type SourceState =
  | { readonly state: "idle" | "starting" }
  | { readonly state: "live"; readonly width: number; readonly height: number }
  | { readonly state: "down"; readonly reason: string };

/** What the log says of the engine. */
export const engineWords = {
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

/** What the log says of the source: of one that is away for days, each reason once. */
export function openSourceWords(): (source: SourceState) => Line | undefined {
  let told: string | undefined;
  return (source) => {
    if (source.state === "live") {
      told = undefined;
      return { source: "video", severity: 6, message: `source is live, ${source.width}x${source.height}` };
    }
    if (source.state !== "down" || source.reason === told) return undefined;
    told = source.reason;
    return { source: "video", severity: 4, message: `no signal: ${told}` };
  };
}

/** A fault of ours, with the line where it happened. */
function bugOf(error: unknown): string {
  const [words = "", at = ""] = (error instanceof Error ? error.stack : undefined)?.split("\n") ?? [];
  return words === "" ? String(error) : `${words} ${at.trim()}`.trimEnd();
}
