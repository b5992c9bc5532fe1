import { CameraError, type ErrorCode, messageOf } from "@pinhole/kit/model";

/** What a script sees and what a person can try. */
export interface Failure {
  /** The exit status. */
  readonly status: number;
  readonly next: string;
}

/** Every failure that a command for cameras knows. What is not named here ends with 1. */
export const failures: Readonly<Partial<Record<ErrorCode, Failure>>> = {
  refused: { status: 8, next: "correct the value; `pinhole groups` has the names, `pinhole get` the values" },
  unreachable: { status: 3, next: "check address and port, that the camera has power, and `ping` it" },
  timeout: { status: 4, next: "try again, or give it longer with --timeout 60" },
  "login-refused": {
    status: 5,
    next: "check name and password in the address; `pinhole camera add` keeps them",
  },
  "not-allowed": { status: 6, next: "log in as the administrator" },
  "not-offered": { status: 7, next: "see what this camera has: `pinhole probe`" },
  "privacy-on": { status: 9, next: "switch the camera's privacy mode off" },
  "reply-damaged": { status: 10, next: "see whether the address is the camera's own, not that of a router" },
  "camera-failed": { status: 11, next: "try again; restart the camera if it stays so: `pinhole reboot`" },
  "peer-unverified": {
    status: 12,
    next: "give --insecure if the certificate is the camera's own and the network is yours",
  },
};

/** A command line that can not be meant. */
export const usageStatus = 2;

/** Of a command over several cameras or checks: it ran, and something was found wrong. */
export const foundStatus = 20;

/** What was found wrong is the result, which is written already. */
export class Found extends Error {
  override readonly name = "Found";
}

export function statusOf(error: unknown): number {
  if (error instanceof Found) return foundStatus;
  if (error instanceof RangeError) return usageStatus;
  return error instanceof CameraError ? (failures[error.code]?.status ?? 1) : 1;
}

/** What was tried, what came back, and what to try next: three lines, or one of JSON. */
export function explain(error: unknown, tried: string, asJson: boolean): string {
  const message = messageOf(error);
  const { code, next } = told(error, tried);
  if (asJson) return `${JSON.stringify({ error: { code, tried, message, next: next ?? null } })}\n`;
  return `pinhole ${tried}: ${message}\n${next === undefined ? "" : `Try: ${next}\n`}`;
}

function told(error: unknown, tried: string): { readonly code: string; readonly next?: string | undefined } {
  if (error instanceof CameraError) return { code: error.code, next: failures[error.code]?.next };
  return error instanceof Found ? { code: "found" } : { code: "usage", next: `pinhole ${tried} --help` };
}
