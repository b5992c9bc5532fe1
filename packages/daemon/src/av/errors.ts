import { constants } from "node:os";
import { CameraError, type ErrorCode } from "@pinhole/kit/model";
import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVERROR_HTTP_FORBIDDEN,
  AVERROR_HTTP_NOT_FOUND,
  AVERROR_HTTP_UNAUTHORIZED,
  AVERROR_INVALIDDATA,
} from "node-av/constants";
import { FFmpegError } from "node-av/lib";

const { errno } = constants;

const codes: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [-errno.ENOENT, "source-missing"],
  [-errno.ENODEV, "source-missing"],
  [AVERROR_HTTP_NOT_FOUND, "source-missing"],
  [-errno.EACCES, "source-refused"],
  [-errno.EPERM, "source-refused"],
  [AVERROR_HTTP_UNAUTHORIZED, "source-refused"],
  [AVERROR_HTTP_FORBIDDEN, "source-refused"],
  [-errno.EBUSY, "source-busy"],
  [AVERROR_INVALIDDATA, "source-damaged"],
  [-errno.EINVAL, "source-damaged"],
  [-errno.ENOTTY, "source-damaged"],
  [AVERROR_EOF, "source-ended"],
]);

/** The status of an FFmpeg call, or a CameraError that says what could not be done. */
export function checked(status: number, doing: string, at?: string): number {
  if (status >= 0) return status;
  const reason = FFmpegError.fromCode(status)?.message ?? `status ${status}`;
  const code = codes.get(status) ?? "source-unreachable";
  throw new CameraError(code, `${doing}: ${reason.toLowerCase()}`, at === undefined ? {} : { at });
}

/** Whether a status only says that a codec wants more input, or has no more output. */
export function isDry(status: number): boolean {
  return status === AVERROR_EAGAIN || status === AVERROR_EOF;
}
