import { CameraError, type ErrorCode, messageOf } from "@pinhole/kit/model";
import { wireFailure } from "../wire/failure.ts";

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** A failure of SMTP in the words of deliveries. */
export function mailFailure(error: unknown, at: string): CameraError {
  if (error instanceof CameraError) return error;
  const { code = "", responseCode = 0, response } = error as SmtpError;
  const options = { at, cause: error };
  const said = (response ?? messageOf(error)).replaceAll(/\s+/g, " ").slice(0, 200);
  const fail = (as: ErrorCode): CameraError => new CameraError(as, `${at}: ${said}`, options);
  if (/certificate|altname|self.signed|unable to (?:verify|get)|issuer/i.test(messageOf(error))) {
    return fail("peer-unverified");
  }
  // STARTTLS is asked for only where a password would otherwise go out in the clear.
  if (code === "ETLS") return fail("peer-unverified");
  if (code === "EAUTH")
    return fail(responseCode >= 400 && responseCode < 500 ? "target-refused" : "login-refused");
  // RFC 3463 and 5321: 452 and x.2.2, x.3.1 speak of room, which may come back.
  if (responseCode === 452 || / [45]\.(?:2\.2|3\.1) /.test(` ${said} `)) return fail("target-full");
  if (responseCode === 421) return fail("target-busy");
  if (responseCode >= 400 && responseCode < 500) return fail("target-refused");
  if (responseCode === 530) return fail("login-refused");
  if (responseCode >= 500) return fail("content-refused");
  if (code === "ETIMEDOUT") return fail("target-silent");
  if (code === "EPROTOCOL") return fail("target-confused");
  return wireFailure(error, at);
}
