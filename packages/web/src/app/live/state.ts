import type { Catalogue } from "../words/index.ts";
import type { PlayerStatus } from "./mjpeg-player.ts";

/** What `/healthz` says. */
export interface Health {
  readonly ok: boolean;
  /** "" when it is not said. */
  readonly reason: string;
  /** Since when it is so, in milliseconds of Unix time. */
  readonly since: number | undefined;
  /** Present when RTSP is served. */
  readonly rtspPort: number | undefined;
}

/** Picks the colours and the icon. */
export type Kind = "wait" | "live" | "pause" | "warn" | "bad" | "private";

/** What is said about the picture: one line, and what lies over the picture while there is none. */
export interface LiveState {
  readonly kind: Kind;
  readonly text: string;
  readonly notice?: { readonly title: string; readonly detail: string };
}

/** Takes whatever `/healthz` answered; what is missing or of the wrong type is left out. */
export function parseHealth(value: unknown): Health {
  const given = Object(value) as Record<string, unknown>;
  return {
    ok: given.status === "ok",
    reason: textOf(given.reason),
    since: timeOf(given.since),
    rtspPort: portOf(given.rtspPort),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

/** Unix seconds, or a date in ISO 8601. */
function timeOf(value: unknown): number | undefined {
  const ms = typeof value === "number" ? value * 1000 : Date.parse(textOf(value));
  return ms > 0 && ms < 8.64e15 ? ms : undefined;
}

function portOf(value: unknown): number | undefined {
  const isPort = typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65536;
  return isPort ? value : undefined;
}

/** What to say, from what the camera and the player say; `clock` writes a time for people. */
export function stateOf(
  {
    health,
    player,
  }: {
    readonly health: Health | "unreachable" | undefined;
    readonly player: PlayerStatus | "paused" | undefined;
  },
  { state: words }: Catalogue,
  clock: (ms: number) => string,
): LiveState {
  const noticed = (kind: Kind, title: string, detail: string): LiveState => ({
    kind,
    text: title,
    notice: { title, detail },
  });
  const hidden = noticed("private", words.privacy, words.privacyDetail);
  const pictures = player === "live" || player === "stills";
  if (player === "paused") return { kind: "pause", text: words.paused };
  if (player === "privacy") return hidden;
  if (health === "unreachable" && !pictures) return noticed("bad", words.offline, words.offlineDetail);
  if (typeof health === "object" && !health.ok) {
    const { reason, since } = health;
    if (/privacy/i.test(reason) && !pictures) return hidden;
    const text = since === undefined ? words.noSignal : words.noSignalSince(clock(since), reason);
    return pictures ? { kind: "warn", text } : noticed("warn", text, words.noSignalDetail);
  }
  if (player === "live") return { kind: "live", text: words.live };
  if (player === "stills") return { kind: "live", text: words.stills };
  if (player === "busy") return noticed("warn", words.busy, words.busyDetail);
  if (player === "failed") return noticed("warn", words.failed, words.failedDetail);
  return noticed("wait", words.connecting, "");
}
