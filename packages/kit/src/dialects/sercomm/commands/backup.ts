import { boundaryOf, parseFormData } from "../../../formats/form-data/index.ts";
import { decodeBase64, encodeBase64, isBase64 } from "../../../formats/sercomm-config/index.ts";
import type { Reply, Request } from "../../dialect.ts";
import { differences, loadBackup, saveBackup } from "../backup.ts";
import type { Call, Command } from "../command.ts";
import { ok, refuse } from "../reply.ts";

/** Characters of a file; the settings of a camera take some ten thousand. */
const maxUpload = 700 * 1024;

function download({ camera, groups }: Call): Reply {
  return {
    status: 200,
    type: "application/configuration",
    body: encodeBase64(saveBackup(camera, groups)),
    headers: { "Content-Disposition": 'attachment; filename="admcfg.cfg"' },
  };
}

/**
 * Checks the whole file, stores all of it or nothing, and starts the camera anew. With `preview=1` it changes nothing
 * and says in JSON what would change.
 */
async function upload({ camera, groups, request }: Call): Promise<Reply> {
  if (request.body.length > maxUpload) {
    return refuse(`a body of ${request.body.length} bytes; at most ${maxUpload} are taken`, 413);
  }
  let file: Uint8Array;
  try {
    file = fileOf(request);
    if (isBase64(file)) file = decodeBase64(file);
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    throw error;
  }
  const loaded = loadBackup(file, camera, groups);
  if ("problems" in loaded) return refuse(loaded.problems);
  if (request.query === "preview=1") {
    const { notes } = loaded;
    const body = JSON.stringify({ changes: differences(loaded, camera.backup), notes });
    return { status: 200, type: "application/json", body };
  }
  const issues = await camera.backup.restore(loaded, request.caller);
  if (issues.length > 0) return refuse(issues.map(({ key, problem }) => `${key}: ${problem}`));
  await camera.reboot(request.caller);
  return ok;
}

/** The body itself, or of a form the part "file", the first file, or the first part. */
function fileOf({ headers, body }: Request): Uint8Array {
  const boundary = boundaryOf(headers["content-type"] ?? "");
  if (boundary === undefined) return body;
  const parts = parseFormData(body, boundary);
  const part =
    parts.find(({ name }) => name === "file") ??
    parts.find(({ fileName }) => fileName !== undefined) ??
    parts[0];
  if (part === undefined) throw new RangeError("form data: there is no part in it");
  return part.data;
}

export const backupCommands: readonly Command[] = [
  { path: "/adm/admcfg.cfg", methods: ["GET"], changesState: false, run: download },
  { path: "/adm/upload.cgi", methods: ["POST"], changesState: true, run: upload },
];
