import { CameraError, type ErrorCode, messageOf } from "@pinhole/kit/model";
import { FTPError } from "basic-ftp";

/** What was being done when something failed. */
export type Step = "connect" | "tls" | "login" | "folder" | "upload" | "verify";

// RFC 959 section 4.2 and RFC 4217; where one number means several things, the step decides.
const replies: Readonly<Record<number, ErrorCode>> = {
  332: "login-refused",
  421: "target-busy",
  425: "target-unreachable",
  426: "transfer-incomplete",
  430: "login-refused",
  434: "target-unreachable",
  450: "target-refused",
  451: "transfer-incomplete",
  452: "target-full",
  522: "target-confused",
  530: "login-refused",
  532: "path-refused",
  550: "path-refused",
  551: "path-refused",
  552: "target-full",
  553: "path-refused",
};

// Some servers have no number of its own for a full disk.
const fullDisk = /no space|disk full|quota|insufficient storage/i;

const network: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: "target-unreachable",
  EHOSTUNREACH: "target-unreachable",
  ENETUNREACH: "target-unreachable",
  EHOSTDOWN: "target-unreachable",
  EADDRNOTAVAIL: "target-unreachable",
  ETIMEDOUT: "target-silent",
  ENOENT: "file-missing",
};

const certificate =
  /^(?:CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH)/;

/** A failure of an FTP session in the camera's own words. */
export function faultOf(thrown: unknown, step: Step, at: string): CameraError {
  if (thrown instanceof CameraError) return thrown;
  const code = thrown instanceof FTPError ? replyCode(thrown, step) : socketCode(thrown, step);
  return new CameraError(code, `${at}: ${words[step]}: ${messageOf(thrown).slice(0, 300)}`, {
    at,
    cause: thrown,
  });
}

const words: Readonly<Record<Step, string>> = {
  connect: "could not connect",
  tls: "no secure connection",
  login: "could not log in",
  folder: "the folder is not to be had",
  upload: "the upload failed",
  verify: "the upload was not confirmed",
};

function replyCode({ code, message }: FTPError, step: Step): ErrorCode {
  if (fullDisk.test(message)) return "target-full";
  if (step === "tls") return code === 421 ? "target-busy" : "target-confused";
  if (step === "login" && code >= 500) return "login-refused";
  if (step === "connect" && code >= 500) return "target-refused";
  const known = replies[code];
  if (known !== undefined) return known;
  if (step === "folder" && code >= 500) return "path-refused";
  return code >= 500 ? "target-confused" : "target-refused";
}

function socketCode(thrown: unknown, step: Step): ErrorCode {
  const code = String((thrown as NodeJS.ErrnoException | undefined)?.code ?? "");
  const known = network[code];
  if (known !== undefined) return known;
  if (certificate.test(code)) return "peer-unverified";
  if (code === "EPROTO" || code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_"))
    return "target-confused";
  if (/timeout/i.test(messageOf(thrown))) return "target-silent";
  if (step === "upload" || step === "verify") return "transfer-incomplete";
  // Closed by the server in the middle of the dialogue.
  return step === "tls" ? "target-confused" : "target-unreachable";
}
