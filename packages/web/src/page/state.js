// @ts-check

/** @typedef {import("../types.ts").Health} Health */
/** @typedef {import("../types.ts").Kind} Kind */
/** @typedef {import("../types.ts").PlayerStatus} PlayerStatus */
/** @typedef {import("../types.ts").State} State */

/**
 * Reads the `key=value` lines of `/util/query.cgi`; a line without "=" is skipped, the first of two counts.
 * @param {string} text
 * @returns {ReadonlyMap<string, string>}
 */
export function parseQuery(text) {
  const found = new Map();
  for (const line of text.split(/\r?\n/)) {
    const [, key, value = ""] = /^\s*([^=]*[^=\s])\s*=(.*)$/.exec(line) ?? [];
    if (key !== undefined && !found.has(key)) found.set(key, value.trim());
  }
  return found;
}

/**
 * Takes whatever `/healthz` answered; what is missing or of the wrong type is left out.
 * @param {unknown} value
 * @returns {Health}
 */
export function parseHealth(value) {
  const given = /** @type {Record<string, unknown>} */ (Object(value));
  return {
    ok: given.status === "ok",
    reason: textOf(given.reason),
    name: textOf(given.name),
    since: timeOf(given.since),
    rtspPort: portOf(given.rtspPort),
  };
}

/** @param {unknown} value */
function textOf(value) {
  return typeof value === "string" ? value.trim() : "";
}

/** @param {unknown} value Unix seconds, or a date in ISO 8601 */
function timeOf(value) {
  const ms = typeof value === "number" ? value * 1000 : Date.parse(textOf(value));
  return ms > 0 && ms < 8.64e15 ? ms : undefined;
}

/** @param {unknown} value */
function portOf(value) {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65536
    ? value
    : undefined;
}

/**
 * @param {Health | "unreachable" | undefined} health
 * @param {PlayerStatus | "paused" | undefined} player
 * @param {(ms: number) => string} clock writes a time for people
 * @returns {State}
 */
export function stateOf(health, player, clock) {
  const pictures = player === "live" || player === "stills";
  if (player === "paused") return { kind: "pause", text: "Paused" };
  if (player === "privacy") return privacy();
  if (health === "unreachable" && !pictures) {
    return noticed(
      "bad",
      "Offline: the camera does not answer",
      "The picture comes back by itself when it does.",
    );
  }
  if (player === "login") return login();
  if (typeof health === "object" && !health.ok) {
    const { reason } = health;
    if (/privacy/i.test(reason) && !pictures) return privacy();
    if (reason === "" || /signal|source|video|picture/i.test(reason))
      return noSignal(health, pictures, clock);
    if (pictures) return { kind: "warn", text: `Live, with a problem: ${reason}` };
  }
  if (player === "live") return { kind: "live", text: "Live" };
  if (player === "stills") return { kind: "live", text: "Live, in single pictures" };
  if (player === "busy") return noticed("warn", "Too many viewers", "Waiting for a free place.");
  if (player === "failed")
    return noticed("warn", "No picture", "The camera answers but sends no picture. Trying again.");
  return noticed("wait", "Connecting", "");
}

/** @param {Kind} kind @param {string} title @param {string} detail @returns {State} */
function noticed(kind, title, detail) {
  return { kind, text: title, notice: { title, detail } };
}

function privacy() {
  return noticed("private", "Privacy is on", "The camera shows nothing until privacy is switched off.");
}

function login() {
  const detail = "The camera printed a user name and a password at its first start. Use those, or your own.";
  return noticed("login", "Log in to watch", detail);
}

/** @param {Health} health @param {boolean} pictures @param {(ms: number) => string} clock @returns {State} */
function noSignal({ reason, since }, pictures, clock) {
  const what = reason || "no signal";
  const text =
    what.slice(0, 1).toUpperCase() + what.slice(1) + (since === undefined ? "" : ` since ${clock(since)}`);
  if (pictures) return { kind: "warn", text };
  return noticed("warn", text, "The camera runs but gets no picture from its source. Trying again.");
}

/**
 * The name of a downloaded picture: "front-door_2026-01-31_08-05-09.jpg", in the viewer's own time.
 * @param {string} name
 * @param {Date} when
 */
export function pictureName(name, when) {
  const local = new Date(when.getTime() - when.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
  return `${slug(name, "-")}_${local.replace("T", "_").replaceAll(":", "-")}.jpg`;
}

/**
 * Lower-case letters and digits of a name, joined by `joint`; "camera" when nothing is left.
 * @param {string} name
 * @param {"-" | "_"} joint
 */
export function slug(name, joint) {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join(joint).slice(0, 60) ?? "camera";
}
