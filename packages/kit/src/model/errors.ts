/** Every failure of the world that the camera can meet, and whether trying again can help. */
export const errorCodes = {
  "source-missing": false,
  "source-refused": false,
  "source-busy": true,
  "source-unreachable": true,
  "source-ended": true,
  "source-damaged": true,
  "engine-crashed": true,
  "engine-stalled": true,
  "no-picture": true,
  "speaker-missing": false,
  "speaker-busy": true,
  "microphone-missing": true,
  "microphone-busy": true,
  "store-full": true,
  "store-read-only": true,
  "store-damaged": false,
  "store-locked": false,
  "certificate-damaged": false,
  "port-busy": true,
  "port-denied": false,
  "address-missing": false,
  unreachable: true,
  refused: false,
  "not-allowed": false,
  "not-offered": false,
  "privacy-on": true,
  "camera-failed": true,
  "reply-damaged": true,
  timeout: true,
  "device-missing": false,
  "program-missing": false,
  "program-failed": true,
  // Deliveries. What a person can mend by a setting or at the other side is worth trying again later.
  "name-unknown": true,
  "target-unreachable": true,
  "target-silent": true,
  "target-busy": true,
  "target-confused": true,
  "target-refused": true,
  "login-refused": true,
  "path-refused": true,
  "peer-unverified": true,
  "redirect-refused": true,
  "transfer-incomplete": true,
  "target-full": true,
  "address-forbidden": false,
  "target-missing": false,
  "content-refused": false,
  "file-missing": false,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** A failure of the world: `at` names the thing ("settings.json", "/dev/video0"); the message holds no secret. */
export class CameraError extends Error {
  override readonly name = "CameraError";
  readonly code: ErrorCode;
  readonly at: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly at?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.at = options.at;
  }

  /** Whether trying again can help. */
  get retry(): boolean {
    return errorCodes[this.code];
  }
}

/** Whether trying again can help with anything that was thrown. */
export function isRetry(thrown: unknown): boolean {
  return !(thrown instanceof CameraError) || thrown.retry;
}

/** The words of anything that was thrown, on one line. */
export function messageOf(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).replaceAll(/\s+/g, " ").trim();
}
