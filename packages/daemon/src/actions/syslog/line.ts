import type { CameraEvent } from "@pinhole/kit/model";
import type { CameraFacts } from "../action.ts";

/** Facility local0, as cameras use it (RFC 5424, 6.2.1). */
const facility = 16;
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** A line of the old form (RFC 3164): "<134>May 29 21:30:05 MyCamera pinhole: delivery: mail delivered". */
export function rfc3164(event: CameraEvent, camera: Pick<CameraFacts, "name" | "local">): string {
  const { month, day, hour, minute, second } = camera.local(event.at);
  const start = (Number(month) - 1) * 3;
  const stamp = `${months.slice(start, start + 3)} ${String(Number(day)).padStart(2)} ${hour}:${minute}:${second}`;
  return `<${priority(event)}>${stamp} ${hostOf(camera)} pinhole: ${event.source}: ${plain(event.message)}`;
}

/** A line of the new form (RFC 5424), in UTF-8 with the mark that says so. */
export function rfc5424(
  event: CameraEvent,
  camera: Pick<CameraFacts, "name" | "local" | "mac">,
  processId: number,
): string {
  const { year, month, day, hour, minute, second, offset } = camera.local(event.at);
  const zone = `${offset.slice(0, 3)}:${offset.slice(3)}`;
  const stamp = `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`;
  // 32473 is the number for examples of documentation; vendors' own names need one (RFC 5424, 7.2.2).
  const data = `[camera@32473 mac="${camera.mac}"]`;
  const head = `<${priority(event)}>1 ${stamp} ${hostOf(camera)} pinhole ${processId} ${event.source}`;
  return `${head} ${data} \uFEFF${plain(event.message)}`;
}

const priority = ({ severity }: CameraEvent): number => facility * 8 + severity;

/** A host name without spaces, as both forms end it with one. */
function hostOf({ name }: Pick<CameraFacts, "name">): string {
  return name.replaceAll(/[^!-~]+/g, "-") || "-";
}

/** One line, and short enough for every server (RFC 5426, 3.2 asks for 2048 bytes over UDP). */
function plain(message: string): string {
  return message.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").slice(0, 900);
}
