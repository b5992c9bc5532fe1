import * as m from "../../model/index.ts";
import { flag, plain, whole, words } from "../codecs.ts";
import { type Cell, joined, type Row, rows, type Spec } from "../table.ts";
import { alarmServerMenus } from "./alarm-server-tables.ts";
import {
  addresses,
  area,
  byTheHour,
  filterMode,
  infraredMode,
  inverse,
  line,
  onOff,
  profile,
  scaled,
  secondsOfDay,
  size,
  times,
} from "./codecs.ts";
import { machineMenus } from "./machine-tables.ts";
import { type Entry, fixed, joint, listed, listedBy, type Menu, perRecord, unlisted } from "./menu.ts";

/** Sercomm's `ftp1_*` are rows over the same record. */
const [ftpServer = []] = perRecord(m.ftpServer, {
  ft_port: ["port", whole],
  ft_username: ["user", line],
  ft_dirname: ["folder", line],
  ft_dirmode: ["folderPerDay", flag],
  ft_mode: ["passive", flag],
  ft_ssl: ["security", words({ none: "0", tls: "1", ssh: "2" })],
  ft_insecure: ["verify", inverse],
});
const [ftpHidden = []] = perRecord(m.ftpServer, {
  ft_password: ["password", plain],
  ft_autocreatedir: ["createFolders", flag],
});

/** A server that is named is used: the vendor has no switch for it. */
const [ftpHost] = joined(m.ftpServer, ["host", "enabled"], {
  key: "ft_server",
  codec: {
    encode: ({ host }) => host,
    decode: (text, { enabled }) => ({ value: { host: text, enabled: text === "" ? enabled : true } }),
  },
});

const ftp: Menu = {
  name: "ftpattr",
  places: [[...listed([ftpHost as Row]), ...listed(ftpServer), ...unlisted(ftpHidden)]],
};

const resting = (enabled: Cell<typeof m.alarmClips>): Spec<typeof m.alarmClips> => ({
  enable: enabled,
  interval: ["restSeconds", whole],
});

const ftpAction: Menu = {
  name: "ftpaction",
  selector: { key: "type", places: ["rec", "snap", "timersnap"] },
  places: [
    listed(rows(m.alarmClips, resting(["enabled", flag]))),
    listed(rows(m.alarmPictures, { enable: ["enabled", flag], interval: ["restSeconds", whole] })),
    listed(rows(m.timedPictures, { enable: ["enabled", flag], interval: ["intervalSeconds", whole] })),
  ],
};

const ftpActionAttributes: Menu = {
  name: "ftpactionattr",
  places: [listed(rows(m.alarmPictures, { snapcount: ["count", whole] }))],
};

const schedule: Menu = {
  name: "snapschedftpattr",
  places: [
    listed(
      rows(m.scheduledPictures, {
        mode: ["fixedName", flag],
        prefix: ["prefixed", flag],
        name: ["name", line],
        enable: ["enabled", flag],
        times: ["times", times],
      }),
    ),
  ],
};

const timer: Menu = {
  name: "snaptimerftpattr",
  places: [
    listed(
      rows(m.timedPictures, {
        mode: ["fixedName", flag],
        prefix: ["prefixed", flag],
        name: ["name", line],
      }),
    ),
  ],
};

/** Without people, vehicles and animals: the camera tells motion only. */
const alarm: Menu = {
  name: "alarmattr",
  level: "viewer",
  places: [
    [
      ...listed(rows(m.events, { armed: ["armed", flag] })),
      ...listed(rows(m.pir, { linkpir: ["motionToo", flag] })),
      ...fixed({ linkpirareas: "0", linkio: "0", linkperson: "0", linkvehicle: "0", linkanimal: "0" }),
    ],
  ],
};

const windows = perRecord(m.motionWindow, {
  enable: ["enabled", flag],
  s: ["threshold", scaled([255, 1], [0, 100])],
});
const areas = perRecord(m.motionWindow, { area: ["area", area] });

const motion: Menu = {
  name: "mdattr",
  level: "viewer",
  selector: { key: "area", places: [1, 2, 3, 4] },
  places: windows.map((window, n) => [...listed(window), ...joint(["x", "y", "w", "h"], areas[n] ?? [])]),
  old: (key, place) => (place === undefined ? key : `m${place}_${key}`),
  oldNames: { name: "area" },
};

const noise: Menu = {
  name: "audioalarmattr",
  level: "viewer",
  places: [
    [
      ...listed(rows(m.audio, { enable: ["triggerEnabled", flag] })),
      ...listedBy("new", rows(m.audio, { threshold: ["triggerLevel", scaled([10, 1], [100, 10])] })),
      ...listedBy("old", rows(m.audio, { aa_value: ["triggerLevel", whole] })),
    ],
  ],
  old: (key) => (key === "enable" ? "aa_enable" : key),
  oldNames: { aa_enable: "enable" },
};

const heat: Menu = {
  name: "pirattr",
  level: "viewer",
  places: [listed(rows(m.pir, { enable: ["enabled", flag] }))],
  old: (key) => `pir_${key}`,
  oldNames: { pir_enable: "enable" },
  needs: ({ model }) => model.has.pir,
};

const input: Menu = {
  name: "ioattr",
  level: "viewer",
  places: [
    [
      ...fixed({ enable: "1" }),
      ...listed(perRecord(m.inputPin, { idle: ["activeLevel", words({ low: "1", high: "0" })] })[0] ?? []),
    ],
  ],
  old: (key) => `io_${key}`,
  oldNames: { io_enable: "enable", io_idle: "idle" },
  needs: ({ model }) => model.has.io > 0,
};

const infrared: Menu = {
  name: "infrared",
  level: "viewer",
  places: [
    [
      ...listed(rows(m.dayNight, { infraredstat: ["mode", infraredMode] })),
      ...listed(rows(m.dayNight, { infraredcutstat: ["filter", filterMode] })),
      ...listed(rows(m.dayNight, { infraredtimer: ["mode", byTheHour] })),
      ...listed(
        joined(m.dayNight, ["endHour", "endMinute"], {
          key: "infraredday",
          codec: secondsOfDay("endHour", "endMinute"),
        }),
      ),
      ...listed(
        joined(m.dayNight, ["startHour", "startMinute"], {
          key: "infrarednight",
          codec: secondsOfDay("startHour", "startMinute"),
        }),
      ),
    ],
  ],
  needs: ({ model }) => model.has.dayNight,
};

const nowhere = { align: "0", x: "0", y: "0" };

/** Region 1 is a text, region 2 the clock. Where they stand can not be set. */
const overlay: Menu = {
  name: "overlayattr",
  level: "viewer",
  selector: { key: "region", places: [1, 2] },
  places: [
    [
      ...listed(rows(m.video, { show: ["textOverlay", flag] })),
      ...fixed(nowhere),
      ...listed(rows(m.video, { name: ["text", line] })),
    ],
    [...listed(rows(m.video, { show: ["timestamp", flag] })), ...fixed({ ...nowhere, name: "" })],
  ],
};

const encoders = perRecord(m.h264Channel, {
  profile: ["profile", profile],
  bps: ["bitrateKbps", whole],
  fps: ["frameRate", whole],
  gop: ["gop", whole],
  brmode: ["rateControl", words({ bitrate: "0", quality: "1" })],
  imagegrade: ["quality", scaled([1, 2], [5, 10])],
});
const resolutions = perRecord(m.h264Channel, { size: ["resolution", size] });

const encoder: Menu = {
  name: "vencattr",
  level: "viewer",
  selector: { key: "chn", places: [11, 12, 13] },
  places: encoders.map((rowsOfOne, n) => [
    ...listed(rowsOfOne),
    ...joint(["width", "height"], resolutions[n] ?? []),
  ]),
};

const videoNorm: Menu = {
  name: "videoattr",
  level: "viewer",
  places: [
    [
      ...fixed({ videomode: "720p" }),
      ...listed(rows(m.video, { vinorm: ["powerLineHz", words({ "50": "P", "60": "N" })] })),
      ...fixed({ wdrmode: "0", wdrmodenight: "0", maxchn: "3" }),
    ],
  ],
};

const level = scaled([1, 0], [7, 100]);

const image: Menu = {
  name: "imageattr",
  level: "viewer",
  places: [
    listed(
      rows(m.video, {
        saturation: ["saturation", level],
        sharpness: ["sharpness", level],
        contrast: ["contrast", level],
        brightness: ["exposure", level],
        flip: ["flip", onOff],
        mirror: ["mirror", onOff],
      }),
    ),
  ],
};

const sound: Menu = {
  name: "audioattr",
  level: "viewer",
  selector: { key: "type", places: ["in", "out"] },
  places: [
    listed(rows(m.audio, { enable: ["microphone", flag], volume: ["inputGain", whole] })),
    listed(rows(m.audio, { enable: ["speaker", flag], volume: ["outputGain", whole] })),
  ],
};

type MailAuth = m.ValueOf<typeof m.mailServer.fields.auth>;

const mailPlace: readonly Entry[] = [
  ...listed(perRecord(m.mailServer, { ma_server: ["host", line], ma_port: ["port", whole] })[0] ?? []),
  ...listed(
    joined(m.mailServer, ["encrypt", "port"], {
      key: "ma_ssl",
      codec: {
        encode: ({ encrypt, port }) => {
          if (!encrypt) return "0";
          return port === 465 ? "1" : "3";
        },
        decode: (text, { port }) =>
          /^[0-3]$/.test(text) ? { value: { encrypt: text !== "0", port } } : { problem: "must be 0 to 3" },
      },
    }).slice(0, 1),
  ),
  ...listed(
    joined(m.mailServer, ["user", "auth"], {
      key: "ma_username",
      codec: {
        encode: ({ user }) => user,
        decode: (text, { user, auth }) => ({
          value: { user: text, auth: text === user ? auth : authFor(text, auth) },
        }),
      },
    }).slice(0, 1),
  ),
  ...unlisted(perRecord(m.mailServer, { ma_password: ["password", plain] })[0] ?? []),
  ...listed(perRecord(m.mailServer, { ma_from: ["from", line] })[0] ?? []),
  ...listed(
    rows(m.mail, {
      ma_to: ["to", addresses],
      ma_subject: ["subject", line],
    }),
  ),
];

/** The vendor has no switch for a login: a name asks for one. */
function authFor(user: string, auth: MailAuth): MailAuth {
  if (auth === "popFirst") return auth;
  return user === "" ? "none" : "login";
}

const mail: Menu = { name: "smtpattr", places: [mailPlace] };

const mailAction: Menu = {
  name: "maaction",
  places: [listed(rows(m.alarmMails, { enable: ["enabled", flag], interval: ["restSeconds", whole] }))],
};

const mailPictures: Menu = {
  name: "maactionattr",
  places: [listed(rows(m.alarmMails, { snapcount: ["count", whole] }))],
};

/** Every pair of commands that reads and writes settings. */
export const menus: readonly Menu[] = [
  ftp,
  ftpAction,
  ftpActionAttributes,
  schedule,
  timer,
  alarm,
  motion,
  noise,
  heat,
  input,
  infrared,
  overlay,
  encoder,
  videoNorm,
  image,
  sound,
  mail,
  mailAction,
  mailPictures,
  ...alarmServerMenus,
  ...machineMenus,
];
