import { CameraError, type ErrorCode } from "@pinhole/kit/model";

// [MS-ERREF] section 2.3.1, as smbclient prints them.
const statuses: Readonly<Record<string, ErrorCode>> = {
  ACCESS_DENIED: "path-refused",
  ACCOUNT_DISABLED: "login-refused",
  ACCOUNT_EXPIRED: "login-refused",
  ACCOUNT_LOCKED_OUT: "login-refused",
  ACCOUNT_RESTRICTION: "login-refused",
  BAD_NETWORK_NAME: "path-refused",
  CONNECTION_DISCONNECTED: "transfer-incomplete",
  CONNECTION_REFUSED: "target-unreachable",
  CONNECTION_RESET: "transfer-incomplete",
  DISK_FULL: "target-full",
  HOST_UNREACHABLE: "target-unreachable",
  INVALID_NETWORK_RESPONSE: "target-confused",
  IO_TIMEOUT: "target-silent",
  LOGON_FAILURE: "login-refused",
  MEDIA_WRITE_PROTECTED: "path-refused",
  NETWORK_UNREACHABLE: "target-unreachable",
  NO_SUCH_USER: "login-refused",
  NOT_A_DIRECTORY: "path-refused",
  NOT_SUPPORTED: "target-confused",
  OBJECT_NAME_COLLISION: "path-refused",
  OBJECT_NAME_INVALID: "path-refused",
  OBJECT_NAME_NOT_FOUND: "path-refused",
  OBJECT_PATH_NOT_FOUND: "path-refused",
  PASSWORD_EXPIRED: "login-refused",
  QUOTA_EXCEEDED: "target-full",
  SHARING_VIOLATION: "target-busy",
  WRONG_PASSWORD: "login-refused",
};

/** The status that smbclient reports, without its NT_STATUS_; undefined when it reports none. */
export function statusIn(output: string): string | undefined {
  return /NT_STATUS_([A-Z0-9_]+)/.exec(output)?.[1];
}

/** What smbclient says as a failure in the camera's own words. */
export function faultOf(output: string, at: string): CameraError {
  const status = statusIn(output);
  const unreachable = /do_connect: Connection to .* failed/i.test(output)
    ? "target-unreachable"
    : "target-confused";
  const code = statuses[status ?? ""] ?? unreachable;
  const line = output.split("\n").find((text) => status === undefined || text.includes(status));
  return new CameraError(code, `${at}: ${(line ?? output).trim().slice(0, 200)}`, { at });
}
