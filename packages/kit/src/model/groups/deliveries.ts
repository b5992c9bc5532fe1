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
    popPort: port({ default: 110, doc: "Port of the POP3 server; on 995 TLS begins at once." }),
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
      doc: "Uses TLS: at once on port 465, elsewhere when the server offers it. With a login it has to.",
    }),
    verify: bool({ default: true, doc: "Refuses a server whose certificate is not trusted." }),
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
  verify: bool({ default: true, doc: "Refuses an https server whose certificate is not trusted." }),
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
    postVerify: bool({ default: true, doc: "Refuses an https server whose certificate is not trusted." }),
  },
);

export const cloudPost = group("cloudPost", "Requests to a server that keeps an eye on the camera.", {
  periodicUrl: httpUrl({
    default: "",
    doc: "What the camera asks for every five minutes, to show that it is well.",
  }),
  eventUrl: httpUrl({ default: "", doc: "What the camera asks for at each alarm." }),
  expireHours: int({
    default: 0,
    min: 0,
    max: 8760,
    doc: "Hours after which a report that could not be made is given up; 0 is as the outbox is set.",
  }),
});

const part = (doc: string) => text({ default: "", max: 128, doc });

export const alarmServer = group(
  "alarmServer",
  "A server that is told of each alarm by a web request.",
  {
    enabled: bool({ default: false, doc: "Tells this server." }),
    intervalSeconds: int({
      default: 1,
      min: 0,
      max: 3600,
      doc: "Seconds after a request in which this server is told of no other alarm; 0 is no rest.",
    }),
    host: host({ default: "", doc: "The server." }),
    port: port({ default: 80, doc: "Port of the server." }),
    secure: bool({ default: false, doc: "Uses https." }),
    verify: bool({ default: true, doc: "Refuses a server whose certificate is not trusted." }),
    method: choice({ values: ["GET", "POST"], default: "GET", doc: "HTTP method." }),
    login: bool({ default: false, doc: "Sends the login." }),
    user: user("Login name."),
    password: password("Password."),
    path: text({
      default: "/",
      max: 256,
      min: 1,
      pattern: /^\/[!-~]*$/,
      allowed: "a path that begins with /, without spaces",
      doc: "Path of the request.",
    }),
    areas: bool({ default: true, doc: "Tells of motion." }),
    inputs: bool({ default: true, doc: "Tells of inputs and of the heat sensor." }),
    audio: bool({ default: true, doc: "Tells of noise." }),
    inputsInAreas: bool({
      default: true,
      doc: "Tells of the heat sensor together with motion in an area, as 7 to 10; off, that counts as an input.",
    }),
    sendsTrigger: bool({ default: true, doc: "Says in the query what set off the alarm." }),
    queries: list(bool({ default: false, doc: "Sent." }), 5, { doc: "Which of the parameters are sent." }),
    queryNames: list(part("A name."), 5, { doc: "Names of parameters for the query." }),
    queryValues: list(part("A value."), 5, { doc: "Values of these parameters." }),
    headers: list(bool({ default: false, doc: "Sent." }), 5, { doc: "Which of the headers are sent." }),
    headerNames: list(
      text({
        default: "",
        max: 64,
        pattern: /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/,
        allowed: "the name of a header",
        doc: "A name.",
      }),
      5,
      { doc: "Names of headers." },
    ),
    headerValues: list(
      text({ default: "", max: 256, pattern: /^[ -~]*$/, allowed: "printable ASCII", doc: "A value." }),
      5,
      { doc: "Values of these headers." },
    ),
  },
  3,
);
