export const methods = [
  "OPTIONS",
  "DESCRIBE",
  "SETUP",
  "PLAY",
  "PAUSE",
  "GET_PARAMETER",
  "SET_PARAMETER",
  "TEARDOWN",
] as const;

export type Method = (typeof methods)[number];

/** Methods of RFC 2326 that a camera does not offer. */
const otherMethods: ReadonlySet<string> = new Set(["ANNOUNCE", "RECORD", "REDIRECT"]);

/** A track of a session: not set up, ready, or playing; "gone" ends it (RFC 2326, A.2). */
export type State = "init" | "ready" | "playing";

type Step = State | "gone" | "refused";

const steps: Readonly<Record<"SETUP" | "PLAY" | "PAUSE" | "TEARDOWN", Readonly<Record<State, Step>>>> = {
  SETUP: { init: "ready", ready: "ready", playing: "refused" },
  PLAY: { init: "refused", ready: "playing", playing: "playing" },
  PAUSE: { init: "refused", ready: "ready", playing: "ready" },
  TEARDOWN: { init: "refused", ready: "gone", playing: "gone" },
};

/** What a request makes of a track; "refused" is 455. */
export function step(method: keyof typeof steps, state: State): Step {
  return steps[method][state];
}

/** The method of that name, or the status to refuse it with. */
export function methodOf(name: string): Method | 405 | 501 {
  if ((methods as readonly string[]).includes(name)) return name as Method;
  return otherMethods.has(name) ? 405 : 501;
}

/** Methods without which there is nothing to ask in a session. */
export function needsSession(method: Method): boolean {
  return method === "PLAY" || method === "PAUSE" || method === "TEARDOWN";
}
