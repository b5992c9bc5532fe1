import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import type { InstarCamera } from "./instar-camera.ts";
import { CameraError, type ErrorCode, openCamera, type SercommCamera } from "./node.ts";

/** For those who never answer, and for all others on a busy machine. */
const patience = { short: 300, long: 30_000 };

const page = "<!DOCTYPE html><html><title>Please log in</title></html>";
const http = (status: string, headers: string, body: string): string =>
  `HTTP/1.0 ${status}\r\n${headers}\r\n${body}`;

interface Rudeness {
  readonly words: string;
  /** Written to the wire; undefined keeps the connection open without a word. */
  answer(socket: Socket, path: string): string | undefined;
  /** What every call then fails with. */
  readonly codes: readonly ErrorCode[];
}

const rudenesses: readonly Rudeness[] = [
  {
    words: "a login page instead of the answer",
    answer: () => http("200 OK", "Content-Type: text/html\r\n", page),
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "a login page of no type",
    answer: () => `HTTP/1.0 200 OK\n\n${page}`,
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "a redirect to a login page",
    answer: (_, path) =>
      path.startsWith("/login")
        ? http("200 OK", "Content-Type: text/html\r\n", page)
        : http("302 Found", "Location: /login.htm\r\n", ""),
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "a redirect round and round",
    answer: (_, path) => http("302 Found", `Location: ${path}\r\n`, ""),
    codes: ["reply-damaged", "refused"],
  },
  {
    words: "401 for ever",
    answer: () => http("401 Unauthorized", 'WWW-Authenticate: Basic realm="x"\r\n', page),
    codes: ["login-refused"],
  },
  {
    words: "an answer that is cut off",
    answer: () => http("200 OK", "Content-Length: 1000\r\n", "event_trigger=1"),
    codes: ["unreachable"],
  },
  {
    words: "gzip that is none",
    answer: () => http("200 OK", "Content-Encoding: gzip\r\n", "event_trigger=1"),
    codes: ["unreachable", "reply-damaged"],
  },
  {
    words: "a letter now and then",
    answer: (socket) => {
      socket.write("HTTP/1.0 200 OK\r\n\r\n");
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
      return undefined;
    },
    codes: ["timeout"],
  },
  { words: "silence", answer: () => undefined, codes: ["timeout"] },
  { words: "a closed door", answer: () => "", codes: ["unreachable"] },
  { words: "no HTTP", answer: () => "ERR\0\r\n\r\n", codes: ["reply-damaged"] },
  {
    words: "an error of its own",
    answer: () => http("500 Internal Server Error", "", "no memory"),
    codes: ["camera-failed"],
  },
];

/** Answers who asks what it is, and is rude to everything else. */
async function standin(rudeness: Rudeness): Promise<{ readonly host: string } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    let head = "";
    socket.on("data", (bytes) => {
      head += bytes.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      const path = head.split(" ")[1] ?? "";
      head = "";
      const said = introduction(path) ?? rudeness.answer(socket, path);
      if (said !== undefined) socket.end(said);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function introduction(path: string): string | undefined {
  if (path.startsWith("/util/query.cgi"))
    return http("200 OK", "", "hostname=x\r\nmodel_number=RC8230\r\nspeaker_out=on\r\nrtsp_port=554\r\n");
  if (!path.includes("cmd=getserverinfo")) return undefined;
  return http("200 OK", "", 'cmd="getserverinfo";\nmodel="IN-1";\nresponse="200";\n');
}

type Calls<C> = Readonly<Record<string, (camera: C) => Promise<unknown>>>;

const both: Calls<SercommCamera | InstarCamera> = {
  get: (camera) => camera.get("motionWindow", 2),
  set: (camera) => camera.set("motionWindow", 2, { enabled: true }),
  readGroup: (camera) => camera.readGroup("ftpServer"),
  arm: (camera) => camera.arm(true),
  isArmed: (camera) => camera.isArmed(),
  log: (camera) => camera.log(),
  snapshot: (camera) => camera.snapshot(),
  trigger: (camera) => camera.trigger(),
  goToPreset: (camera) => camera.goToPreset(1),
  storePreset: (camera) => camera.storePreset(1),
};

/** Pictures may take longer than answers. */
const streams: Calls<SercommCamera | InstarCamera> = { pictures: (camera) => camera.pictures().next() };

const sercomm: Calls<SercommCamera> = {
  ...both,
  groupNames: (camera) => camera.groupNames(),
  texts: (camera) => camera.texts("MOTION"),
  setTexts: (camera) => camera.setTexts("MOTION", { md_mode: "1" }),
  rights: (camera) => camera.rights(),
  systemInformation: (camera) => camera.systemInformation(),
  watchForMotion: (camera) => camera.watchForMotion(true),
  move: (camera) => camera.move("L", 1),
  center: (camera) => camera.center(1, 1),
  home: (camera) => camera.home(),
  calibrate: (camera) => camera.calibrate(),
  presets: (camera) => camera.presets(),
  pins: (camera) => camera.pins(),
  setPin: (camera) => camera.setPin("irled", "on"),
  filterIsOpen: (camera) => camera.filterIsOpen(),
  date: (camera) => camera.date(),
  setDate: (camera) => camera.setDate({ hour: 1 }),
  wirelessStatus: (camera) => camera.wirelessStatus(),
  downloadConfiguration: (camera) => camera.downloadConfiguration(),
  uploadConfiguration: (camera) => camera.uploadConfiguration(new Uint8Array(8)),
  configuration: (camera) => camera.configuration(),
  privacy: (camera) => camera.privacy(true),
  enablePages: (camera) => camera.enablePages(),
  reboot: (camera) => camera.reboot(),
  resetToDefaults: (camera) => camera.resetToDefaults(),
  stopShareSurvey: (camera) => camera.stopShareSurvey(),
};

/** They look around for up to a minute, so their patience is longer than this test's. */
const surveys: Calls<SercommCamera> = {
  siteSurvey: (camera) => camera.siteSurvey(),
  shareSurvey: (camera) => camera.shareSurvey(5),
  shareFolders: (camera) => camera.shareFolders({ server: "nas", path: "/" }),
};

const instar: Calls<InstarCamera> = {
  ...both,
  call: (camera) => camera.call("getmdattr"),
  stop: (camera) => camera.stop(),
  move: (camera) => camera.move("left", 1),
  ftp: (camera) => camera.ftp(),
  setFtp: (camera) => camera.setFtp({ ft_port: "21" }),
  publicKey: (camera) => camera.publicKey(),
  time: (camera) => camera.time(),
  setTime: (camera) => camera.setTime(1),
};

async function everyCallFails<C>(camera: C, calls: Calls<C>, { words, codes }: Rudeness): Promise<void> {
  const failed = await Promise.all(
    Object.entries(calls).map(async ([name, call]) => {
      try {
        return `${name} gives ${JSON.stringify(await call(camera))}`;
      } catch (error) {
        if (!(error instanceof CameraError)) return `${name} throws ${error}`;
        if (error.message.includes("secret")) return `${name} tells the password`;
        return codes.includes(error.code) ? undefined : `${name} is ${error.code}: ${error.message}`;
      }
    }),
  );
  assert.deepEqual(
    failed.filter((line) => line !== undefined),
    [],
    words,
  );
}

describe("every call fails with its own error, and in time, when it gets", { timeout: 60_000 }, () => {
  for (const rudeness of rudenesses) {
    it(rudeness.words, async () => {
      await using rude = await standin(rudeness);
      const address = `u:secret@${rude.host}`;
      const isWaited = rudeness.codes.includes("timeout");
      const timeoutMs = isWaited ? patience.short : patience.long;
      const more = isWaited ? {} : { ...surveys, ...streams };
      const first = await openCamera(`sercomm://${address}`, { timeoutMs });
      await everyCallFails(first as SercommCamera, { ...sercomm, ...more }, rudeness);
      const second = await openCamera(`instar://${address}`, { timeoutMs });
      const test: Calls<InstarCamera> = isWaited ? {} : { ...streams, testFtp: (each) => each.testFtp() };
      await everyCallFails(second as InstarCamera, { ...instar, ...test }, rudeness);
    });
  }
});
