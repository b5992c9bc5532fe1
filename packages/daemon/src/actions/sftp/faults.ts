import { CameraError, type ErrorCode, messageOf } from "@pinhole/kit/model";

export type Step = "connect" | "login" | "folder" | "upload" | "verify";

// draft-ietf-secsh-filexfer-13, section 9.1; OpenSSH knows 0 to 8 only and says 4 for a full disk too.
const statuses: Readonly<Record<number, ErrorCode>> = {
  2: "path-refused",
  3: "path-refused",
  6: "transfer-incomplete",
  7: "transfer-incomplete",
  10: "path-refused",
  12: "path-refused",
  14: "target-full",
  15: "target-full",
  19: "path-refused",
  20: "path-refused",
};

const network: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: "target-unreachable",
  EHOSTUNREACH: "target-unreachable",
  ENETUNREACH: "target-unreachable",
  EHOSTDOWN: "target-unreachable",
  ETIMEDOUT: "target-silent",
};

const levels: Readonly<Record<string, ErrorCode>> = {
  "client-authentication": "login-refused",
  "client-timeout": "target-silent",
  protocol: "target-confused",
  handshake: "target-confused",
};

const words: Readonly<Record<Step, string>> = {
  connect: "could not connect",
  login: "could not log in",
  folder: "the folder is not to be had",
  upload: "the upload failed",
  verify: "the upload was not confirmed",
};

/** A failure of an SFTP session in the camera's own words. */
export function faultOf(thrown: unknown, step: Step, at: string): CameraError {
  if (thrown instanceof CameraError) return thrown;
  const said = `${at}: ${words[step]}: ${messageOf(thrown).slice(0, 300)}`;
  return new CameraError(codeOf(thrown, step), said, { at, cause: thrown });
}

function codeOf(thrown: unknown, step: Step): ErrorCode {
  const { code, level } = thrown as { readonly code?: string | number; readonly level?: string };
  if (typeof code === "number") {
    if (step === "folder") return "path-refused";
    return statuses[code] ?? (step === "upload" ? "transfer-incomplete" : "target-refused");
  }
  const known = network[code ?? ""] ?? levels[level ?? ""];
  if (known !== undefined) return known;
  if (step === "upload" || step === "verify") return "transfer-incomplete";
  return "target-unreachable";
}

/** Whether the server has answered that it does not do this, rather than not answered. */
export function isRefusal(thrown: unknown): boolean {
  return typeof (thrown as { readonly code?: unknown }).code === "number";
}
