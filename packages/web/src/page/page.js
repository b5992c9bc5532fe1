// @ts-check
import { recipes } from "./lines.js";
import { play } from "./player.js";
import { screenOn } from "./screen.js";
import { parseHealth, parseQuery, pictureName, stateOf } from "./state.js";
import { showRecipes } from "./use.js";

/** @typedef {import("../types.ts").Health} Health */
/** @typedef {import("../types.ts").PlayerStatus} PlayerStatus */
/** @typedef {import("../types.ts").State} State */

const HEALTH_EVERY_MS = 5000;
const ANSWER_LIMIT_MS = 6000;
const RATE_EVERY_MS = 2000;
const SAID_MS = 4000;

const stage = byId("stage");
const pauseButton = byId("pause");
const fullButton = byId("full");
const said = byId("said");
const used = { tabs: byId("tabs"), panels: byId("panels"), said };
const screen = screenOn(/** @type {HTMLCanvasElement} */ (byId("picture")));

/** @type {Health | "unreachable" | undefined} */
let health;
/** @type {ReadonlyMap<string, string>} */
let about = new Map();
/** @type {PlayerStatus | "paused" | undefined} */
let player;
let paused = false;
let running = new AbortController();
/** @type {Map<string, string>} */
const shown = new Map();

/** @param {string} id */
function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new TypeError(`no element with the id ${id}`);
  return element;
}

/**
 * Whether a part of the page has to be written anew.
 * @param {string} part @param {unknown} value
 */
function changed(part, value) {
  const text = JSON.stringify(value);
  const differs = shown.get(part) !== text;
  shown.set(part, text);
  return differs;
}

/** @param {string} id @param {string} text */
function write(id, text) {
  if (changed(id, text)) byId(id).textContent = text;
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** Starts the picture anew, or stops it while nobody watches. */
function restart() {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  player = paused ? "paused" : undefined;
  render();
  if (paused || document.hidden) return;
  /** @param {PlayerStatus} status */
  const report = (status) => {
    if (signal.aborted || status === player) return;
    player = status;
    if (status === "privacy" || status === "login") screen.clear();
    render();
  };
  const nowMs = () => performance.now();
  play({ fetch: (path, init) => fetch(path, init), show: screen.show, report, nowMs, sleep }, signal);
}

/** @param {string} path @param {number} limitMs */
function ask(path, limitMs) {
  return fetch(path, { cache: "no-store", signal: AbortSignal.timeout(limitMs) });
}

async function askHealth() {
  const before = health;
  try {
    const answer = await ask("/healthz", ANSWER_LIMIT_MS);
    health = parseHealth(await answer.json().catch(() => undefined));
  } catch {
    health = "unreachable";
  }
  if (health !== "unreachable" && typeof before !== "object") await askAbout();
  if (health !== "unreachable" && before === "unreachable" && player !== "live" && !paused) restart();
  render();
}

async function askAbout() {
  try {
    const answer = await ask("/util/query.cgi?extension=yes", ANSWER_LIMIT_MS);
    if (answer.ok) about = parseQuery(await answer.text());
  } catch {
    about = new Map();
  }
}

function nameOf() {
  return (typeof health === "object" && health.name) || about.get("hostname") || "Camera";
}

function render() {
  const name = nameOf();
  const state = stateOf(health, player, timeText);
  document.title = name;
  write("name", name);
  const facts = ["company_name", "model_number", "fw_ver"].map((key) => about.get(key)).filter(Boolean);
  write("model", facts.join(" · ") || "IP camera");
  write("state", state.text);
  if (player !== "live") write("rate", "");
  renderNotice(state);
  renderButton(pauseButton, paused ? "play" : "pause", paused ? "Play" : "Pause");
  const rtspPort = typeof health === "object" ? health.rtspPort : undefined;
  const { protocol, host, hostname } = location;
  const place = { protocol, host, hostname, name, rtspPort };
  if (changed("use", place)) showRecipes(used, recipes(place));
}

/** @param {State} state */
function renderNotice({ kind, notice }) {
  stage.dataset.kind = kind;
  byId("notice").hidden = notice === undefined;
  byId("login").hidden = kind !== "login";
  byId("notice-icon").setAttribute("href", `#i-${kind}`);
  write("notice-title", notice?.title ?? "");
  write("notice-detail", notice?.detail ?? "");
}

/** @param {HTMLElement} button @param {string} icon @param {string} label */
function renderButton(button, icon, label) {
  if (!changed(button.id, label)) return;
  button.querySelector("use")?.setAttribute("href", `#i-${icon}`);
  button.querySelector("span")?.replaceChildren(label);
}

/** @param {number} ms */
function timeText(ms) {
  const when = new Date(ms);
  const today = when.toDateString() === new Date().toDateString();
  return today
    ? when.toLocaleTimeString([], { timeStyle: "short" })
    : when.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

/** @param {string} text */
function say(text) {
  said.textContent = text;
  setTimeout(() => {
    if (said.textContent === text) said.textContent = "";
  }, SAID_MS);
}

async function takeSnapshot() {
  try {
    const answer = await ask("/img/snapshot.cgi", 3 * ANSWER_LIMIT_MS);
    if (!answer.ok) return say(`No snapshot: the camera answered ${answer.status}`);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = pictureName(nameOf(), new Date());
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), SAID_MS);
    say(`Saved ${link.download}`);
  } catch {
    say("No snapshot: the camera does not answer");
  }
}

/** Writes the pictures drawn a second, while the stream runs. */
function measureRate() {
  let before = 0;
  setInterval(() => {
    const rate = ((screen.drawn() - before) * 1000) / RATE_EVERY_MS;
    before = screen.drawn();
    write("rate", player === "live" && rate > 0 ? `${rate < 3 ? rate : Math.round(rate)} pictures/s` : "");
  }, RATE_EVERY_MS);
}

function watchFullScreen() {
  fullButton.hidden = !document.fullscreenEnabled;
  fullButton.addEventListener("click", () => {
    if (document.fullscreenElement === null) stage.requestFullscreen();
    else document.exitFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    renderButton(
      fullButton,
      "full",
      document.fullscreenElement === null ? "Full screen" : "Leave full screen",
    );
  });
}

pauseButton.addEventListener("click", () => {
  paused = !paused;
  restart();
});
byId("snapshot").addEventListener("click", takeSnapshot);
byId("login-button").addEventListener("click", () => location.reload());
document.addEventListener("visibilitychange", () => {
  restart();
  if (!document.hidden) askHealth();
});
setInterval(() => {
  if (!document.hidden) askHealth();
}, HEALTH_EVERY_MS);
watchFullScreen();
measureRate();
restart();
askHealth();
