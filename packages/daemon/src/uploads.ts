import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type Caller,
  CameraError,
  type CameraEvent,
  clock,
  ftpServer,
  type UploadResult,
  type Uploads,
} from "@pinhole/kit/model";
import type { LocalTime, Reveal } from "./actions/action.ts";
import { localTimeOf } from "./actions/local.ts";
import { type Limits, usualLimits } from "./actions/uploads/remote.ts";
import type { Packet } from "./bus/packet.ts";
import type { Stream } from "./bus/stream.ts";
import { openUploadKeys, type UploadKeys } from "./store/upload-keys.ts";

/** Seconds for a whole test: the client waits for the answer. */
const testSeconds = 60;

/** Seconds that a test waits for a picture. */
const pictureSeconds = 10;

export interface UploadsOptions {
  readonly settings: Reveal;
  /** The camera's state folder. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly limits?: Limits;
  /** The camera's clock, Unix time in seconds. */
  now(): number;
  /** Still pictures of what the camera sees; undefined while nobody may see anything. */
  still(): Stream | undefined;
  log(event: Omit<CameraEvent, "at">): void;
}

/** What belongs to uploads and is no setting. */
export interface UploadParts {
  readonly uploads: Uploads;
  readonly keys: UploadKeys;
  /** A JPEG of what the camera sees now. Throws CameraError "no-picture". */
  picture(): Promise<Packet>;
}

/** Tests of uploads, host keys and the camera's own key. */
export async function openUploads(options: UploadsOptions): Promise<UploadParts> {
  const { settings, folder, log, limits = usualLimits } = options;
  const note = (message: string): void => log({ source: "delivery", severity: 4, message });
  const keys = await openUploadKeys(folder, { log: note });
  const authorities = await readAuthorities(join(folder, "authorities.pem"));
  const picture = (): Promise<Packet> => takePicture(options.still(), options.signal);
  let running = false;

  const test = async (): Promise<UploadResult> => {
    const [site] = settings(ftpServer);
    if (site === undefined) throw new TypeError("there is no record of ftpServer");
    if (running) return { failure: new CameraError("target-busy", "another test is running") };
    running = true;
    try {
      const { testUpload } = await import("./actions/uploads/test-upload.ts");
      const signal = AbortSignal.any([options.signal, AbortSignal.timeout(testSeconds * 1000)]);
      const result = await testUpload({
        ...{ site, keys, signal, authorities, settings, limits },
        now: localTime(settings, options.now()),
        picture: async () => (await picture()).data,
        stage: () => undefined,
      });
      const { failure } = result;
      const words = failure === undefined ? "succeeded" : `failed (${failure.code}): ${failure.message}`;
      log({ source: "delivery", severity: failure === undefined ? 6 : 4, message: `upload test ${words}` });
      return result;
    } finally {
      running = false;
    }
  };

  const uploads: Uploads = {
    test,
    pinHostKey: async (key, by: Caller) => {
      const { host = "", port = 22 } = settings(ftpServer)[0] ?? {};
      if (host === "")
        throw new CameraError("target-missing", "no server is set that the key could belong to");
      await keys.pin(host, port, key);
      const message = `the host key of ${host} port ${port} was set by ${by.name || "the camera"}`;
      log({ source: "settings", severity: 5, message });
    },
    publicKey: () => keys.publicKey(),
  };
  return { uploads, keys, picture };
}

/** The next picture of a stream. */
async function takePicture(stream: Stream | undefined, stopping: AbortSignal): Promise<Packet> {
  if (stream === undefined) throw new CameraError("no-picture", "privacy is on: no picture is taken");
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(pictureSeconds * 1000)]);
  const { promise, resolve, reject } = Promise.withResolvers<Packet>();
  const give = (words: string): void => reject(new CameraError("no-picture", words));
  const abort = (): void => give(`no picture within ${pictureSeconds} s; the source may be down`);
  signal.addEventListener("abort", abort);
  using _reading = stream.read({
    output: "upload",
    write: (packet) => {
      resolve(packet);
      return true;
    },
    end: () => give("pictures were switched off"),
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function localTime(settings: Reveal, unix: number): LocalTime {
  const { timeZone = 0, daylightSaving = false } = settings(clock)[0] ?? {};
  return localTimeOf(unix, timeZone, daylightSaving);
}

/** Certificates that are trusted beside those that Node knows. */
async function readAuthorities(path: string): Promise<readonly string[] | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) return undefined;
  const { rootCertificates } = await import("node:tls");
  return [...rootCertificates, ...found];
}
