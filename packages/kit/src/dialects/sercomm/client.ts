import {
  CameraError,
  type Capabilities,
  events,
  type LocalTime,
  type Model,
  motion,
} from "../../model/index.ts";
import {
  accepted,
  type ClientReply,
  type ClientRequest,
  damaged,
  linesOf,
  noPage,
  pairsOf,
  queryOf,
  type Send,
  textOf,
} from "../client.ts";
import { models } from "./models.ts";
import { parseFolders, parseShareServers, parseSites, type ShareServer, type Site } from "./replies.ts";
import { type SettingsClient, settingsClient, type Texts } from "./settings-client.ts";

export type { ShareServer, Site } from "./replies.ts";
export type { SettingsClient, Texts } from "./settings-client.ts";

/** Codes of `size`: 1280x720, 320x240, 640x480. */
export type SnapshotSize = "1280x720" | "640x480" | "320x240";

export interface SnapshotOptions {
  readonly size?: SnapshotSize;
  /** 1 is best, JPEG quality 85; 5 is 25. */
  readonly quality?: 1 | 2 | 3 | 4 | 5;
}

export type Direction = "L" | "R" | "U" | "D" | "UL" | "UR" | "DL" | "DR";

/** A line of the camera's log. `at` is as the camera writes it, in its own time: "2015-10-13 07:12:33". */
export interface LogLine {
  readonly at: string;
  readonly source: string;
  readonly message: string;
}

export interface SercommClient extends SettingsClient {
  /** The model as its facts tell it: known, or made after what they say. */
  model(): Promise<Model>;
  /** What the camera says of itself to anybody, by the vendor's keys. */
  facts(): Promise<Texts>;
  /** What the one who is logged in may use: mic_in, speaker_out, ptctrl, ioctrl. */
  rights(): Promise<Readonly<Record<string, boolean>>>;
  systemInformation(): Promise<{
    readonly firmware: string;
    readonly serial: string;
    readonly firmwareDate: string;
  }>;
  /** One JPEG. */
  snapshot(options?: SnapshotOptions): Promise<Uint8Array>;
  arm(on: boolean): Promise<void>;
  isArmed(): Promise<boolean>;
  watchForMotion(on: boolean): Promise<void>;
  /** Moves by motor steps, from 1. */
  move(direction: Direction, steps: number): Promise<void>;
  /** Turns so that a place of the 640 x 480 picture, as offsets from its middle, comes to the middle. */
  center(x: number, y: number): Promise<void>;
  home(): Promise<void>;
  calibrate(): Promise<void>;
  /** Goes to a stored place, 1 to 9; 100 where motion is watched, 101 patrol, 102 sweep, 103 home, 104 calibration. */
  goToPreset(number: number): Promise<void>;
  storePreset(number: number): Promise<void>;
  presets(): Promise<Texts>;
  /** Inputs, lamps and filters by the vendor's names. */
  pins(): Promise<Texts>;
  setPin(name: string, value: string): Promise<void>;
  /** Whether the infrared filter is out of the light's way, as at night. */
  filterIsOpen(): Promise<boolean>;
  date(): Promise<LocalTime & { readonly timeZone: number }>;
  setDate(parts: Partial<LocalTime>): Promise<void>;
  /** Newest first. */
  log(): Promise<readonly LogLine[]>;
  wirelessStatus(): Promise<Texts>;
  siteSurvey(): Promise<readonly Site[]>;
  /** Takes `timeout` seconds, 5 to 120. */
  shareSurvey(timeout?: number): Promise<readonly ShareServer[]>;
  stopShareSurvey(): Promise<void>;
  shareFolders(share: {
    readonly server: string;
    readonly path: string;
    readonly user?: string;
    readonly password?: string;
  }): Promise<{ readonly status: string; readonly folders: readonly string[] }>;
  /** The configuration as the camera encodes it: see kit's format "sercomm-config". */
  downloadConfiguration(): Promise<Uint8Array>;
  /** Puts a configuration back; the camera then restarts itself. */
  uploadConfiguration(file: Uint8Array): Promise<void>;
  privacy(on: boolean): Promise<void>;
  /** Fires the event that a web request may fire. */
  trigger(): Promise<void>;
  enablePages(): Promise<void>;
  reboot(): Promise<void>;
  resetToDefaults(): Promise<void>;
}

const sizeCodes: Readonly<Record<SnapshotSize, number>> = { "1280x720": 1, "320x240": 2, "640x480": 3 };

/** What clients should know of the streams: paths on the web server and on the RTSP server. */
export const streamPaths = {
  mjpeg: "/img/video.mjpeg",
  flv: "/img/media.flv",
  sdp: "/img/media.sdp",
  rtsp: "/img/media.sav",
  rtspVideo: "/img/video.sav",
  rtspAudio: "/img/audio.sav",
} as const;

/** Seconds that surveys take on the real cameras, with some to spare. */
const surveySeconds = 60;

/** The calls of a Sercomm camera, over whatever carries a request there. */
export function sercommClient(send: Send): SercommClient {
  let known: Promise<Model> | undefined;
  const call = async (path: string, query?: string, timeoutMs?: number): Promise<ClientReply> => {
    const request: ClientRequest = {
      method: "GET",
      path,
      ...(query ? { query } : {}),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
    return accepted(request, await send(request));
  };
  /** The text of an answer that is more than lines. */
  const whole = async (path: string, query?: string, timeoutMs?: number): Promise<string> =>
    textOf(noPage({ method: "GET", path }, await call(path, query, timeoutMs)));
  const lines = async (path: string, query?: string): Promise<readonly string[]> =>
    linesOf({ method: "GET", path }, await call(path, query));
  const texts = async (path: string, query?: string): Promise<Texts> => pairsOf(await lines(path, query));
  const done = async (path: string, query?: string): Promise<void> => {
    const answer = textOf(await call(path, query)).trim();
    if (answer === "" || answer === "OK") return;
    throw new CameraError("refused", `${path}: ${answer.slice(0, 300)}`, { at: path });
  };
  const move = (query: string): Promise<void> => done("/pt/ptctrl.cgi", query);
  const facts = (): Promise<Texts> => texts("/util/query.cgi", "extension=yes");
  const model = (): Promise<Model> => {
    known ??= facts().then(modelOf);
    // A camera that was away may be asked again.
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
  const settings = settingsClient(send, model);

  return {
    ...settings,
    model,
    facts,
    rights: async () => {
      const said = Object.entries(await texts("/img/query.cgi"));
      return Object.fromEntries(said.map(([name, value]) => [name, value.trim() === "on"]));
    },
    systemInformation: async () => {
      const said = await lines("/adm/sysinfo.cgi");
      const after = (label: RegExp): string => {
        const line = said.find((each) => label.test(each)) ?? "";
        return line.slice(line.indexOf(":") + 1).trim();
      };
      return {
        firmware: after(/^Firmware Version/i),
        serial: after(/^Serial/i),
        firmwareDate: after(/^Firmware Release/i),
      };
    },
    snapshot: async ({ size, quality } = {}) => {
      const query = queryOf({ size: size && sizeCodes[size], quality });
      const { body } = await call("/img/snapshot.cgi", query);
      if (body[0] !== 0xff || body[1] !== 0xd8) {
        throw damaged({ method: "GET", path: "/img/snapshot.cgi" }, "the answer is no JPEG");
      }
      return body;
    },
    arm: async (on) => {
      await settings.set([{ group: events, index: 0, values: { armed: on } }]);
    },
    isArmed: async () => (await settings.texts("EVENT.event_trigger")).event_trigger?.trim() === "1",
    watchForMotion: async (on) => {
      await settings.set([{ group: motion, index: 0, values: { enabled: on } }]);
    },
    move: (direction, steps) => move(`mv=${direction},${steps}`),
    center: (x, y) => move(`position=${x},${y}`),
    home: () => move("mv=H"),
    calibrate: () => move("mv=X"),
    goToPreset: (number) => move(`preset=move,${number}`),
    storePreset: (number) => move(`preset=set,${number}`),
    presets: () => texts("/pt/ptctrl.cgi", "preset=all"),
    pins: () => texts("/io/query_pc.cgi"),
    setPin: (name, value) => done("/io/control_pc.cgi", queryOf({ [name]: value })),
    filterIsOpen: async () => (await texts("/io/query_filter.cgi")).filter?.trim() === "1",
    date: async () => {
      const said = await texts("/adm/date.cgi", "action=get");
      const part = (name: string): number => Number.parseInt(said[name] ?? "", 10);
      const [year, month, day] = [part("year"), part("month"), part("day")];
      const [hour, minute, second] = [part("hour"), part("minute"), part("second")];
      if (![year, month, day, hour, minute, second].every(Number.isFinite)) {
        throw damaged({ method: "GET", path: "/adm/date.cgi" }, "the date is not whole");
      }
      return { timeZone: part("timezone"), year, month, day, hour, minute, second };
    },
    setDate: (parts) => done("/adm/date.cgi", `action=set&${queryOf({ ...parts })}`),
    log: async () => (await lines("/adm/log.cgi")).map(logLine),
    wirelessStatus: () => texts("/adm/wireless_status.cgi"),
    siteSurvey: async () => parseSites(await whole("/adm/site_survey.cgi", "", surveySeconds * 1000)),
    shareSurvey: async (timeout = 30) => {
      const patience = (timeout + surveySeconds) * 1000;
      return parseShareServers(await whole("/adm/smb_survey.cgi", queryOf({ timeout }), patience));
    },
    stopShareSurvey: async () => {
      await whole("/adm/smb_survey.cgi", "action=stop");
    },
    shareFolders: async ({ server, path, user, password }) => {
      const query = queryOf({ server, path, user, pass: password });
      return parseFolders(await whole("/adm/smb_dirctrl.cgi", query, surveySeconds * 1000));
    },
    downloadConfiguration: async () => {
      const request: ClientRequest = { method: "GET", path: "/adm/admcfg.cfg" };
      return noPage(request, await call(request.path)).body;
    },
    uploadConfiguration: async (file) => {
      const { type, body } = formOf(file);
      const request: ClientRequest = { method: "POST", path: "/adm/upload.cgi", type, body };
      const answer = textOf(accepted(request, await send(request))).trim();
      if (answer !== "OK") throw new CameraError("refused", `/adm/upload.cgi: ${answer.slice(0, 300)}`);
    },
    privacy: (on) => done("/adm/privacy_ctl.cgi", `privacy=${on ? "start" : "stop"}`),
    trigger: () => done("/adm/http_trigger.cgi"),
    enablePages: () => done("/adm/enable_ui.cgi"),
    reboot: () => done("/adm/reboot.cgi"),
    resetToDefaults: () => done("/adm/reset_to_default.cgi"),
  };
}

/** The model that facts speak of: what it has is as they say, whatever its name is. */
export function modelOf(facts: Texts): Model {
  const name = facts.model_number?.trim() ?? "";
  const base = models[name as keyof typeof models] ?? models.RC8230;
  const says = (key: string, otherwise: boolean): boolean => {
    const text = facts[key]?.trim();
    return text === undefined ? otherwise : text === "on" || text === "pelco";
  };
  const { has } = base;
  const said: Capabilities = {
    panTilt: says("ptctrl", has.panTilt),
    microphone: says("mic_in", has.microphone),
    speaker: says("speaker_out", has.speaker),
    irLeds: says("irled", has.irLeds),
    whiteLeds: says("wlled", has.whiteLeds),
    // What the facts do not tell is taken to be there; a group that is missing after all is simply not answered.
    dayNight: true,
    wifi: says("wireless", has.wifi),
    io: says("ioctrl", has.io > 0) ? 2 : has.io,
    pir: says("pir_sensor", has.pir),
    privacyButton: says("privacy_button", has.privacyButton),
    serialPort: says("serial", has.serialPort),
    sdCard: true,
  };
  return {
    ...base,
    name: name === "" ? base.name : name,
    company: facts.company_name?.trim() ?? base.company,
    firmware: facts.fw_ver?.trim() ?? base.firmware,
    has: said,
  };
}

function logLine(line: string): LogLine {
  const [, at = "", source = "", message = line] =
    /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) +(?:([\w./-]+): ?)?(.*)$/.exec(line) ?? [];
  return { at, source, message };
}

/** A file as the only part of a form, as browsers send it. */
function formOf(file: Uint8Array): { readonly type: string; readonly body: Uint8Array } {
  // The text of a configuration is made of the Base64 alphabet, so no line of it is this one.
  const boundary = "----pinhole-configuration";
  const encoder = new TextEncoder();
  const head = encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="admcfg.cfg"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  const body = new Uint8Array(head.length + file.length + tail.length);
  body.set(head);
  body.set(file, head.length);
  body.set(tail, head.length + file.length);
  return { type: `multipart/form-data; boundary=${boundary}`, body };
}
