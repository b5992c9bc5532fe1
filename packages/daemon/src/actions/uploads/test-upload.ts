import { Readable } from "node:stream";
import { CameraError, type ftpServer, type RecordOf, type UploadResult } from "@pinhole/kit/model";
import type { LocalTime } from "../action.ts";
import type { SshKeys } from "../sftp/keys.ts";
import { openSite } from "./open.ts";
import { placeOf } from "./place.ts";
import { put } from "./put.ts";
import type { Attempt } from "./remote.ts";

/** The name by which the vendor's manual looks for the picture on the server. */
export const testName = "Test-Snapshot.jpeg";

/** What a test of an upload needs. */
export interface TestOptions extends Attempt {
  readonly site: RecordOf<typeof ftpServer>;
  readonly keys: SshKeys;
  readonly now: LocalTime;
  /** A JPEG of what the camera sees. */
  picture(): Promise<Uint8Array>;
}

/** Uploads a picture to a server; whatever goes wrong is the result. */
export async function testUpload(options: TestOptions): Promise<UploadResult> {
  const { site, keys, stage } = options;
  let hostKey: string | undefined;
  const shown = (): Pick<UploadResult, "hostKey"> => (hostKey === undefined ? {} : { hostKey });
  try {
    if (site.host === "") throw new CameraError("target-missing", "no FTP server is set");
    const bytes = await options.picture();
    await using remote = await openSite(site, options, {
      keys,
      hostKey: (key) => {
        hostKey = key;
      },
    });
    const { parts, make } = placeOf(site, options.now);
    stage("folder", parts.join("/"));
    await remote.enter(parts, make);
    const content = { bytes: bytes.length, open: () => Readable.from([bytes]) };
    await put(remote, { name: testName, content, replace: true }, stage);
    return shown();
  } catch (error) {
    return { failure: failureOf(error), ...shown() };
  }
}

function failureOf(error: unknown): CameraError {
  if (error instanceof CameraError) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new CameraError("target-silent", "the test took too long", { cause: error });
  }
  throw error;
}
