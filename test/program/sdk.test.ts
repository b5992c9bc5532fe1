import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type Camera, CameraError, type InstarCamera, openCamera, type SercommCamera } from "@pinhole/client";
import { encodeWavHeader } from "@pinhole/kit/formats/wav";
import { motionWindow } from "@pinhole/kit/model";
import { emptyFolder, freePort, type Program, start, until } from "./program.ts";

/** What each call of a camera does to ours; one that is left out does not compile. */
type Checks<C> = {
  readonly [K in keyof C as C[K] extends (...args: never[]) => unknown ? K : never]: (
    camera: C,
    program: Program,
  ) => Promise<unknown>;
};

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;

async function isPictures(camera: Camera): Promise<void> {
  const seen: Uint8Array[] = [];
  for await (const jpeg of camera.pictures()) {
    seen.push(jpeg);
    if (seen.length === 3) break;
  }
  assert.ok(seen.every(isJpeg));
}

const isRefused = (error: unknown): boolean => error instanceof CameraError && error.code === "refused";

const heard = "heard.wav";

/** A tone of half a second. */
function tone(): Uint8Array {
  const samples = Int16Array.from(
    { length: 4000 },
    (_, n) => 12_000 * Math.sin((2 * Math.PI * 440 * n) / 8000),
  );
  const format = { sampleRate: 8000, channels: 1 };
  return Buffer.concat([encodeWavHeader(format, samples.byteLength), Buffer.from(samples.buffer)]);
}

/** Does something after which the camera restarts, and waits until it has. */
async function restarted(
  camera: SercommCamera,
  { written }: Program,
  action: () => Promise<void>,
): Promise<void> {
  const starts = () => written.stderr.split("system: started on").length;
  const before = starts();
  await action();
  await until("it has restarted", () => starts() > before, 40);
  await until("it answers", () => camera.facts().then(Boolean, () => false), 20);
}

const both = {
  get: async (camera: Camera) => assert.equal((await camera.get("motionWindow", 1)).area.length, 4),
  readGroup: async (camera: Camera) => {
    const { records, odd } = await camera.readGroup("motionWindow");
    assert.deepEqual([records.length, odd], [4, []]);
  },
  set: async (camera: Camera) => {
    await camera.set("motionWindow", 2, { area: [32, 48, 320, 240] });
    assert.deepEqual((await camera.get("motionWindow", 2)).area, [32, 48, 320, 240]);
    await assert.rejects(camera.set("motionWindow", 2, { area: [0, 0, 9999, 1] }), isRefused);
  },
  setAll: async (camera: Camera) => {
    await camera.setAll([{ group: motionWindow, index: 2, values: { enabled: true } }]);
    assert.equal((await camera.get("motionWindow", 3)).enabled, true);
  },
  pictures: isPictures,
  snapshot: async (camera: Camera) => assert.ok(isJpeg(await camera.snapshot())),
  arm: async (camera: Camera) => {
    await camera.arm(true);
    assert.equal(await camera.isArmed(), true);
    await camera.arm(false);
  },
  isArmed: async (camera: Camera) => assert.equal(await camera.isArmed(), false),
} as const;

const sercomm: Checks<SercommCamera> = {
  ...both,
  streamUrls: async (camera, program) => {
    const urls = await camera.streamUrls({ withLogin: true });
    assert.equal(urls.mjpeg, `${program.base.replace("://", "://admin:secret@")}/img/video.mjpeg`);
    const [, port] = /rtsp:\/\/[^:]+:(\d+)\//.exec(program.written.stdout) ?? [];
    assert.equal(urls.rtspAudio, `rtsp://admin:secret@127.0.0.1:${port}/img/audio.sav`);
  },
  groupNames: async (camera) => assert.ok((await camera.groupNames()).includes("MOTION")),
  texts: async (camera) => assert.equal((await camera.texts("H264.mode")).mode, "1"),
  setTexts: async (camera) => {
    await camera.setTexts("SYSTEM", { comment: "a=b & c" });
    assert.equal((await camera.texts("SYSTEM.comment")).comment, "a=b & c");
    await assert.rejects(camera.setTexts("SYSTEM", { comment: "x".repeat(200) }), isRefused);
  },
  facts: async (camera) => assert.equal((await camera.facts()).model_number, camera.model.name),
  rights: async (camera) => assert.equal((await camera.rights()).mic_in, true),
  systemInformation: async (camera) => assert.match((await camera.systemInformation()).firmware, /^V1/),
  watchForMotion: async (camera) => {
    await camera.watchForMotion(true);
    assert.equal((await camera.get("motion")).enabled, true);
    await camera.watchForMotion(false);
  },
  move: async (camera) => {
    await camera.move("R", 12);
    assert.match((await camera.pins()).pt_position ?? "", /^12, ?0$/);
  },
  center: async (camera) => {
    await camera.center(-100, 0);
    assert.notEqual((await camera.pins()).pt_position, "12,0");
  },
  home: async (camera) => {
    await camera.home();
    assert.equal((await camera.pins()).pt_position, "0,0");
  },
  storePreset: async (camera) => {
    await camera.move("U", 5);
    await camera.storePreset(3);
    await camera.home();
  },
  presets: async (camera) => assert.ok(Object.hasOwn(await camera.presets(), "PT3")),
  goToPreset: async (camera) => {
    await camera.goToPreset(3);
    assert.equal((await camera.pins()).pt_position, "0,5");
    await assert.rejects(camera.goToPreset(9), isRefused);
  },
  calibrate: (camera) => camera.calibrate(),
  pins: async (camera) => assert.ok(["day", "night"].includes((await camera.pins()).dn_mode ?? "")),
  setPin: async (camera) => {
    await camera.setPin("dn_mode", "night");
    assert.equal((await camera.pins()).dn_mode, "night");
  },
  filterIsOpen: async (camera) => assert.equal(typeof (await camera.filterIsOpen()), "boolean"),
  setDate: async (camera) => {
    await camera.set("clock", { ntpEnabled: false });
    await camera.setDate({ year: 2031, month: 2, day: 3, hour: 4 });
    const { year, month, day, hour } = await camera.date();
    assert.deepEqual([year, month, day, hour], [2031, 2, 3, 4]);
  },
  date: async (camera) => assert.equal((await camera.date()).year, 2031),
  log: async (camera) => assert.ok((await camera.log()).every(({ at }) => /^\d{4}-\d\d-\d\d /.test(at))),
  wirelessStatus: async (camera) =>
    assert.ok(Object.hasOwn(await camera.wirelessStatus(), "signal_strength")),
  siteSurvey: async (camera) => assert.ok((await camera.siteSurvey()).length > 0),
  shareSurvey: async (camera) => assert.ok((await camera.shareSurvey(5)).length > 0),
  stopShareSurvey: (camera) => camera.stopShareSurvey(),
  shareFolders: async (camera) => {
    const [server] = await camera.shareSurvey(5);
    const { status } = await camera.shareFolders({ server: server?.name ?? "", path: "/" });
    assert.match(status, /^[a-z-]+$/);
  },
  talk: async (camera) => {
    await camera.set("audio", { speaker: true });
    const { seconds } = await camera.talk(tone());
    assert.ok(Math.abs(seconds - 0.5) < 0.01, `${seconds} s`);
  },
  privacy: async (camera) => {
    await camera.privacy(true);
    const isPrivate = (error: unknown): boolean =>
      error instanceof CameraError && error.code === "privacy-on";
    await assert.rejects(camera.snapshot(), isPrivate);
    await camera.privacy(false);
    assert.ok(isJpeg(await camera.snapshot()));
  },
  trigger: async (camera) => {
    await camera.set("httpEvent", { triggerEnabled: true });
    await camera.trigger();
  },
  enablePages: (camera) => camera.enablePages(),
  downloadConfiguration: async (camera) => assert.ok((await camera.downloadConfiguration()).length > 1000),
  configuration: async (camera) =>
    assert.equal((await camera.configuration()).groups.SYSTEM?.comment, "a=b & c"),
  uploadConfiguration: async (camera, program) => {
    const file = await camera.downloadConfiguration();
    await camera.set("identity", { comment: "another" });
    await restarted(camera, program, () => camera.uploadConfiguration(file));
    assert.equal((await camera.get("identity")).comment, "a=b & c");
  },
  restoreConfiguration: async (camera, program) => {
    const { groups, ...rest } = await camera.configuration();
    const SYSTEM = { ...groups.SYSTEM, comment: "restored" };
    await restarted(camera, program, () =>
      camera.restoreConfiguration({ ...rest, groups: { ...groups, SYSTEM } }),
    );
    assert.equal((await camera.get("identity")).comment, "restored");
  },
  reboot: (camera, program) => restarted(camera, program, camera.reboot),
  resetToDefaults: async (camera, program) => {
    await camera.set("identity", { comment: "of mine" });
    await restarted(camera, program, camera.resetToDefaults);
    // Its password is another one now; that is no secret.
    assert.equal((await camera.facts()).description, "");
  },
};

const instar: Checks<InstarCamera> = {
  ...both,
  streamUrls: async (camera, program) =>
    assert.equal((await camera.streamUrls()).mjpeg, `${program.base}/livestream/12?action=play&media=mjpeg`),
  groupNames: async (camera) => assert.ok(camera.groupNames().includes("ftpServer")),
  menuNames: async (camera) => assert.ok(camera.menuNames().includes("ftpattr")),
  texts: async (camera) => assert.match((await camera.texts("ftpattr")).ft_port ?? "", /^\d+$/),
  setTexts: async (camera) => {
    await camera.setTexts("ftpaction", { "enable[snap]": "1", "interval[snap]": "15" });
    assert.equal((await camera.texts("ftpaction"))["interval[snap]"], "15");
  },
  call: async (camera) => {
    assert.deepEqual(await camera.call("setftpactionattr", { snapcount: "7" }), []);
    assert.deepEqual(
      (await camera.call("getftpactionattr")).map(({ value }) => value),
      ["7"],
    );
    await assert.rejects(camera.call("nosuchcommand"), /204/);
  },
  facts: async (camera) => assert.equal((await camera.facts()).model, camera.model.name),
  trigger: (camera) => camera.trigger(),
  ftp: async (camera) => assert.equal(Object.hasOwn(await camera.ftp(), "ft_password"), false),
  setFtp: async (camera) => {
    await camera.setFtp({ ft_server: "127.0.0.1", ft_port: "1", ft_dirname: "./a b", ft_password: "p+1&2" });
    assert.equal((await camera.ftp()).ft_dirname, "./a b");
  },
  testFtp: async (camera) => assert.deepEqual(await camera.testFtp(), { result: -1, words: "no connection" }),
  publicKey: async (camera) => assert.match(await camera.publicKey(), /^ssh-rsa AAAA/),
  move: (camera) => camera.move("left", 0),
  stop: (camera) => camera.stop(),
  storePreset: (camera) => camera.storePreset(2),
  goToPreset: (camera) => camera.goToPreset(2),
  setTime: (camera) => camera.setTime(1_900_000_000),
  time: async (camera) => {
    const { unix } = await camera.time();
    assert.ok(unix >= 1_900_000_000 && unix < 1_900_000_600, String(unix));
  },
  log: async (camera) => assert.ok((await camera.log()).length > 0),
};

describe("every call of the SDK, against a camera of ours", { concurrency: 2 }, () => {
  it("a Sercomm camera that turns and speaks", { timeout: 120_000 }, async () => {
    await using folder = await emptyFolder();
    const flags = ["--surroundings", "simulated", "--model", "RC8230", "--http", String(await freePort())];
    await using program = await start(folder, flags);
    const address = program.base.replace("://", "://admin:secret@");
    await every(address, sercomm, program, ["talk", "resetToDefaults"]);
  });

  it("a Sercomm camera with a speaker, and back to its defaults", { timeout: 120_000 }, async () => {
    await using folder = await emptyFolder();
    const wav = join(folder.path, heard);
    await using program = await start(folder, [
      ...["--model", "RC8221", "--speaker", wav, "--http", String(await freePort())],
    ]);
    const camera = await openCamera(program.base.replace("://", "://admin:secret@"));
    assert.ok(camera.dialect === "sercomm");
    await sercomm.talk(camera, program);
    await until("the tone is written", async () => (await readFile(wav)).length > 6000);
    await sercomm.resetToDefaults(camera, program);
  });

  it("an INSTAR camera", { timeout: 120_000 }, async () => {
    await using folder = await emptyFolder();
    await using program = await start(folder, ["--model", "RC8230"]);
    await every(program.base.replace("http://", "instar://admin:secret@"), instar, program, []);
  });
});

async function every<C extends Camera>(
  address: string,
  checks: Readonly<Record<string, (camera: C, program: Program) => Promise<unknown>>>,
  program: Program,
  elsewhere: readonly string[],
): Promise<void> {
  const camera = (await openCamera(address)) as C;
  const calls = Object.entries(camera).flatMap(([name, value]) =>
    typeof value === "function" ? [name] : [],
  );
  assert.deepEqual(Object.keys(checks).sort(), calls.sort(), "each call is checked");
  for (const [name, check] of Object.entries(checks))
    if (!elsewhere.includes(name))
      await check(camera, program).catch((error: unknown) => assert.fail(`${name}: ${error}`));
}
