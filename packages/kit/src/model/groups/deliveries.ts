import { bool, choice, int, list, secret, text } from "../field.ts";
import { group } from "../group.ts";
import { fileName, folder, host, httpUrl, mailAddress, openInt, port, schedule } from "./shapes.ts";

const user = (doc: string) => text({ default: "", max: 64, doc });
const password = (doc: string) => secret({ max: 64, doc });

export const mailServer = group(
  "mailServer",
  "A server that mails are sent through; the second is asked when the first can not be reached.",
  {
    enabled: bool({ default: false, doc: "Uses this server." }),
    host: host({ default: "", doc: "The SMTP server." }),
    popHost: host({ default: "", doc: "The POP3 server, for servers that want to be asked for mail first." }),
    port: port({ default: 25, doc: "Port of the SMTP server." }),
    auth: choice({
      values: ["none", "login", "popFirst"],
      default: "none",
      doc: "No login, login at the SMTP server, or login at the POP3 server first.",
    }),
    user: user("Login name."),
    password: password("Password."),
    from: mailAddress({ default: "", doc: "Sender of the mails." }),
    encrypt: bool({
      default: true,
      doc: "Uses TLS: at once on port 465, elsewhere as soon as the server offers it.",
    }),
  },
  2,
);

export const mail = group("mail", "Who gets which mail.", {
  to: list(mailAddress({ default: "", doc: "A mail address." }), 3, {
    doc: "Mail addresses; empty places are skipped.",
  }),
  receives: list(bool({ default: true, doc: "Gets mails." }), 3, {
    doc: "Which of the addresses get mails.",
  }),
  attachments: list(bool({ default: true, doc: "Gets attachments." }), 3, {
    doc: "Which of the addresses get pictures or clips with the mail.",
  }),
  subject: text({
    default: "",
    max: 128,
    doc: "Subject of the mails; empty is the camera's name and what happened.",
  }),
});

export const ftpServer = group(
  "ftpServer",
  "A server that pictures and clips are uploaded to; the second is used when the first can not be reached.",
  {
    enabled: bool({ default: false, doc: "Uses this server." }),
    host: host({ default: "", doc: "The server." }),
    user: user("Login name."),
    password: password("Password."),
    folder: folder({ default: "", doc: "Folder on the server; empty is the one that the login starts in." }),
    passive: bool({ default: true, doc: "The camera opens the data connection; off, the server does." }),
    port: port({ default: 21, doc: "Port of the server." }),
    security: choice({
      values: ["none", "tls", "ssh"],
      default: "none",
      doc: "Plain FTP, FTP over TLS, or SFTP over SSH.",
    }),
    verify: bool({ default: false, doc: "Refuses a server whose certificate or host key is not known." }),
    createFolders: bool({ default: true, doc: "Makes folders that are missing." }),
    folderPerDay: bool({ default: false, doc: "Makes a folder for each day." }),
  },
  2,
);

export const share = group(
  "share",
  "A folder on the local network (SMB) that pictures and clips are uploaded to.",
  {
    enabled: bool({ default: true, doc: "Uses this folder." }),
    host: host({ default: "", doc: "The server." }),
    folder: folder({ default: "", doc: "Share, and the folder in it: share/folder." }),
    user: user("Login name."),
    password: password("Password."),
  },
);

export const shareRecording = group(
  "shareRecording",
  "Recording without end to a folder on the local network (SMB).",
  {
    enabled: bool({ default: false, doc: "Records." }),
    limitBy: choice({
      values: ["size", "duration"],
      default: "duration",
      doc: "What ends a file and begins the next.",
    }),
    fileSizeKb: int({ default: 0, min: 0, max: 1048576, doc: "Size of a file in KiB; 0 is no limit." }),
    durationSeconds: int({ default: 15, min: 1, max: 3600, doc: "Length of a file in seconds." }),
    stream: int({ default: 1, min: 1, max: 3, doc: "The stream that is recorded." }),
    timeInName: bool({
      default: true,
      doc: "Gives each file a name with its time; off, one file is written over.",
    }),
    host: host({ default: "", doc: "The server; empty is that of the uploads." }),
    folder: folder({ default: "", doc: "Share, and the folder in it: share/folder." }),
    user: user("Login name."),
    password: password("Password."),
    prefix: fileName({ default: "", doc: "First part of the file names." }),
    behavior: list(int({ default: 0, min: 0, max: 9, doc: "A switch." }), 3, {
      default: [0, 0, 1],
      doc: "What happens when the disk is full.",
      noEffect: "the meaning is not public",
    }),
    schedule: schedule("When it records, such as Mon-Fri,18:00-06:00; empty is always."),
    motionPrefix: fileName({ default: "", doc: "First part of the names of files with motion." }),
    motionSeconds: openInt({
      default: "",
      min: 1,
      max: 3600,
      doc: "Length of a file with motion in seconds.",
    }),
  },
);

export const sdcard = group("sdcard", "Recording to the camera's own memory.", {
  enabled: bool({ default: false, doc: "Records without end." }),
  events: bool({ default: false, doc: "Keeps the clips of events." }),
  audio: bool({ default: false, doc: "Records sound as well." }),
  limitBy: choice({
    values: ["size", "duration"],
    default: "duration",
    doc: "What ends a file and begins the next.",
  }),
  fileSizeMb: int({ default: 10, min: 1, max: 4095, doc: "Size of a file in MiB." }),
  whenFull: choice({
    values: ["overwrite", "stop"],
    default: "overwrite",
    doc: "What happens when the memory is full: the oldest files go, or recording stops.",
  }),
  durationSeconds: int({ default: 60, min: 1, max: 3600, doc: "Length of a file in seconds." }),
  stream: int({ default: 1, min: 1, max: 3, doc: "The stream that is recorded." }),
  prefix: fileName({ default: "", doc: "First part of the file names." }),
  eventPrefix: fileName({ default: "", doc: "First part of the names of clips of events." }),
  scheduled: text({
    default: "",
    max: 1,
    pattern: /^[01]$/,
    allowed: "0, 1 or empty",
    doc: "Records by the schedule only where it is 1.",
  }),
  schedule: list(schedule("Days and hours; see the guide on alarms."), 10, {
    doc: "When it records, such as Mon-Fri,18:00-06:00.",
  }),
  sizeMb: int({ default: 4096, min: 16, max: 1048576, doc: "Size of the memory in MiB." }),
});

export const notify = group("notify", "A request to a web server for each event.", {
  enabled: bool({ default: true, doc: "Sends the requests." }),
  url: httpUrl({ default: "", doc: "Where they go." }),
  proxyHost: host({ default: "", doc: "Proxy that they go through." }),
  proxyPort: port({ default: 80, doc: "Port of the proxy." }),
  method: choice({
    values: ["POST", "GET", "POST-query"],
    default: "GET",
    doc: "HTTP method; the details go into the body of a POST, otherwise into the query.",
  }),
  user: user("Login name at the web server."),
  password: password("Password at the web server."),
  proxyUser: user("Login name at the proxy."),
  proxyPassword: password("Password at the proxy."),
  details: bool({ default: false, doc: "Says what happened, where and when." }),
});

export const httpEvent = group(
  "httpEvent",
  "An event that a web request fires, and clips that are posted to a web server.",
  {
    triggerEnabled: bool({ default: false, doc: "A request may fire the event." }),
    postEnabled: bool({ default: false, doc: "Posts clips." }),
    postUser: user("Login name at the web server."),
    postPassword: password("Password at the web server."),
    postUrl: httpUrl({ default: "", doc: "Where clips are posted." }),
  },
);

const cloud = "the vendor's cloud that read it is gone";

export const cloudPost = group("cloudPost", "Requests to a cloud.", {
  periodicUrl: httpUrl({ default: "", doc: "Where the camera reports from time to time.", noEffect: cloud }),
  eventUrl: httpUrl({ default: "", doc: "Where the camera reports events.", noEffect: cloud }),
  expireHours: int({
    default: 0,
    min: 0,
    max: 8760,
    doc: "Hours after which reporting ends.",
    noEffect: cloud,
  }),
});
