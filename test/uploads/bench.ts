import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import { instar } from "@pinhole/kit/dialects/instar";
import { models } from "@pinhole/kit/dialects/sercomm";
import {
  type AnyRecord,
  type Caller,
  type CameraEvent,
  type CameraPort,
  defaults,
  ftpServer,
  type Group,
  groups,
  type RecordOf,
} from "@pinhole/kit/model";
import type { Reveal } from "../../packages/daemon/src/actions/action.ts";
import { openSite } from "../../packages/daemon/src/actions/uploads/open.ts";
import { placeOf } from "../../packages/daemon/src/actions/uploads/place.ts";
import { put } from "../../packages/daemon/src/actions/uploads/put.ts";
import type { Limits, Site } from "../../packages/daemon/src/actions/uploads/remote.ts";
import { Stream } from "../../packages/daemon/src/bus/stream.ts";
import { openSettings } from "../../packages/daemon/src/store/settings.ts";
import { openUploads, type UploadParts } from "../../packages/daemon/src/uploads.ts";
import { scratch } from "./running.ts";

export const admin: Caller = { name: "admin", level: "admin", privileges: new Set() };

/** Short enough for a test to see them pass. */
export const shortLimits: Limits = { connect: 2, reply: 2, stall: 2 };

const noSettings: Reveal = (group) => defaults(group);
const nobodyKeys = { privateKey: () => undefined, trusted: () => [] };

export interface Sent {
  readonly stages: readonly string[];
}

/** Uploads one file to a site, as an attempt does, and tells the stages that it went through. */
export async function upload(
  site: Partial<Site>,
  file: { readonly name: string; readonly bytes: Uint8Array; readonly replace?: boolean },
  options: {
    readonly authorities?: readonly string[];
    readonly limits?: Limits;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Sent> {
  const whole: Site = { ...(defaults(ftpServer)[0] as Site), host: "127.0.0.1", enabled: true, ...site };
  const stages: string[] = [];
  const stage = (name: string): void => {
    if (stages.at(-1) !== name) stages.push(name);
  };
  const { limits = shortLimits, authorities, signal = new AbortController().signal } = options;
  await using remote = await openSite(
    whole,
    { signal, authorities, settings: noSettings, limits, stage },
    { keys: nobodyKeys },
  );
  const at = {
    year: "2026",
    month: "03",
    day: "01",
    hour: "21",
    minute: "30",
    second: "05",
    offset: "",
    daylightSaving: false,
  };
  const { parts, make } = placeOf(whole, at);
  stage("folder");
  await remote.enter(parts, make);
  const content = { bytes: file.bytes.length, open: () => Readable.from(pieces(file.bytes)) };
  await put(remote, { name: file.name, content, replace: file.replace ?? false }, stage);
  return { stages };
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

/** A picture to send: nobody looks inside. */
export const picture = Buffer.concat([
  Buffer.from("ffd8", "hex"),
  randomBytes(300_000),
  Buffer.from("ffd9", "hex"),
]);

/** A camera as INSTAR's clients meet it, with the settings on disk and real uploads. */
export interface Bench extends AsyncDisposable {
  readonly folder: string;
  readonly parts: UploadParts;
  readonly log: readonly Omit<CameraEvent, "at">[];
  site(): RecordOf<typeof ftpServer>;
  /** The reply to a query of param.cgi. */
  ask(query: string): Promise<string>;
  /** The result of a test of the upload, after a change of settings. */
  test(query?: string): Promise<number>;
}

export async function openBench(
  options: { readonly limits?: Limits; readonly picture?: "missing"; readonly authority?: string } = {},
): Promise<Bench> {
  await using opened = new AsyncDisposableStack();
  const { path: folder } = opened.use(await scratch());
  const settings = opened.use(
    await openSettings({ folder, model: models.RC8230, groups, hash: async () => "unused" }),
  );
  if (options.authority !== undefined) {
    const { writeFile } = await import("node:fs/promises");
    await writeFile(join(folder, "authorities.pem"), options.authority);
  }
  const log: Omit<CameraEvent, "at">[] = [];
  const stopping = new AbortController();
  opened.defer(() => stopping.abort());
  const stills = new Stream(
    "still",
    {
      start: () => stills.publish({ data: new Uint8Array(picture), pts: 1, key: true }),
      stop: () => undefined,
      refresh: () => undefined,
    },
    0,
  );
  const parts = await openUploads({
    ...{ folder, signal: stopping.signal, limits: options.limits ?? shortLimits },
    settings: (group) => settings.reveal(group),
    now: () => 1_772_400_605,
    still: () => (options.picture === "missing" ? undefined : stills),
    log: (event) => log.push(event),
  });
  const camera = {
    model: models.RC8230,
    get: (group: Group) => settings.get(group),
    set: (changes: Parameters<CameraPort["set"]>[0]) => settings.set(changes),
    uploads: parts.uploads,
  } as unknown as CameraPort;
  const ask = async (query: string): Promise<string> => {
    const request = {
      method: "GET",
      path: "/param.cgi",
      query,
      headers: {},
      body: new Uint8Array(),
      caller: admin,
    };
    const answer = await instar.serve(request, camera);
    if (!("status" in answer)) throw new TypeError("the reply is no text");
    return String(answer.body);
  };
  const closing = opened.move();
  return {
    ...{ folder, parts, log, ask },
    site: () => settings.get(ftpServer)[0] as AnyRecord as RecordOf<typeof ftpServer>,
    test: async (query) => {
      if (query !== undefined) {
        const reply = await ask(`cmd=setftpattr&${query}`);
        if (!reply.includes('response="200"')) throw new Error(`${query}: ${reply}`);
      }
      const reply = await ask("cmd=testftp");
      return Number(/result="(-?\d+)"/.exec(reply)?.[1]);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
