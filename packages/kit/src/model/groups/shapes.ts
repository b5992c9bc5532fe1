import { type Field, type FieldOptions, int, text } from "../field.ts";
import { parseSchedule, scheduleAllowed, scheduleLength } from "../schedule.ts";

type Options = FieldOptions<string> & { readonly max?: number; readonly min?: number };

/** A field with a further condition; the words of both are those of `allowed`. */
function refine(base: Field<string>, good: (value: string) => boolean): Field<string> {
  return {
    ...base,
    check: (value) => {
      const fine = base.check(value) === undefined && (value === "" || good(value as string));
      return fine ? undefined : `must be ${base.allowed}`;
    },
  };
}

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4Pattern = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const multicastPattern = new RegExp(`^(?:22[4-9]|23\\d)(?:\\.${octet}){3}$`);
const label = "[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?";
const namePattern = new RegExp(`^${label}(?:\\.${label})*\\.?$`);

const isIpv4 = (value: string): boolean => ipv4Pattern.test(value);
const isIpv6 = (value: string): boolean =>
  /^[0-9a-fA-F:.]+$/.test(value) && URL.canParse(`http://[${value}]/`);

function isHost(value: string): boolean {
  if (/^[\d.]+$/.test(value)) return isIpv4(value);
  return isIpv6(value) || (namePattern.test(value) && value.split(".").every((part) => part.length <= 63));
}

/** An IPv4 or IPv6 address, a network in CIDR notation, or a range "first-last" of IPv4 addresses. */
function isAddressRange(value: string): boolean {
  const [first = "", last = ""] = value.split("-", 2);
  if (value.split("-").length === 2)
    return isIpv4(first) && isIpv4(last) && ipv4Number(first) <= ipv4Number(last);
  const [, address = "", bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  if (isIpv4(address)) return bits === undefined || Number(bits) <= 32;
  return isIpv6(address) && (bits === undefined || Number(bits) <= 128);
}

const ipv4Number = (address: string): number =>
  address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** A netmask: ones, then zeros. */
function isNetmask(value: string): boolean {
  if (!isIpv4(value)) return false;
  const zeros = 2 ** 32 - ipv4Number(value);
  return Number.isInteger(Math.log2(zeros));
}

function isHttpUrl(value: string): boolean {
  if (!/^https?:\/\/[!-~]+$/i.test(value) || /["#'<>\\^`{|}]/.test(value) || !URL.canParse(value))
    return false;
  const url = new URL(value);
  return url.username === "" && url.password === "";
}

const hasNoParent = (path: string): boolean => path.split("/").every((part) => !/^\.{2,}$/.test(part));
const hasNames = (path: string): boolean => path.split("/").every((part) => !/^\.+$/.test(part));

/** A host name or an IP address, as servers are named. */
export function host(options: Options): Field<string> {
  return refine(text({ max: 64, ...options, allowed: "a host name or an IP address" }), isHost);
}

export function ipv4(options: Options): Field<string> {
  return text({ max: 15, ...options, pattern: ipv4Pattern, allowed: "an IPv4 address" });
}

export function netmask(options: Options): Field<string> {
  return refine(text({ max: 15, ...options, allowed: "a netmask such as 255.255.255.0" }), isNetmask);
}

export function multicast(options: Options): Field<string> {
  const allowed = "a multicast address, 224.0.0.0 to 239.255.255.255";
  return text({ max: 15, min: 9, ...options, pattern: multicastPattern, allowed });
}

export function addressRange(options: Options): Field<string> {
  const allowed =
    "an IP address, a network such as 192.168.1.0/24 or a range such as 192.168.1.2-192.168.1.9";
  return refine(text({ max: 64, ...options, allowed }), isAddressRange);
}

/** An http or https URL; a login has fields of its own, so that it never shows in a URL. */
export function httpUrl(options: Options): Field<string> {
  const allowed = "an http:// or https:// URL without user, password or fragment";
  return refine(text({ max: 512, ...options, allowed }), isHttpUrl);
}

export function mailAddress(options: Options): Field<string> {
  const allowed = "a mail address such as name@example.com";
  return refine(text({ max: 128, ...options, allowed }), (value) => {
    const at = value.lastIndexOf("@");
    return (
      /^[A-Za-z0-9!#$%&*+/=?^_{|}~-]+(?:\.[A-Za-z0-9!#$%&*+/=?^_{|}~-]+)*$/.test(value.slice(0, at)) &&
      isHost(value.slice(at + 1))
    );
  });
}

/** A folder on somebody else's disk, parts separated by "/". */
export function folder(options: Options): Field<string> {
  const allowed = 'a path with "/" between its parts, without ".." and without any of \\ : * ? " < > |';
  return refine(text({ max: 128, ...options, pattern: /^[^\\:*?"<>|]*$/, allowed }), hasNoParent);
}

/** The first part of a file name. */
export function fileName(options: Options): Field<string> {
  const allowed = "at most 32 letters, digits, spaces or any of . _ -, not starting with a dot";
  return text({ max: 32, ...options, pattern: /^[A-Za-z0-9_ -][A-Za-z0-9._ -]*$/, allowed });
}

/** A path of a stream, without a leading slash. */
export function pathAlias(options: Options): Field<string> {
  const allowed = 'a path without leading slash, made of letters, digits and . _ ~ - and "/", without ".."';
  return refine(
    text({ max: 64, ...options, pattern: /^[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*$/, allowed }),
    hasNames,
  );
}

/** A login name: nothing in it can end a name in a list, a header or a URL. */
export function userName(options: Options): Field<string> {
  const length = (options.min ?? 0) > 0 ? `${options.min} to 32` : "at most 32";
  const allowed = `${length} letters, digits or any of . _ @ + -`;
  return text({ max: 32, ...options, pattern: /^[A-Za-z0-9._@+-]+$/, allowed });
}

/** Printable ASCII. */
export function ascii(options: FieldOptions<string> & { readonly max: number }): Field<string> {
  const allowed = `at most ${options.max} printable ASCII characters`;
  return text({ ...options, pattern: /^[ -~]*$/, allowed });
}

export function port(options: FieldOptions<number>): Field<number> {
  return int({ min: 1, max: 65535, ...options });
}

/** A whole number that may be left open: "" or its digits. */
export function openInt(
  options: FieldOptions<string> & { readonly min: number; readonly max: number },
): Field<string> {
  const { min, max, ...rest } = options;
  const digits = text({ ...rest, max: 6, pattern: /^\d+$/, allowed: `${min} to ${max}, or empty` });
  return refine(digits, (value) => Number(value) >= min && Number(value) <= max);
}

/** When something holds: see `parseSchedule`. A refusal names what is impossible. */
export function schedule(doc: string): Field<string> {
  const base = ascii({ default: "", max: scheduleLength, doc });
  return {
    ...base,
    allowed: scheduleAllowed,
    check: (value) => {
      if (base.check(value) !== undefined) return base.check(value);
      const parsed = parseSchedule(value as string);
      return "problem" in parsed ? parsed.problem : undefined;
    },
  };
}

/** An angle in degrees with at most four decimals, or nothing. */
export function degrees(options: { readonly doc: string; readonly most: number }): Field<string> {
  const { doc, most } = options;
  const allowed = `degrees from -${most} to ${most} with at most four decimals, or empty`;
  const digits = text({ default: "", max: 9, pattern: /^-?\d{1,3}(?:\.\d{1,4})?$/, allowed, doc });
  return refine(digits, (value) => Math.abs(Number(value)) <= most);
}

const daysOfWeek = 127;
const lastMinute = 86_340;

/** Times of the week, "SECONDS-DAYS" each: seconds since midnight, and the sum of Monday 1, Tuesday 2 to Sunday 64. */
export function weekTimes(options: Options): Field<string> {
  const allowed = `SECONDS-DAYS with 0 to ${lastMinute} and 0 to ${daysOfWeek}, several separated by ";"`;
  const listed = text({ max: 512, ...options, pattern: /^\d{1,5}-\d{1,3}(?:;\d{1,5}-\d{1,3})*$/, allowed });
  return refine(listed, (value) =>
    value.split(";").every((entry) => {
      const [seconds = 0, days = 0] = entry.split("-").map(Number);
      return seconds <= lastMinute && days <= daysOfWeek;
    }),
  );
}
