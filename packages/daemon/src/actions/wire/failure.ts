import { CameraError, type ErrorCode, messageOf } from "@pinhole/kit/model";

const codes: Readonly<Record<string, ErrorCode>> = {
  ECONNREFUSED: "target-unreachable",
  EHOSTUNREACH: "target-unreachable",
  ENETUNREACH: "target-unreachable",
  EHOSTDOWN: "target-unreachable",
  EADDRNOTAVAIL: "target-unreachable",
  ETIMEDOUT: "target-unreachable",
  ENOTFOUND: "name-unknown",
  EAI_AGAIN: "name-unknown",
  ECONNRESET: "transfer-incomplete",
  ECONNABORTED: "transfer-incomplete",
  EPIPE: "transfer-incomplete",
  EPROTO: "target-confused",
  ENOENT: "file-missing",
};

const certificate =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT_ALTNAME|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** A failure of a connection in the words of deliveries; `at` names the other side. */
export function wireFailure(error: unknown, at: string): CameraError {
  if (error instanceof CameraError) return error;
  const cause = String((error as { readonly code?: unknown }).code ?? "");
  const options = { at, cause: error };
  if (certificate.test(cause)) {
    const words = `the certificate of ${at} is not trusted: ${messageOf(error)}`;
    return new CameraError("peer-unverified", words, options);
  }
  const isBroken = /^(?:ERR_SSL|HPE_|ERR_TLS)/.test(cause);
  const code = codes[cause] ?? (isBroken ? "target-confused" : "transfer-incomplete");
  return new CameraError(code, `${at}: ${messageOf(error)}`, options);
}
